import type { GroupView, IdentityView, SurroundingAccount } from "#glass/surroundings.ts";
import { count, list, principalName } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { enableRegion, newAccount, newGroup, newRole, newUser, renameAccount } from "./forms-identities.ts";
import { GroupDetail, IdentityDetail } from "./IdentityDetail.tsx";
import { Acts, Opens, Section, type PartProps } from "./parts.tsx";

/** Accounts, and in each its users, groups and roles. */
export function Identities(props: PartProps) {
  const { view, surroundings, onForm } = props;
  return (
    <>
      {view.accounts.map((account) => (
        <Section
          key={account.id}
          title={
            <>
              {account.name} <span className="numbers font-normal">{account.id}</span>
            </>
          }
          acts={
            <>
              <Button size="small" onClick={() => onForm(newUser(account))}>
                New user…
              </Button>
              <Button size="small" onClick={() => onForm(newGroup(account))}>
                New group…
              </Button>
              <Button size="small" onClick={() => onForm(newRole(account))}>
                New role…
              </Button>
              <Acts
                acts={[
                  {
                    name: "Rename…",
                    label: `Rename account ${account.name}`,
                    onPress: () => onForm(renameAccount(account)),
                  },
                  {
                    name: "Enable a Region…",
                    label: `Enable a Region for account ${account.name}`,
                    onPress: () => onForm(enableRegion(account)),
                  },
                  ...account.regions.map((region) => ({
                    name: `Disable ${region}`,
                    label: `Disable ${region} for account ${account.name}`,
                    onPress: () =>
                      surroundings.now(
                        { act: "DisableRegion", account: account.id, region },
                        `${account.name} has ${region} no more; what lies there stays, out of reach.`,
                      ),
                  })),
                  {
                    name: "Close",
                    label: `Close account ${account.name}`,
                    onPress: () =>
                      surroundings.now(
                        { act: "CloseAccount", account: account.id },
                        `The account ${account.name} was closed.`,
                      ),
                  },
                ]}
              />
            </>
          }
        >
          {[...account.users, ...account.roles].map((identity) => (
            <Opens key={identity.arn} name={principalName(identity.arn)} line={identityLine(identity, account)}>
              <IdentityDetail identity={identity} account={account} {...props} />
            </Opens>
          ))}
          {account.groups.map((group) => (
            <Opens key={group.arn} name={`group ${group.name}`} line={groupLine(group)}>
              <GroupDetail group={group} account={account} {...props} />
            </Opens>
          ))}
        </Section>
      ))}
      <Button onClick={() => onForm(newAccount)}>New account…</Button>
    </>
  );
}

function identityLine({ kind, inline, managed, boundary, groups, path }: IdentityView, account: SurroundingAccount) {
  if (kind === "root") return `the account itself: IAM never limits it`;
  const policies = [...inline.map(({ name }) => name), ...managed.map(lastName)];
  const said = [
    ...(path === "/" ? [] : [path]),
    policies.length === 0 ? "no policy" : list(policies),
    ...(boundary === null ? [] : [`bounded by ${lastName(boundary)}`]),
    ...(groups.length === 0
      ? []
      : [`in ${list(groups.map((arn) => account.groups.find((group) => group.arn === arn)?.name ?? arn))}`]),
  ];
  return said.join(" · ");
}

function groupLine({ users, inline, managed }: GroupView): string {
  const policies = [...inline.map(({ name }) => name), ...managed.map(lastName)];
  return `${count(users.length, "user")} · ${policies.length === 0 ? "no policy" : list(policies)}`;
}

const lastName = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
