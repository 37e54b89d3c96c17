/** Decisions of the evaluator, each worked out anew with every statement's why-not; prints one JSON line. Built for Node by access.bench.ts. */
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import type { Caller } from "#engine/access/caller.ts";
import { PLAIN } from "#engine/access/caller.ts";
import { evaluate } from "#engine/access/evaluate.ts";
import { parsePolicy } from "#engine/access/policy.ts";
import { askAbout, type AccessQuestion, type Document } from "#engine/access/question.ts";
import { createTestEngine } from "#engine/testing/engine.ts";

const repeats = Number(process.argv[2]);
const count = Number(process.argv[3]);

const ACCOUNT = "111122223333";
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const caller: Caller = {
  ...PLAIN,
  kind: "role-session",
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/App/session`,
  principalArn: `arn:aws:iam::${ACCOUNT}:role/App`,
  uniqueId: "AROAEXAMPLE:session",
  accessKeyId: "ASIAEXAMPLE",
  label: "role App",
  session: { name: "session", issued: 0 },
};
const document = (layer: Document["layer"], ...Statement: readonly object[]): Document => ({
  layer,
  name: layer,
  owner: KEY,
  version: 1,
  text: JSON.stringify({ Version: "2012-10-17", Statement }),
});
const allow = (rest: object): object => ({ Effect: "Allow", Resource: "*", ...rest });
const USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const context = new Map([
  ["kms:encryptioncontext:dept", ["Finance"]],
  ["aws:sourceip", ["192.0.2.10"]],
  ["aws:principaltag/team", ["orders"]],
  ["aws:resourcetag/team", ["orders"]],
]);

/** The console's key policy, two IAM policies with conditions and a variable, a boundary. */
const typical = askAbout({
  caller,
  action: "kms:Decrypt",
  resource: KEY,
  context,
  crossAccountAllowed: true,
  key: {
    account: ACCOUNT,
    policy: document(
      "key-policy",
      allow({ Sid: "Enable IAM User Permissions", Principal: root, Action: "kms:*" }),
      allow({
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Admin` },
        Action: ["kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:ScheduleKeyDeletion"],
      }),
      allow({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` }, Action: USE }),
      allow({
        Principal: root,
        Action: "kms:CreateGrant",
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      }),
    ),
  },
  identity: [
    document(
      "identity",
      allow({
        Action: USE,
        Resource: `arn:aws:kms:*:${ACCOUNT}:key/*`,
        Condition: { StringEquals: { "aws:ResourceTag/Team": "${aws:PrincipalTag/Team}" } },
      }),
      {
        Effect: "Deny",
        Action: "kms:*",
        Resource: "*",
        Condition: { NotIpAddress: { "aws:SourceIp": ["192.0.2.0/24", "198.51.100.0/24"] } },
      },
    ),
    document(
      "identity",
      allow({ Action: "s3:*" }),
      allow({ Action: "kms:Decrypt", Condition: { StringLike: { "kms:EncryptionContext:Dept": ["Fin*", "Sales"] } } }),
    ),
  ],
  boundary: document("boundary", allow({ Action: ["kms:*", "s3:*"] })),
});

/**
 * The typical question put to Cedar, statement for statement as far as its language goes: it has no delegation, no boundary that cuts, and
 * says only which policies decided, not why the others did not.
 */
const CEDAR_POLICIES = `
permit(principal in Account::"${ACCOUNT}", action, resource);
permit(principal == Role::"Admin", action, resource) when { context.action like "kms:Create*" || context.action like "kms:Describe*" ||
  context.action like "kms:Enable*" || context.action like "kms:List*" || context.action like "kms:Put*" };
permit(principal == Role::"Other", action, resource) when { context.action == "kms:Encrypt" || context.action == "kms:Decrypt" ||
  context.action like "kms:ReEncrypt*" || context.action like "kms:GenerateDataKey*" || context.action == "kms:DescribeKey" };
permit(principal in Account::"${ACCOUNT}", action == Action::"kms:CreateGrant", resource) when { context has forAWS && context.forAWS };
permit(principal, action, resource) when { context.action == "kms:Decrypt" && context.resourceTeam == context.principalTeam };
forbid(principal, action, resource) when { !(ip(context.sourceIp).isInRange(ip("192.0.2.0/24")) ||
  ip(context.sourceIp).isInRange(ip("198.51.100.0/24"))) };
permit(principal, action, resource) when { context.action like "s3:*" };
permit(principal, action == Action::"kms:Decrypt", resource) when { context.dept like "Fin*" || context.dept == "Sales" };
permit(principal, action, resource) when { context.action like "kms:*" || context.action like "s3:*" };`;
const cedarCall: cedar.StatefulAuthorizationCall = {
  principal: { type: "Role", id: "App" },
  action: { type: "Action", id: "kms:Decrypt" },
  resource: { type: "Key", id: KEY },
  context: {
    action: "kms:Decrypt",
    dept: "Finance",
    sourceIp: "192.0.2.10",
    principalTeam: "orders",
    resourceTeam: "orders",
  },
  preparsedPolicySetId: "typical",
  entities: [{ uid: { type: "Role", id: "App" }, attrs: {}, parents: [{ type: "Account", id: ACCOUNT }] }],
};
const parsed = cedar.preparsePolicySet("typical", { staticPolicies: CEDAR_POLICIES });
if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));

