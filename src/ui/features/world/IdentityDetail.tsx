import type { GroupView, IdentityView, SurroundingAccount } from "#glass/surroundings.ts";
import { dateTime, principalName } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { FactLines } from "../../design/Facts.tsx";
import { addToGroup, attach, putInline, putTrust, setBoundary, setSession, setTags } from "./forms-identities.ts";
import { MfaDevice } from "./MfaDevice.tsx";
import { Acts, Lines, Section, type PartProps } from "./parts.tsx";

interface Of {
  readonly account: SurroundingAccount;
}

/** A user, a role, or an account's root: what it is, and everything that is put on it. */
export function IdentityDetail({ identity, account, ...props }: PartProps & Of & { readonly identity: IdentityView }) {
  const { surroundings, onForm } = props;
  const { arn, kind, name, uniqueId } = identity;
  const ids = (
    <FactLines
      facts={[
        { name: "ARN", value: <code>{arn}</code> },
        { name: "Unique id", value: <code>{uniqueId}</code> },
        ...(identity.tags.length === 0
          ? []
          : [{ name: "Tags", value: identity.tags.map(({ TagKey, TagValue }) => `${TagKey}=${TagValue}`).join(", ") }]),
      ]}
    />
  );
  if (kind === "root") return ids;
  return (
    <>
      {ids}
      <Policies holder={identity} account={account} {...props} />
      <Boundary identity={identity} account={account} {...props} />
      {kind === "user" && <Groups identity={identity} account={account} {...props} />}
      {kind === "user" && <AccessKeys identity={identity} {...props} />}
      {kind === "user" && <MfaDevice identity={identity} surroundings={surroundings} />}
      {kind === "role" && <Trust identity={identity} {...props} />}
      <Acts
        acts={[
          { name: "Tags…", label: `Tags of ${name}`, onPress: () => onForm(setTags(identity)) },
          {
            name: "Delete",
            label: `Delete ${kind} ${name}`,
            onPress: () =>
              surroundings.now(
                kind === "user" ? { act: "DeleteUser", arn } : { act: "DeleteRole", arn },
                `The ${kind} ${name} was deleted. Policies that name it show its unique id now.`,
              ),
          },
        ]}
      />
    </>
  );
}

export function GroupDetail({ group, account, ...props }: PartProps & Of & { readonly group: GroupView }) {
  const { surroundings } = props;
  const { arn, name, uniqueId, users } = group;
  return (
    <>
      <FactLines
        facts={[
          { name: "ARN", value: <code>{arn}</code> },
          { name: "Unique id", value: <code>{uniqueId}</code> },
        ]}
      />
      <Policies holder={group} account={account} {...props} />
      <Section level={3} title="Users">
        <Lines
          none="Nobody is in it. A user’s own entry has “Add to group”."
          items={users.map((user) => ({
            key: user,
            text: principalName(user),
            acts: [
              {
                name: "Remove",
                label: `Remove ${principalName(user)} from ${name}`,
                onPress: () =>
                  surroundings.now(
                    { act: "RemoveUserFromGroup", group: arn, user },
                    `${principalName(user)} is no longer in ${name}.`,
                  ),
              },
            ],
          }))}
        />
      </Section>
      <Acts
        acts={[
          {
            name: "Delete",
            label: `Delete group ${name}`,
            onPress: () => surroundings.now({ act: "DeleteGroup", arn }, `The group ${name} was deleted.`),
          },
        ]}
      />
    </>
  );
}

/** Inline and attached ones. */
function Policies({
  holder,
  account,
  surroundings,
  onForm,
}: PartProps & Of & { readonly holder: IdentityView | GroupView }) {
  const { arn, name, inline, managed } = holder;
  return (
    <Section
      level={3}
      title="Policies"
      acts={
        <>
          <Button size="small" aria-label={`New inline policy for ${name}`} onClick={() => onForm(putInline(holder))}>
            New inline policy…
          </Button>
          <Button
            size="small"
            aria-label={`Attach a policy to ${name}`}
            onClick={() => onForm(attach(holder, account))}
          >
            Attach…
          </Button>
        </>
      }
    >
      <Lines
        none="None: by itself it may do nothing."
        items={[
          ...inline.map((policy) => ({
            key: policy.name,
            text: `${policy.name} · inline, version ${policy.version}`,
            acts: [
              {
                name: "Edit…",
                label: `Edit ${policy.name} of ${name}`,
                onPress: () => onForm(putInline(holder, policy)),
              },
              {
                name: "Delete",
                label: `Delete ${policy.name} of ${name}`,
                onPress: () =>
                  surroundings.now(
                    { act: "DeleteInlinePolicy", arn, name: policy.name },
                    `${policy.name} was deleted from ${name}.`,
                  ),
              },
            ],
          })),
          ...managed.map((policy) => ({
            key: policy,
            text: `${lastName(policy)} · managed`,
            acts: [
              {
                name: "Detach",
                label: `Detach ${lastName(policy)} from ${name}`,
                onPress: () =>
                  surroundings.now(
                    { act: "DetachPolicy", arn, policy },
                    `${lastName(policy)} was detached from ${name}.`,
                  ),
              },
            ],
          })),
        ]}
      />
    </Section>
  );
}

