/** The documents that have a say about a key, with the act that saves each of them. */
import type { SurroundingAccount, SurroundingsView, WorldAct } from "#glass/surroundings.ts";
import type { KeyDetail } from "#glass/views.ts";
import { keyName } from "#words/keys.ts";

export interface PolicyDocument {
  /** Stays the same while its text changes: `key`, `inline ARN name`, `managed ARN`, `organization id`, `endpoint id`. */
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** What a document of this kind can do, in a sentence. */
  readonly note: string;
  /** Null: it is not there yet, and saving makes it. */
  readonly text: string | null;
  readonly version: number | null;
  /** Its statements name principals. */
  readonly principals: boolean;
  /** Null for the key policy, which is put by a call that somebody signs. */
  readonly save: ((text: string) => WorldAct) | null;
  /** ARNs of those whose access it is about, where it is about some only. */
  readonly of: readonly string[];
}

export function documentsOf(key: KeyDetail, around: SurroundingsView): readonly PolicyDocument[] {
  const accounts = around.accounts.toSorted((a, b) => Number(b.id === key.account) - Number(a.id === key.account));
  return [
    keyPolicy(key),
    ...accounts.flatMap(identityDocuments),
    ...organizationDocuments(around),
    ...endpoints(around),
  ];
}

/** The document that an address names; `of ARN` is the first one of that principal. */
export const documentAt = (documents: readonly PolicyDocument[], id: string): PolicyDocument | undefined =>
  documents.find((document) => document.id === id) ??
  (id.startsWith("of ") ? documents.find(({ of }) => of.includes(id.slice(3))) : undefined);

export const keyPolicy = (key: KeyDetail): PolicyDocument => ({
  id: "key",
  group: "This key",
  title: `Key policy of ${keyName(key)}`,
  note: "The one document without which nobody gets in. It names principals; naming the account hands the question to the account’s IAM.",
  text: key.policy.text,
  version: key.policy.version,
  principals: true,
  save: null,
  of: [],
});

const IDENTITY =
  "An IAM policy names no principal: it is about whoever carries it. It counts for a key only as far as the key’s own policy hands the question to the account.";
const MANAGED = "A managed policy counts for everybody it is attached to.";
const BOUNDARY =
  "As a permissions boundary it gives nothing: it only limits what other IAM policies of its principal can give.";

const OF_AWS = "This one is AWS’s own: only AWS can change it.";
const isOfAws = (arn: string): boolean => arn.startsWith("arn:aws:iam::aws:");

/** A new inline policy has this name until somebody gives it another. */
const NEW = "kms";

function identityDocuments({
  name,
  id,
  users,
  roles,
  groups,
  policies,
}: SurroundingAccount): readonly PolicyDocument[] {
  const group = `IAM of account ${name} (${id})`;
  const carriers = [
    ...users.map((each) => ({ ...each, what: `user ${each.name}`, of: [each.arn] })),
    ...roles.map((each) => ({ ...each, what: `role ${each.name}`, of: [each.arn] })),
    ...groups.map((each) => ({ ...each, what: `group ${each.name}`, of: each.users })),
  ];
  const inline = carriers.flatMap(({ arn, what, of, inline: documents }): readonly PolicyDocument[] => {
    const base = { group, note: IDENTITY, principals: false, of } as const;
    const save = (document: string) => (text: string) =>
      ({ act: "PutInlinePolicy", arn, name: document, text }) as const;
    return documents.length === 0
      ? [
          {
            ...base,
            id: `inline ${arn} ${NEW}`,
            title: `${what}: a first policy`,
            text: null,
            version: null,
            save: save(NEW),
          },
        ]
      : documents.map(({ name: document, text, version }) => ({
          ...base,
          id: `inline ${arn} ${document}`,
          title: `${what}: ${document}`,
          text,
          version,
          save: save(document),
        }));
  });
  const bounding = new Set([...users, ...roles].map(({ boundary }) => boundary));
  // AWS's own are in every account; only where one is attached does it have a say.
  const present = policies.filter(({ arn, attachedTo }) => !isOfAws(arn) || attachedTo.length > 0);
  const managed = present.map(({ arn, name: document, versions, inForce, attachedTo }): PolicyDocument => ({
    id: `managed ${arn}`,
    group,
    title: `${bounding.has(arn) ? "boundary" : isOfAws(arn) ? "AWS’s policy" : "managed policy"} ${document}`,
    note: `${bounding.has(arn) ? BOUNDARY : MANAGED}${isOfAws(arn) ? ` ${OF_AWS}` : ""}`,
    text: versions.find(({ number }) => number === inForce)?.text ?? "",
    version: inForce,
    principals: false,
    save: (text) => ({ act: "CreatePolicyVersion", policy: arn, text }),
    of: attachedTo,
  }));
  return [...inline, ...managed];
}

function organizationDocuments({ organization }: SurroundingsView): readonly PolicyDocument[] {
  return (organization?.policies ?? []).map(({ id, type, name, text, version }): PolicyDocument => {
    const scp = type === "SERVICE_CONTROL_POLICY";
    return {
      id: `organization ${id}`,
      group: "Organization",
      title: `${scp ? "SCP" : "RCP"} ${name}`,
      note: scp
        ? "A service control policy gives nothing: it limits what principals of the accounts below it may do, their root users included."
        : "A resource control policy gives nothing: it limits who may use the resources, here keys, of the accounts below it.",
      text,
      version,
      principals: !scp,
      save: (next) => ({ act: "UpdateOrganizationPolicy", policy: id, name, text: next }),
      of: [],
    };
  });
}

function endpoints({ vpcs }: SurroundingsView): readonly PolicyDocument[] {
  return vpcs.flatMap(({ id, name, endpoint }): readonly PolicyDocument[] =>
    endpoint === null
      ? []
      : [
          {
            id: `endpoint ${id}`,
            group: "Network",
            title: `VPC endpoint policy of ${name}`,
            note: "It is asked for calls through this endpoint only, and gives nothing by itself: it limits what may pass.",
            text: endpoint.policy.text,
            version: endpoint.policy.version,
            principals: true,
            save: (text) => ({ act: "ModifyVpcEndpoint", vpc: id, privateDns: endpoint.privateDns, text }),
            of: [],
          },
        ],
  );
}
