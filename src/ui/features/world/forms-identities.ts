/** The forms about accounts, users, groups, roles and what is put on them. */
import type { GroupView, IdentityView, SurroundingAccount } from "#glass/surroundings.ts";
import type { PolicyView } from "#glass/views.ts";
import { BEGINNINGS, NAME, PATH, path, policyField, tagsOf, tagText, type FormSpec } from "./form.ts";

const text = (values: Readonly<Record<string, string>>, name: string): string => values[name] ?? "";

export const newAccount: FormSpec = {
  title: "New account",
  description: "It comes with its root user, and with nothing else.",
  fields: [NAME],
  button: "Create account",
  act: (values) => ({ act: "CreateAccount", name: text(values, "name") }),
  said: (values) => `The account ${text(values, "name")} was made.`,
};

export const renameAccount = ({ id, name }: SurroundingAccount): FormSpec => ({
  title: `Rename account ${name}`,
  fields: [{ ...NAME, initial: name }],
  button: "Rename",
  act: (values) => ({ act: "RenameAccount", account: id, name: text(values, "name") }),
  said: (values) => `The account is now called ${text(values, "name")}.`,
});

export const enableRegion = ({ id, name, regionsToEnable }: SurroundingAccount): FormSpec => ({
  title: `Enable a Region for ${name}`,
  description:
    "AWS enables its newer Regions for nobody. Whose account has not enabled one cannot use it, keys of other accounts that lie there included. On AWS it takes some minutes; here it is done at once.",
  fields: [
    {
      name: "region",
      label: "Region",
      kind: "select",
      options: regionsToEnable.map((region) => ({ value: region, label: region })),
    },
  ],
  button: "Enable",
  act: (values) => ({ act: "EnableRegion", account: id, region: text(values, "region") }),
  said: (values) => `${name} has ${text(values, "region")} now.`,
});

export const newUser = ({ id, name }: SurroundingAccount): FormSpec => ({
  title: `New user in ${name}`,
  fields: [NAME, PATH],
  button: "Create user",
  act: (values) => ({ act: "CreateUser", account: id, name: text(values, "name"), ...path(values) }),
  said: (values) => `The user ${text(values, "name")} was made; nothing allows it anything yet.`,
});

export const newGroup = ({ id, name }: SurroundingAccount): FormSpec => ({
  title: `New group in ${name}`,
  fields: [NAME, PATH],
  button: "Create group",
  act: (values) => ({ act: "CreateGroup", account: id, name: text(values, "name"), ...path(values) }),
  said: (values) => `The group ${text(values, "name")} was made.`,
});

export const newRole = ({ id, name }: SurroundingAccount): FormSpec => ({
  title: `New role in ${name}`,
  description:
    "Its trust policy says who may assume it. ec2.amazonaws.com is the platform on which the application runs.",
  fields: [
    NAME,
    PATH,
    policyField(
      JSON.stringify(
        {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: `arn:aws:iam::${id}:root`, Service: "ec2.amazonaws.com" },
              Action: ["sts:AssumeRole", "sts:TagSession"],
            },
          ],
        },
        null,
        2,
      ),
      "Trust policy, as JSON",
    ),
  ],
  button: "Create role",
  act: (values) => ({
    act: "CreateRole",
    account: id,
    name: text(values, "name"),
    trust: text(values, "text"),
    ...path(values),
  }),
  said: (values) => `The role ${text(values, "name")} was made; nothing allows it anything yet.`,
});

export const putInline = (holder: Pick<IdentityView | GroupView, "arn" | "name">, policy?: PolicyView): FormSpec => ({
  title: policy === undefined ? `New inline policy for ${holder.name}` : `Policy ${policy.name} of ${holder.name}`,
  description: "An inline policy belongs to this one identity and goes with it.",
  fields: [
    ...(policy === undefined ? [NAME] : []),
    policyField(policy === undefined ? BEGINNINGS.identity : policy.text),
  ],
  button: "Put policy",
  act: (values) => ({
    act: "PutInlinePolicy",
    arn: holder.arn,
    name: policy?.name ?? text(values, "name"),
    text: text(values, "text"),
  }),
  said: (values) =>
    `${holder.name} has the policy ${policy?.name ?? text(values, "name")}. It counts from the next call on.`,
});

export const putTrust = ({ arn, name, trust }: IdentityView): FormSpec => ({
  title: `Trust policy of role ${name}`,
  description: "It says who may assume the role: users and roles by their ARN, accounts, services.",
  fields: [policyField(trust?.text ?? "")],
  button: "Put trust policy",
  act: (values) => ({ act: "UpdateAssumeRolePolicy", arn, text: text(values, "text") }),
  said: () => `The role ${name} has a new trust policy.`,
});

export const setSession = ({ arn, name, maxSession }: IdentityView): FormSpec => ({
  title: `Longest session of role ${name}`,
  fields: [{ name: "hours", label: "Hours", kind: "number", initial: String(maxSession / 3600), hint: "1 to 12." }],
  button: "Set",
  act: (values) => ({ act: "UpdateRole", arn, maxSession: Number(text(values, "hours")) * 3600 }),
  said: (values) => `A session of ${name} lasts at most ${text(values, "hours")} h.`,
});

export const setTags = ({ arn, name, tags }: IdentityView): FormSpec => ({
  title: `Tags of ${name}`,
  description: "Policies read them as aws:PrincipalTag/key.",
  fields: [{ name: "tags", label: "One key=value a line", kind: "tags", initial: tagText(tags), optional: true }],
  button: "Set tags",
  act: (values) => ({ act: "TagPrincipal", arn, tags: tagsOf(text(values, "tags")) }),
  said: () => `${name} has new tags.`,
});

const choices = (of: readonly { readonly arn: string; readonly name: string }[]) =>
  of.map(({ arn, name }) => ({ value: arn, label: name }));

export const attach = (
  holder: Pick<IdentityView | GroupView, "arn" | "name" | "managed">,
  { policies }: SurroundingAccount,
): FormSpec => ({
  title: `Attach a managed policy to ${holder.name}`,
  fields: [
    {
      name: "policy",
      label: "Managed policy",
      kind: "select",
      options: choices(policies.filter(({ arn }) => !holder.managed.includes(arn))),
    },
  ],
  button: "Attach",
  act: (values) => ({ act: "AttachPolicy", arn: holder.arn, policy: text(values, "policy") }),
  said: () => `The policy was attached to ${holder.name}.`,
});

export const setBoundary = ({ arn, name }: IdentityView, { policies }: SurroundingAccount): FormSpec => ({
  title: `Permissions boundary of ${name}`,
  description: "It gives nothing; it is the most that the identity’s own policies can give.",
  fields: [{ name: "policy", label: "Managed policy", kind: "select", options: choices(policies) }],
  button: "Set boundary",
  act: (values) => ({ act: "PutPermissionsBoundary", arn, policy: text(values, "policy") }),
  said: () => `${name} has a permissions boundary.`,
});

export const addToGroup = (user: IdentityView, { groups }: SurroundingAccount): FormSpec => ({
  title: `Add ${user.name} to a group`,
  fields: [
    {
      name: "group",
      label: "Group",
      kind: "select",
      options: choices(groups.filter(({ arn }) => !user.groups.includes(arn))),
    },
  ],
  button: "Add",
  act: (values) => ({ act: "AddUserToGroup", group: text(values, "group"), user: user.arn }),
  said: () => `${user.name} was added to the group.`,
});
