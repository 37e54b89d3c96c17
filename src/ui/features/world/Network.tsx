import type { SurroundingAccount, SurroundingsView, VpcView } from "#glass/surroundings.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { EmptyState } from "../../design/EmptyState.tsx";
import { FactLines } from "../../design/Facts.tsx";
import { useWorld } from "../../state/session.ts";
import { NAME, policyField, type FieldSpec, type FormSpec } from "./form.ts";
import { Acts, Opens, Section, type PartProps } from "./parts.tsx";

/** Simulated VPCs, with or without an interface endpoint for KMS. */
export function Network(props: PartProps) {
  const { view, onForm } = props;
  const { regions } = useWorld();
  const create = (
    <Button kind="primary" onClick={() => onForm(newVpc(view.accounts, regions))}>
      New VPC…
    </Button>
  );
  if (view.vpcs.length === 0)
    return (
      <EmptyState title="No VPC yet." action={create}>
        <p>
          Calls come from the internet. Make a VPC, sit in it with “From” above, and see which way a call takes: by an
          endpoint for KMS, by the internet, or nowhere.
        </p>
      </EmptyState>
    );
  return (
    <>
      {view.vpcs.map((vpc) => (
        <Opens key={vpc.id} name={vpc.name} line={line(vpc, view)}>
          <Detail vpc={vpc} {...props} />
        </Opens>
      ))}
      <div className="mt-4">{create}</div>
    </>
  );
}

const line = ({ cidr, region, account, internet, endpoint }: VpcView, { accounts }: SurroundingsView): string =>
  [
    cidr,
    region,
    accounts.find(({ id }) => id === account)?.name ?? account,
    endpoint === null ? "no endpoint for KMS" : `endpoint, Private DNS ${endpoint.privateDns ? "on" : "off"}`,
    internet ? "a way to the internet" : "no way to the internet",
  ].join(" · ");

function Detail({ vpc, surroundings, onForm }: PartProps & { readonly vpc: VpcView }) {
  const { id, name, endpoint } = vpc;
  return (
    <>
      <FactLines
        facts={[
          { name: "VPC", value: <code>{id}</code> },
          ...(endpoint === null
            ? []
            : [
                { name: "Endpoint", value: <code>{endpoint.id}</code> },
                {
                  name: "Private DNS",
                  value: endpoint.privateDns
                    ? "on: inside the VPC, KMS’s ordinary name means the endpoint"
                    : "off: KMS’s ordinary name means its public addresses",
                },
              ]),
        ]}
      />
      {endpoint === null ? (
        <p className="text-sm text-soft">
          No endpoint for KMS: calls leave by the NAT gateway where there is one, and wait in vain where there is none.
        </p>
      ) : (
        <Section level={3} title={`Endpoint policy, version ${endpoint.policy.version}`}>
          <Code text={endpoint.policy.text} label={`The endpoint policy of ${name}`} />
        </Section>
      )}
      <Acts
        acts={[
          { name: "Change…", label: `Change VPC ${name}`, onPress: () => onForm(changeVpc(vpc)) },
          ...(endpoint === null
            ? [{ name: "New endpoint…", label: `New endpoint in ${name}`, onPress: () => onForm(newEndpoint(vpc)) }]
            : [
                {
                  name: "Change endpoint…",
                  label: `Change the endpoint of ${name}`,
                  onPress: () => onForm(changeEndpoint(vpc, endpoint)),
                },
                {
                  name: "Delete endpoint",
                  label: `Delete the endpoint of ${name}`,
                  onPress: () =>
                    surroundings.now(
                      { act: "DeleteVpcEndpoint", vpc: id },
                      `${name} has no endpoint for KMS any more.`,
                    ),
                },
              ]),
          {
            name: "Delete",
            label: `Delete VPC ${name}`,
            onPress: () => surroundings.now({ act: "DeleteVpc", vpc: id }, `The VPC ${name} was deleted.`),
          },
        ]}
      />
    </>
  );
}

const INTERNET: FieldSpec = {
  name: "internet",
  label: "A NAT gateway leads from it to the internet",
  kind: "checkbox",
};
const PRIVATE_DNS: FieldSpec = {
  name: "privateDns",
  label: "Private DNS",
  kind: "checkbox",
  hint: "Inside the VPC, KMS’s ordinary name then leads to the endpoint.",
};

const newVpc = (accounts: readonly SurroundingAccount[], regions: readonly string[]): FormSpec => ({
  title: "New VPC",
  fields: [
    NAME,
    {
      name: "account",
      label: "Account",
      kind: "select",
      options: accounts.map(({ id, name }) => ({ value: id, label: `${name} ${id}` })),
    },
    {
      name: "region",
      label: "Region",
      kind: "select",
      options: regions.map((region) => ({ value: region, label: region })),
    },
    { ...INTERNET, initial: "true" },
  ],
  button: "Create VPC",
  act: ({ name = "", account = "", region = "", internet }) => ({
    act: "CreateVpc",
    name,
    account,
    region,
    internet: internet === "true",
  }),
  said: ({ name = "" }) => `The VPC ${name} was made. “From” leads into it.`,
});

const changeVpc = ({ id, name: before, internet: open }: VpcView): FormSpec => ({
  title: `Change VPC ${before}`,
  fields: [
    { ...NAME, initial: before },
    { ...INTERNET, initial: String(open) },
  ],
  button: "Change",
  act: ({ name = "", internet }) => ({ act: "ModifyVpc", vpc: id, name, internet: internet === "true" }),
  said: ({ name = "" }) => `The VPC ${name} was changed.`,
});

const newEndpoint = ({ id, name }: VpcView): FormSpec => ({
  title: `New endpoint for KMS in ${name}`,
  description: "It begins with AWS’s own policy, which lets everything through.",
  fields: [{ ...PRIVATE_DNS, initial: "true" }],
  button: "Create endpoint",
  act: ({ privateDns }) => ({ act: "CreateVpcEndpoint", vpc: id, privateDns: privateDns === "true" }),
  said: () => `${name} has an endpoint for KMS.`,
});

const changeEndpoint = (
  { id, name }: VpcView,
  { privateDns: before, policy }: NonNullable<VpcView["endpoint"]>,
): FormSpec => ({
  title: `Endpoint of ${name}`,
  fields: [{ ...PRIVATE_DNS, initial: String(before) }, policyField(policy.text, "Endpoint policy, as JSON")],
  button: "Change endpoint",
  act: ({ privateDns, text = "" }) => ({
    act: "ModifyVpcEndpoint",
    vpc: id,
    privateDns: privateDns === "true",
    text,
  }),
  said: () => `The endpoint of ${name} was changed.`,
});