function Boundary({ identity, account, surroundings, onForm }: PartProps & Of & { readonly identity: IdentityView }) {
  const { arn, name, boundary } = identity;
  return (
    <Section
      level={3}
      title="Permissions boundary"
      acts={
        <Button
          size="small"
          aria-label={`Set the boundary of ${name}`}
          onClick={() => onForm(setBoundary(identity, account))}
        >
          Set…
        </Button>
      }
    >
      <Lines
        none="None."
        items={
          boundary === null
            ? []
            : [
                {
                  key: boundary,
                  text: lastName(boundary),
                  acts: [
                    {
                      name: "Remove",
                      label: `Remove the boundary of ${name}`,
                      onPress: () =>
                        surroundings.now(
                          { act: "DeletePermissionsBoundary", arn },
                          `${name} has no boundary any more.`,
                        ),
                    },
                  ],
                },
              ]
        }
      />
    </Section>
  );
}

function Groups({ identity, account, surroundings, onForm }: PartProps & Of & { readonly identity: IdentityView }) {
  const { arn, name, groups } = identity;
  const nameOf = (group: string): string => account.groups.find((each) => each.arn === group)?.name ?? group;
  return (
    <Section
      level={3}
      title="Groups"
      acts={
        account.groups.length > groups.length && (
          <Button
            size="small"
            aria-label={`Add ${name} to a group`}
            onClick={() => onForm(addToGroup(identity, account))}
          >
            Add to group…
          </Button>
        )
      }
    >
      <Lines
        none={account.groups.length === 0 ? "The account has no group yet." : "In no group."}
        items={groups.map((group) => ({
          key: group,
          text: nameOf(group),
          acts: [
            {
              name: "Leave",
              label: `Take ${name} out of ${nameOf(group)}`,
              onPress: () =>
                surroundings.now(
                  { act: "RemoveUserFromGroup", group, user: arn },
                  `${name} is no longer in ${nameOf(group)}.`,
                ),
            },
          ],
        }))}
      />
    </Section>
  );
}

function AccessKeys({ identity, surroundings }: PartProps & { readonly identity: IdentityView }) {
  const { arn, name, accessKeys } = identity;
  return (
    <Section
      level={3}
      title="Access keys"
      acts={
        <Button
          size="small"
          aria-label={`New access key for ${name}`}
          onClick={() => surroundings.now({ act: "CreateAccessKey", user: arn }, `${name} has a new access key.`)}
        >
          New access key
        </Button>
      }
    >
      <Lines
        none="None yet: the first call makes one. Its secret stays with the application."
        items={accessKeys.map(({ id, active }) => ({
          key: id,
          text: (
            <>
              <code>{id}</code> {active ? "active" : "inactive"}
            </>
          ),
          acts: [
            {
              name: active ? "Deactivate" : "Activate",
              label: `${active ? "Deactivate" : "Activate"} access key ${id}`,
              onPress: () =>
                surroundings.now(
                  { act: "UpdateAccessKey", key: id, active: !active },
                  `The access key is ${active ? "inactive: it signs nothing" : "active"}.`,
                ),
            },
            {
              name: "Delete",
              label: `Delete access key ${id}`,
              onPress: () => surroundings.now({ act: "DeleteAccessKey", key: id }, "The access key was deleted."),
            },
          ],
        }))}
      />
    </Section>
  );
}

function Trust({ identity, onForm }: PartProps & { readonly identity: IdentityView }) {
  const { name, trust, maxSession, accessKeys } = identity;
  return (
    <Section
      level={3}
      title="Trust policy"
      acts={
        <>
          <Button
            size="small"
            aria-label={`Edit the trust policy of ${name}`}
            onClick={() => onForm(putTrust(identity))}
          >
            Edit…
          </Button>
          <Button size="small" aria-label={`Longest session of ${name}`} onClick={() => onForm(setSession(identity))}>
            Longest session…
          </Button>
        </>
      }
    >
      <Code text={trust?.text ?? ""} label={`The trust policy of ${name}`} />
      <p className="mt-1 text-sm text-soft">A session lasts at most {maxSession / 3600} h.</p>
      {accessKeys.map(({ id, session }) => (
        <p key={id} className="text-sm">
          Session {session?.name} of {principalName(session?.by ?? "")} until {dateTime(session?.expires ?? 0)}
        </p>
      ))}
    </Section>
  );
}

const lastName = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
