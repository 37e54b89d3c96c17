/** The forms about the organization. */
import type {
  OrganizationPolicyKind,
  OrganizationPolicyView,
  OrganizationView,
  SurroundingAccount,
} from "#glass/surroundings.ts";
import { BEGINNINGS, NAME, policyField, type FieldSpec, type FormSpec } from "./form.ts";

export const KINDS: readonly { readonly type: OrganizationPolicyKind; readonly name: string; readonly says: string }[] =
  [
    {
      type: "SERVICE_CONTROL_POLICY",
      name: "Service control policies",
      says: "What the identities of an account may do at most: on every level from the root to the account one of them must allow it.",
    },
    {
      type: "RESOURCE_CONTROL_POLICY",
      name: "Resource control policies",
      says: "What anybody may do at most with what belongs to an account. They only deny.",
    },
  ];

type Option = { readonly value: string; readonly label: string };

const accountOptions = (accounts: readonly SurroundingAccount[]): Option[] =>
  accounts.map(({ id, name }) => ({ value: id, label: `${name} ${id}` }));

/** Root and units. */
export const placesOf = ({ root, units }: OrganizationView): readonly Option[] => [
  { value: root, label: "Root" },
  ...units.map(({ id, name }) => ({ value: id, label: name })),
];

const parent = (places: readonly Option[]): FieldSpec => ({
  name: "parent",
  label: "In",
  kind: "select",
  options: places,
});

export const newOrganization = (accounts: readonly SurroundingAccount[]): FormSpec => ({
  title: "New organization",
  fields: [
    {
      name: "management",
      label: "Management account",
      kind: "select",
      options: accountOptions(accounts),
      hint: "No policy of the organization limits it.",
    },
  ],
  button: "Create organization",
  act: ({ management = "" }) => ({ act: "CreateOrganization", management }),
  said: () => "The organization was made, with FullAWSAccess on all of it.",
});

export const newUnit = (places: readonly Option[]): FormSpec => ({
  title: "New organizational unit",
  fields: [NAME, parent(places)],
  button: "Create unit",
  act: ({ name = "", parent: above = "" }) => ({ act: "CreateOrganizationalUnit", name, parent: above }),
  said: ({ name = "" }) => `The unit ${name} was made.`,
});

export const renameUnit = ({ id, name: before }: OrganizationView["units"][number]): FormSpec => ({
  title: `Rename unit ${before}`,
  fields: [{ ...NAME, initial: before }],
  button: "Rename",
  act: ({ name = "" }) => ({ act: "UpdateOrganizationalUnit", unit: id, name }),
  said: ({ name = "" }) => `The unit is now called ${name}.`,
});

export const moveAccount = ({ id, name, parent: now }: SurroundingAccount, places: readonly Option[]): FormSpec => ({
  title: now === null ? `Bring ${name} into the organization` : `Move ${name}`,
  fields: [{ ...parent(places), ...(now !== null && { initial: now }) }],
  button: now === null ? "Bring in" : "Move",
  act: ({ parent: above = "" }) => ({ act: "MoveAccount", account: id, parent: above }),
  said: () => (now === null ? `${name} is in the organization.` : `${name} was moved.`),
});

export const newOrganizationPolicy = (type: OrganizationPolicyKind, kind: string): FormSpec => ({
  title: `New: ${kind}`,
  fields: [NAME, policyField(type === "SERVICE_CONTROL_POLICY" ? BEGINNINGS.scp : BEGINNINGS.rcp)],
  button: "Create policy",
  act: ({ name = "", text = "" }) => ({ act: "CreateOrganizationPolicy", type, name, text }),
  said: ({ name = "" }) => `${name} was made; it counts once it is attached.`,
});

export const updatePolicy = ({ id, name: before, text: document }: OrganizationPolicyView): FormSpec => ({
  title: `Edit ${before}`,
  fields: [{ ...NAME, initial: before }, policyField(document)],
  button: "Save policy",
  act: ({ name = "", text = "" }) => ({ act: "UpdateOrganizationPolicy", policy: id, name, text }),
  said: ({ name = "" }) => `${name} was changed. It counts from the next call on.`,
});

export const attachPolicy = (
  { id, name, targets }: OrganizationPolicyView,
  organization: OrganizationView,
  accounts: readonly SurroundingAccount[],
): FormSpec => ({
  title: `Attach ${name}`,
  fields: [
    {
      name: "target",
      label: "To",
      kind: "select",
      options: [...placesOf(organization), ...accountOptions(accounts.filter(({ parent: at }) => at !== null))].filter(
        ({ value }) => !targets.includes(value),
      ),
    },
  ],
  button: "Attach",
  act: ({ target = "" }) => ({ act: "AttachOrganizationPolicy", policy: id, target }),
  said: () => `${name} was attached.`,
});
