/** The sentences of AccessDeniedException: authorization.md 1.12, form by form. */
import { describe, expect, test } from "vitest";
import {
  allow,
  ask,
  BLUE,
  deny,
  document,
  GREEN,
  KEY,
  NOTHING,
  role,
  ROOT,
  to,
  type Layers,
} from "../testing/asking.ts";
import { denialSentence, unknownKeySentence, type Named } from "./denial.ts";

const app = role(BLUE, "App");
const green = role(GREEN, "Etl");
const iam = [allow()];
const UNKNOWN =
  "because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access";

function sentence(caller: typeof app, layers: Layers, named: Named = "key"): string {
  const said = denialSentence(ask(caller, layers), caller, named);
  const lead = `User: ${caller.arn} is not authorized to perform: `;
  expect(said.startsWith(lead)).toBe(true);
  return said.slice(lead.length);
}

describe("in the key's own account", () => {
  test("1.12 form A: the key policy delegates, and IAM has no allow", () => {
    expect(sentence(app, {})).toBe(
      `kms:Decrypt on resource: ${KEY} because no identity-based policy allows the kms:Decrypt action`,
    );
  });
  test("1.12 form B: the key policy neither allows nor delegates", () => {
    expect(sentence(app, { key: [to(`arn:aws:iam::${BLUE}:user/Zoe`)], identity: iam })).toBe(
      `kms:Decrypt on resource: ${KEY} because no resource-based policy allows the kms:Decrypt action`,
    );
  });
  test("1.12 form B′: an explicit deny in the key policy", () => {
    expect(sentence(app, { key: [to("*"), deny({ Principal: "*" })] })).toBe(
      `kms:Decrypt on resource: ${KEY} with an explicit deny in a resource-based policy`,
    );
  });
  test.each<[what: string, arn: string | undefined]>([
    ["a managed policy is named by its ARN", `arn:aws:iam::${BLUE}:policy/NoDecrypt`],
    ["an inline one has none", undefined],
  ])("1.12 form B″: an explicit deny in IAM: %s", (_, arn) => {
    const identity = [document("identity", [deny()], arn)];
    expect(sentence(app, { more: { identity } })).toBe(
      `kms:Decrypt on resource: ${KEY} with an explicit deny in an identity-based policy${arn === undefined ? "" : `: ${arn}`}`,
    );
  });
  test("1.12 form B″: an explicit deny in an RCP, and in an SCP", () => {
    const arn = "arn:aws:organizations::1:policy/o-1/resource_control_policy/p-1";
    const rcps = [document("rcp", [deny({ Principal: "*" })], arn)];
    expect(sentence(app, { more: { rcps } })).toContain(`with an explicit deny in a resource control policy: ${arn}`);
    const scps = [[document("scp", [deny()], "arn:scp")]];
    expect(sentence(app, { more: { scps } })).toContain("with an explicit deny in a service control policy: arn:scp");
  });
  test.each<[layer: string, layers: Layers]>([
    ["permissions boundary", { identity: iam, boundary: [NOTHING] }],
    ["session policy", { identity: iam, session: [NOTHING] }],
    ["service control policy", { identity: iam, scps: [[NOTHING]] }],
    ["VPC endpoint policy", { identity: iam, endpoint: [allow({ Principal: "*", Action: "s3:*" })] }],
  ])("1.12 layers: no %s allows", (layer, layers) => {
    expect(sentence(app, layers)).toBe(
      `kms:Decrypt on resource: ${KEY} because no ${layer} allows the kms:Decrypt action`,
    );
  });
  test("1.12 form E: a ciphertext alone named the key, and the key's ARN is told as in A", () => {
    expect(sentence(app, {}, "ciphertext")).toContain(`on resource: ${KEY} because no identity-based policy`);
  });
});

describe("in another account", () => {
  test("1.12 form C: what the key's side refuses or denies is not told apart from a key that is not there", () => {
    const refused = sentence(green, { key: [to(ROOT)], identity: iam });
    expect(refused).toBe(`kms:Decrypt on this resource ${UNKNOWN}`);
    expect(sentence(green, { key: [to("*"), deny({ Principal: "*" })], identity: iam })).toBe(refused);
    expect(unknownKeySentence("kms:Decrypt", green, "key")).toContain(refused);
  });
  test("1.12 form C′: the own side is told apart", () => {
    expect(sentence(green, { key: [to(GREEN)] })).toBe(
      "kms:Decrypt on this resource because no identity-based policy allows the kms:Decrypt action",
    );
    expect(sentence(green, { key: [to(green.principalArn)], identity: iam, session: [NOTHING] })).toBe(
      "kms:Decrypt on this resource because no session policy allows the kms:Decrypt action",
    );
    expect(sentence(green, { key: [to(GREEN)], identity: [deny()] })).toBe(
      "kms:Decrypt on this resource with an explicit deny in an identity-based policy",
    );
  });
  test("1.12 form D: a ciphertext alone named the key", () => {
    expect(sentence(green, { identity: iam }, "ciphertext")).toBe(
      `kms:Decrypt on the resource associated with this ciphertext ${UNKNOWN}`,
    );
  });
});

test("of an operation without a key no resource is told", () => {
  expect(sentence(app, { more: { key: null, resource: "*", action: "kms:ListKeys" } })).toBe(
    "kms:ListKeys because no identity-based policy allows the kms:ListKeys action",
  );
});
