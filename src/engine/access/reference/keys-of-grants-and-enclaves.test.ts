/** Condition keys that tell of grants, of re-encryption and of attested enclaves (authorization.md 1.9): allowed by the value alone. */
import { generateKeyPairSync } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { formatRequest, parseResponse } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import { absent, bool, equals, titled, tryRow, type ConditionRow } from "../../testing/condition-rows.ts";
import { ADMIN, APP, ZOE } from "../../testing/engine.ts";
import { BLUE, BLUE_ROOT, CLERK, createTrial, GREEN, may, mayNot, to, type Trial } from "../../testing/trial.ts";

let trial: Trial;
/** An attestation document, and its register 0. */
const enclave = { document: "", register: "" };

beforeAll(async () => {
  trial = await createTrial();
  const { engine, call, trace, orders } = trial;
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKey = pair.publicKey.export({ format: "der", type: "spki" }).toString("base64");
  const request = {
    method: "POST",
    target: "/keyglass/nitro/attestation",
    headers: { host: "169.254.169.254" },
    body: JSON.stringify({ publicKey, image: "orders:1" }),
  };
  const { body } = parseResponse(await engine.handle(formatRequest(request), { from: "internet" }));
  enclave.document = (JSON.parse(body) as { attestationDocument: string }).attestationDocument;
  const made = await call("GenerateDataKey", { KeyId: orders, KeySpec: "AES_256", ...recipient() });
  enclave.register = (await trace(made)).hsm.find(({ step }) => step === "attest")?.facts["pcr0"] as string;
});

const recipient = (): JsonObject => ({
  Recipient: { KeyEncryptionAlgorithm: "RSAES_OAEP_SHA_256", AttestationDocument: enclave.document },
});

const VIA = "s3.us-east-1.amazonaws.com";
const SERVICE = "logs.us-east-1.amazonaws.com";
const SOURCE = "arn:aws:logs:us-east-1:111122223333:log-group:orders";
const forService: JsonObject = {
  GranteePrincipal: null,
  RetiringPrincipal: null,
  GranteeServicePrincipal: SERVICE,
  RetiringServicePrincipal: SERVICE,
  Constraints: { SourceArn: SOURCE },
};
const constraint = (kind: string): JsonObject => ({ Constraints: { [kind]: { Dept: "IT" } }, Operations: ["Decrypt"] });

const ROWS: readonly ConditionRow[] = [
  {
    id: "1.9 kms:GrantOperations",
    says: "the list",
    operation: "CreateGrant",
    with: { Operations: ["Encrypt", "Decrypt"] },
    holds: { "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt", "Decrypt"] } },
    fails: { "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt"] } },
  },
  ...["EncryptionContextEquals", "EncryptionContextSubset"].map((kind): ConditionRow => ({
    id: "1.9 kms:GrantConstraintType",
    says: kind,
    operation: "CreateGrant",
    with: constraint(kind),
    ...equals("kms:GrantConstraintType", kind, "SourceArn"),
  })),
  {
    id: "1.9 kms:GrantConstraintType",
    says: "SourceArn (our reading)",
    operation: "CreateGrant",
    with: forService,
    ...equals("kms:GrantConstraintType", "SourceArn", "EncryptionContextEquals"),
  },
  {
    id: "1.9 kms:GrantConstraintType",
    says: "absent without constraint",
    operation: "CreateGrant",
    ...absent("kms:GrantConstraintType"),
  },
  {
    id: "1.9 kms:GranteePrincipal",
    says: "as asked",
    operation: "CreateGrant",
    ...equals("kms:GranteePrincipal", APP, ZOE),
  },
  {
    id: "1.9 kms:RetiringPrincipal",
    says: "as asked",
    operation: "CreateGrant",
    ...equals("kms:RetiringPrincipal", ADMIN, ZOE),
  },
  {
    id: "1.9 kms:GranteeServicePrincipal",
    says: "as asked",
    operation: "CreateGrant",
    with: forService,
    ...equals("kms:GranteeServicePrincipal", SERVICE, VIA),
  },
  {
    id: "1.9 kms:RetiringServicePrincipal",
    says: "as asked",
    operation: "CreateGrant",
    with: forService,
    ...equals("kms:RetiringServicePrincipal", SERVICE, VIA),
  },
  {
    id: "1.9 kms:GrantConstraintSourceArn",
    says: "an ARN",
    operation: "CreateGrant",
    with: forService,
    holds: { ArnLike: { "kms:GrantConstraintSourceArn": `arn:aws:logs:*:${BLUE}:*` } },
    fails: { ArnLike: { "kms:GrantConstraintSourceArn": `arn:aws:logs:*:${GREEN}:*` } },
  },
  ...["CreateGrant", "ListGrants", "RevokeGrant"].map((operation): ConditionRow => ({
    id: "1.9 kms:GrantIsForAWSResource",
    says: "absent on a direct call, where Bool true fails",
    operation,
    holds: { Null: { "kms:GrantIsForAWSResource": "true" } },
    fails: { Bool: { "kms:GrantIsForAWSResource": "true" } },
  })),
  {
    id: "1.9 kms:ReEncryptOnSameKey",
    says: "false from one key to another",
    operation: "ReEncrypt",
    ...bool("kms:ReEncryptOnSameKey", false),
  },
  {
    id: "1.9 kms:ReEncryptOnSameKey",
    says: "true where source and destination are one",
    operation: "ReEncrypt",
    with: () => ({ DestinationKeyId: trial.orders }),
    ...bool("kms:ReEncryptOnSameKey", true),
  },
  ...[
    "1.9 kms:RecipientAttestation:ImageSha384",
    "1.9 kms:RecipientAttestation:PCR<0-31>",
    "1.9 kms:RecipientAttestation:NitroTPMPCR<0-23>",
  ].flatMap((id): ConditionRow[] => {
    const key = id.replace(/^1\.9 /, "").replace(/<.*>$/, "0");
    return [
      {
        id,
        says: "lower-case hex of the document",
        operation: "GenerateDataKey",
        with: recipient,
        holds: () => ({ StringEquals: { [key]: enclave.register } }),
        fails: () => ({ StringEquals: { [key]: enclave.register.toUpperCase() } }),
      },
      { id, says: "absent without a document", operation: "GenerateDataKey", ...absent(key) },
    ];
  }),
  {
    id: "1.9 kms:BypassPolicyLockoutSafetyCheck",
    says: "as asked",
    operation: "PutKeyPolicy",
    ...bool("kms:BypassPolicyLockoutSafetyCheck", true),
  },
  {
    id: "1.9 kms:BypassPolicyLockoutSafetyCheck",
    says: "absent when the parameter is",
    operation: "CreateKey",
    ...absent("kms:BypassPolicyLockoutSafetyCheck"),
  },
];

