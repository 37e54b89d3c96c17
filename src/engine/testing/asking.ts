/** Questions for the evaluator's tests: callers, documents and grants, written short. */
import type { GrantParty, GrantRow } from "../keys/rows.ts";
import type { Caller } from "../access/caller.ts";
import { PLAIN } from "../access/caller.ts";
import { evaluate } from "../access/evaluate.ts";
import { askAbout, type AccessQuestion, type Document, type GrantFacts } from "../access/question.ts";

export const BLUE = "111122223333";
export const GREEN = "444455556666";
export const KEY = `arn:aws:kms:us-east-1:${BLUE}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const ROOT = `arn:aws:iam::${BLUE}:root`;

export const role = (account: string, name: string, session = "s"): Caller => ({
  ...PLAIN,
  kind: "role-session",
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
  principalArn: `arn:aws:iam::${account}:role/${name}`,
  uniqueId: `AROA${name.toUpperCase()}:${session}`,
  accessKeyId: "ASIA",
  label: `role ${name}`,
  session: { name: session, issued: 0 },
});

const person = (kind: "user" | "root", account: string, arn: string, uniqueId: string): Caller => ({
  ...PLAIN,
  kind,
  account,
  arn,
  principalArn: arn,
  uniqueId,
  accessKeyId: "AKIA",
  label: kind,
  session: null,
});
export const user = (account: string, name: string): Caller =>
  person("user", account, `arn:aws:iam::${account}:user/${name}`, `AIDA${name.toUpperCase()}`);
export const root = (account: string): Caller => person("root", account, `arn:aws:iam::${account}:root`, account);

/** A session that user Zoe made with GetFederationToken. */
export const federated = (account: string, name: string): Caller => ({
  ...user(account, "Zoe"),
  kind: "federated-user",
  arn: `arn:aws:sts::${account}:federated-user/${name}`,
  uniqueId: `${account}:${name}`,
  session: { name, issued: 0 },
});

export const service = (name: string): Caller => ({
  ...person("user", "", name, name),
  kind: "service",
  label: name,
});

export type Statement = Readonly<Record<string, unknown>>;
/** Of all KMS actions on everything, unless `rest` says otherwise. */
export const allow = (rest: Statement = {}): Statement => ({
  Effect: "Allow",
  Action: "kms:*",
  Resource: "*",
  ...rest,
});
export const deny = (rest: Statement = {}): Statement => ({ ...allow(rest), Effect: "Deny" });
export const to = (AWS: unknown, rest: Statement = {}): Statement => allow({ Principal: { AWS }, ...rest });
/** Allows something, and nothing of KMS: a layer that is there and does not allow. */
export const NOTHING = allow({ Action: "s3:*" });

export const document = (layer: Document["layer"], statements: readonly Statement[], arn?: string): Document => ({
  layer,
  name: layer,
  owner: "",
  version: 1,
  text: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
  ...(arn === undefined ? {} : { arn }),
});

export interface Layers {
  readonly scps?: readonly (readonly Statement[])[] | undefined;
  readonly rcp?: readonly Statement[] | undefined;
  readonly endpoint?: readonly Statement[] | undefined;
  /** The key policy; the account's delegation when left out. */
  readonly key?: readonly Statement[] | undefined;
  readonly grants?: readonly GrantFacts[] | undefined;
  readonly identity?: readonly Statement[] | undefined;
  readonly boundary?: readonly Statement[] | undefined;
  readonly session?: readonly Statement[] | undefined;
  readonly context?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly more?: Partial<AccessQuestion> | undefined;
}

const one = (layer: Document["layer"], statements: readonly Statement[] | undefined): readonly Document[] =>
  statements === undefined ? [] : [document(layer, statements)];

/** What is decided on kms:Decrypt with Blue's key. Names of context keys in lower case. */
export function ask(caller: Caller, layers: Layers = {}) {
  const { context = {}, more } = layers;
  const values = Object.entries(context).map(([key, value]) => [key, [value].flat() as readonly string[]] as const);
  return evaluate(
    askAbout({
      caller,
      action: "kms:Decrypt",
      resource: KEY,
      key: { account: BLUE, policy: document("key-policy", layers.key ?? [to(ROOT)]) },
      crossAccountAllowed: true,
      scps: (layers.scps ?? []).map((level) => [document("scp", level)]),
      rcps: one("rcp", layers.rcp),
      vpcEndpoint: one("vpc-endpoint", layers.endpoint)[0] ?? null,
      grants: layers.grants ?? [],
      identity: one("identity", layers.identity),
      boundary: one("boundary", layers.boundary)[0] ?? null,
      session: one("session", layers.session),
      context: new Map(values),
      ...more,
    }),
  );
}

/** A grant of Decrypt on Blue's key that everybody knows of. */
export function grant(
  grantee: GrantParty,
  more: Partial<GrantRow> = {},
  live: GrantFacts["live"] = "consistent",
): GrantFacts {
  const grantId = "0".repeat(64);
  return {
    live,
    knownAt: 5_000,
    grant: {
      id: `us-east-1/k/${grantId}`,
      grantId,
      keyRow: "us-east-1/k",
      region: "us-east-1",
      name: null,
      grantee,
      retiring: null,
      issuingAccount: BLUE,
      operations: ["Decrypt"],
      constraints: null,
      created: 0,
      ...more,
    },
  };
}

/** The caller itself as a grantee, and its role. */
export const itself = ({ arn, uniqueId }: Caller): GrantParty => ({ arn, uniqueId });
export const itsRole = ({ principalArn: arn, uniqueId }: Caller): GrantParty => ({
  arn,
  uniqueId: uniqueId.slice(0, uniqueId.indexOf(":")),
});
