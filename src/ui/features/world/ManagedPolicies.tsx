import type { ManagedPolicyView, SurroundingAccount } from "#glass/surroundings.ts";
import { count, list, principalName } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { FactLines } from "../../design/Facts.tsx";
import { BEGINNINGS, NAME, PATH, path, policyField, type FormSpec } from "./form.ts";
import { Lines, Opens, Section, Acts, type PartProps } from "./parts.tsx";

/** Policies with a name and versions of their own, to be attached to many. */
export function ManagedPolicies(props: PartProps) {
  return props.view.accounts.map((account) => (
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
          aria-label={`New policy in ${account.name}`}
          onClick={() => props.onForm(newPolicy(account))}
        >
          New policy…
        </Button>
      }
    >
      {account.policies.map((policy) => (
        <Opens key={policy.arn} name={policy.name} line={line(policy)}>
          <Detail policy={policy} {...props} />
        </Opens>
      ))}
    </Section>
  ));
}

const isAws = ({ arn }: ManagedPolicyView): boolean => arn.startsWith("arn:aws:iam::aws:");

const line = (policy: ManagedPolicyView): string =>
  [
    isAws(policy) ? "by AWS" : `version ${policy.inForce} of ${count(policy.versions.length, "version")}`,
    policy.attachedTo.length === 0 ? "attached to nothing" : `on ${list(policy.attachedTo.map(principalName))}`,
  ].join(" · ");

function Detail({ policy, surroundings, onForm }: PartProps & { readonly policy: ManagedPolicyView }) {
  const { arn, name, versions, inForce } = policy;
  const current = versions.find(({ number }) => number === inForce);
  return (
    <>
      <FactLines facts={[{ name: "ARN", value: <code>{arn}</code> }]} />
      <Code text={current?.text ?? ""} label={`The policy ${name}`} />
      {!isAws(policy) && (
        <>
          <Section level={3} title="Versions">
            <Lines
              none=""
              items={versions.map(({ number }) => ({
                key: String(number),
                text: `version ${number}${number === inForce ? ", in force" : ""}`,
                acts:
                  number === inForce
                    ? []
                    : [
                        {
                          name: "Put in force",
                          label: `Put version ${number} of ${name} in force`,
                          onPress: () =>
                            surroundings.now(
                              { act: "SetDefaultPolicyVersion", policy: arn, version: number },
                              `Version ${number} of ${name} is in force.`,
                            ),
                        },
                        {
                          name: "Delete",
                          label: `Delete version ${number} of ${name}`,
                          onPress: () =>
                            surroundings.now(
                              { act: "DeletePolicyVersion", policy: arn, version: number },
                              `Version ${number} of ${name} was deleted.`,
                            ),
                        },
                      ],
              }))}
            />
          </Section>
          <Acts
            acts={[
              {
                name: "New version…",
                label: `New version of ${name}`,
                onPress: () => onForm(newVersion(policy, current?.text ?? "")),
              },
              {
                name: "Delete",
                label: `Delete policy ${name}`,
                onPress: () =>
                  surroundings.now({ act: "DeletePolicy", policy: arn }, `The policy ${name} was deleted.`),
              },
            ]}
          />
        </>
      )}
    </>
  );
}

const newPolicy = ({ id, name: account }: SurroundingAccount): FormSpec => ({
  title: `New managed policy in ${account}`,
  fields: [NAME, PATH, policyField(BEGINNINGS.identity)],
  button: "Create policy",
  act: ({ name = "", text = "", ...values }) => ({ act: "CreatePolicy", account: id, name, text, ...path(values) }),
  said: ({ name = "" }) => `The policy ${name} was made; it is attached to nothing yet.`,
});

const newVersion = ({ arn, name }: ManagedPolicyView, before: string): FormSpec => ({
  title: `New version of ${name}`,
  description: "It is in force at once, wherever the policy is attached.",
  fields: [policyField(before)],
  button: "Create version",
  act: ({ text = "" }) => ({ act: "CreatePolicyVersion", policy: arn, text }),
  said: () => `${name} has a new version in force.`,
});