function askCedar(): void {
  const answer = cedar.statefulIsAuthorized(cedarCall);
  if (answer.type !== "success" || answer.response.decision !== "allow") throw new Error(JSON.stringify(answer));
}

/** Fills a policy up to 32 KB with the part that `make` repeats. */
function full(make: (pattern: string) => object): AccessQuestion {
  let patterns = 1;
  const text = (n: number): string =>
    document("key-policy", ...Array.from({ length: n }, (_, i) => make(`${"*a*?*e".repeat(6)}${i}`))).text;
  while (text(patterns + 1).length <= 32_768) patterns++;
  const policy: Document = { ...typical.key!.policy, text: text(patterns) };
  return { ...typical, key: { account: ACCOUNT, policy }, identity: [], boundary: null };
}
const long = `${"arn:aws:s3:::bucket/a/e/".repeat(80)}z`;
const stars = full((pattern) => allow({ Principal: "*", Action: `kms:${pattern}` }));
const likes: AccessQuestion = {
  ...full((pattern) =>
    allow({ Principal: "*", Action: "kms:*", Condition: { StringLike: { "kms:EncryptionContext:Dept": pattern } } }),
  ),
  context: new Map([["kms:encryptioncontext:dept", [long]]]),
};

/** One condition with 32 KB of different short parts, on a value of 8,000 characters in which none of them is. */
function parts(value: string, part: (n: number) => string): AccessQuestion {
  const key = "kms:EncryptionContext:Dept";
  const text = (patterns: readonly string[]): string =>
    document("key-policy", allow({ Principal: "*", Action: "kms:*", Condition: { StringLike: { [key]: patterns } } }))
      .text;
  const patterns: string[] = [];
  for (let left = 32_500, n = 0; left > 0; n++) {
    const pattern = `*${part(n)}*`;
    left -= pattern.length + 3;
    patterns.push(pattern);
  }
  const policy: Document = { ...typical.key!.policy, text: text(patterns) };
  const of = { ...typical, key: { account: ACCOUNT, policy }, identity: [], boundary: null };
  return { ...of, context: new Map([[key.toLowerCase(), [value]]]) };
}
/** `length` letters, `b` and others, as the bits of n say. */
const letters = (n: number, length: number, other: string): string =>
  Array.from({ length }, (_, i) => ((n >>> i) & 1 ? "b" : other)).join("");
const regular = parts("aabb".repeat(2_000), (n) => `a?a${letters(n, 11, "?")}`);
const scattered = parts(
  letters(0, 8_000, "a").replace(/./g, (a, i: number) => (Math.imul(i + 7, 1_597_334_677) & 32_768 ? "b" : a)),
  (n) => `${letters(n, 12, "a")}abbbbbbbbbbbbbbbb`,
);

/** Microseconds for one, over `times` of them. */
function micros(times: number, work: () => unknown): number {
  const from = performance.now();
  for (let i = 0; i < times; i++) work();
  return ((performance.now() - from) / times) * 1000;
}

const seen: Record<string, number[]> = {};
const works: readonly (readonly [name: string, times: number, work: () => unknown])[] = [
  ["typical", count, () => evaluate(typical)],
  ["cedar", count, askCedar],
  ["stars", Math.ceil(count / 50), () => evaluate(stars)],
  ["likes", Math.ceil(count / 50), () => evaluate(likes)],
  ["regular", Math.ceil(count / 50), () => evaluate(regular)],
  ["scattered", Math.ceil(count / 200), () => evaluate(scattered)],
  ["parse", Math.ceil(count / 50), () => parsePolicy(stars.key!.policy.text, "key")],
];
for (const [, times, work] of works) micros(times, work);
for (let repeat = 0; repeat < repeats; repeat++)
  for (const [name, times, work] of works) (seen[name] ??= []).push(micros(times, work));

/** 20 principals and every action on a key, with a draft that nobody has read before. In milliseconds. */
const { engine, orders } = await createTestEngine();
for (let i = 0; i < 13; i++) await engine.glass.changeWorld({ act: "CreateRole", account: ACCOUNT, name: `R${i}` });
const text = typical.key!.policy.text.replaceAll("role/Other", "role/App");
for (let repeat = -2; repeat < repeats; repeat++) {
  const draft = { keyPolicy: text.replace("Enable IAM", `Enable ${repeat} IAM`) };
  const from = performance.now();
  await engine.glass.accessTo(orders, { draft });
  if (repeat >= 0) (seen["matrix"] ??= []).push(performance.now() - from);
}
await engine.close();
console.log(JSON.stringify(seen));