test.each(titled(ROWS))("%s", async (_, row) => {
  expect(await tryRow(trial, row)).toEqual([]);
});

test.each(["EncryptionContextEquals", "EncryptionContextSubset"])(
  "1.9 kms:GrantConstraintType and 1.9 kms:EncryptionContext:K: of RetireGrant the grant's, %s",
  async (kind) => {
    const { body } = await trial.call("CreateGrant", {
      KeyId: trial.orders,
      GranteePrincipal: APP,
      ...constraint(kind),
    });
    const retire = async (Condition: JsonObject) => {
      await trial.iam(CLERK, [may("kms:RetireGrant", { Condition })]);
      const asked = trial.as(CLERK, ["RetireGrant", { KeyId: trial.orders, GrantId: String(body["GrantId"]) }]);
      return (await trial.tried(new Map(), [asked]))[0];
    };
    expect(await retire({ StringEquals: { "kms:GrantConstraintType": kind } })).toBe("allowed");
    expect(await retire({ StringEquals: { "kms:GrantConstraintType": "SourceArn" } })).toMatch(/^kms:RetireGrant /);
    expect(await retire({ StringEquals: { "kms:EncryptionContext:Dept": "IT" } })).toBe("allowed");
    expect(await retire({ StringEquals: { "kms:EncryptionContext:Dept": "HR" } })).toMatch(/^kms:RetireGrant /);
    expect(await retire({ "ForAnyValue:StringEquals": { "kms:EncryptionContextKeys": "Dept" } })).toBe("allowed");
  },
);

test("1.9 kms:RecipientAttestation:ImageSha384: without a document a Deny with StringNotEquals matches", async () => {
  const Condition = { StringNotEquals: { "kms:RecipientAttestation:ImageSha384": enclave.register } };
  const generate = async (members: JsonObject) => {
    await trial.iam(CLERK, [may("kms:*"), mayNot("kms:GenerateDataKey", { Condition })]);
    const input = { KeyId: trial.orders, KeySpec: "AES_256", ...members };
    const asked = trial.as(CLERK, ["GenerateDataKey", input]);
    return (await trial.tried(new Map([[trial.orders, [to(BLUE_ROOT, "kms:*")]]]), [asked]))[0];
  };
  expect(await generate(recipient())).toBe("allowed");
  expect(await generate({})).toMatch(/with an explicit deny in an identity-based policy$/);
});
