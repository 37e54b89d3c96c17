import { Link } from "@tanstack/react-router";
import type { SurroundingAccount } from "#glass/surroundings.ts";
import { date } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Table, Td, Th } from "../../design/Table.tsx";
import { seatSearch } from "../../state/seat.ts";
import { useWorld } from "../../state/session.ts";
import type { FormSpec } from "./form.ts";
import { Section, type PartProps } from "./parts.tsx";

/** Services whose default key is known here by its real policy; those that a learner meets first. */
const SERVICES =
  "s3 ebs secretsmanager dynamodb ssm rds lambda sns sqs acm backup elasticfilesystem redshift kinesis glue xray".split(
    " ",
  );

/** The keys that AWS makes in an account for its own services. */
export function ManagedKeys({ view, onForm }: PartProps) {
  const { regions } = useWorld();
  return (
    <>
      <p className="mb-5 max-w-[46rem] text-sm text-pretty text-soft">
        AWS makes such a key when one of its services first needs one in an account and Region, under a policy that only
        AWS writes. It is rotated every year (until May 2022: every three years); nobody can change it, delete it, or
        use it but through its service, as “Who” lets you. AWS owned keys are something else: AWS keeps those in
        accounts of its own, where nobody can see or use them, so there is nothing to show.
      </p>
      {view.accounts.map((account) => (
        <Section
          key={account.id}
          title={
            <>
              {account.name} <span className="numbers font-normal">{account.id}</span>
            </>
          }
          acts={
            <Button
              size="small"
              aria-label={`A service first needs its key in ${account.name}`}
              onClick={() => onForm(need(account, regions))}
            >
              A service first needs its key…
            </Button>
          }
        >
          {account.managedKeys.length === 0 ? (
            <p className="text-sm text-soft">None yet: no service of AWS’s has needed one here.</p>
          ) : (
            <Table caption={`AWS managed keys of ${account.name}`}>
              <thead>
                <tr>
                  <Th>Alias</Th>
                  <Th>Region</Th>
                  <Th>Next rotation</Th>
                </tr>
              </thead>
              <tbody>
                {account.managedKeys.map(({ keyArn, service, region, nextRotation }) => (
                  <tr key={keyArn}>
                    <Td>
                      <Link
                        to="/keys/$keyId"
                        params={{ keyId: keyArn.slice(keyArn.lastIndexOf("/") + 1) }}
                        search={(before) => ({ ...seatSearch(before), region })}
                        className="underline"
                      >
                        alias/aws/{service}
                      </Link>
                    </Td>
                    <Td>{region}</Td>
                    <Td>{nextRotation === null ? "" : date(nextRotation)}</Td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )}
        </Section>
      ))}
    </>
  );
}

const need = ({ id, name }: SurroundingAccount, regions: readonly string[]): FormSpec => ({
  title: `A service first needs its key in ${name}`,
  fields: [
    {
      name: "service",
      label: "Service",
      kind: "select",
      options: SERVICES.map((service) => ({ value: service, label: `aws/${service}` })),
    },
    {
      name: "region",
      label: "Region",
      kind: "select",
      options: regions.map((region) => ({ value: region, label: region })),
    },
  ],
  button: "Let it be made",
  act: ({ service = "", region = "" }) => ({ act: "MakeManagedKey", account: id, region, service }),
  said: ({ service = "" }) => `alias/aws/${service} is there.`,
});
