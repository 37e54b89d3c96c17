import { describe, expect, test } from "vitest";
import { actionWords } from "./policy-actions.ts";
import { explainPolicy, plain } from "./policy.ts";

const around = { account: "111122223333", accounts: { "444455556666": "Green" } };
const of = (statement: Record<string, unknown>): string =>
  explainPolicy(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }), around)
    .statements.map(({ runs }) => plain(runs))
    .join("");

const role = (name: string, account = "111122223333") => ({ AWS: `arn:aws:iam::${account}:role/${name}` });
const allow = { Effect: "Allow", Resource: "*" };

describe("Who", () => {
  test("the root principal is the account, not a person", () => {
    const { statements } = explainPolicy(
      '{"Statement":{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}}',
      around,
    );
    const [first] = statements;
    expect(plain(first?.runs ?? [])).toBe(
      "Anyone in account 111122223333 may do anything with this key if an IAM policy there also says so. This line names the account, not a person.",
    );
    expect(first?.runs.filter(({ strong }) => strong).map(({ text }) => text)).toEqual([
      "if an IAM policy there also says so",
    ]);
    expect(first?.sid).toBe("Enable IAM User Permissions");
    expect(first?.number).toBe(1);
  });

  test("a bare account id means the same", () => {
    expect(of({ ...allow, Principal: { AWS: "444455556666" }, Action: "kms:Decrypt" })).toBe(
      "Anyone in account 444455556666 (Green) may decrypt if an IAM policy there also says so. This line names the account, not a person.",
    );
  });

  test("a role, a user, a session, a service and somebody who is gone", () => {
    const who = (Principal: unknown): string =>
      of({ ...allow, Principal, Action: "kms:Decrypt" }).replace(/ may decrypt\..*/, "");
    expect(who(role("App"))).toBe("Role App");
    expect(who({ AWS: "arn:aws:iam::111122223333:user/team/Zoe" })).toBe("User Zoe");
    expect(who({ AWS: "arn:aws:sts::111122223333:assumed-role/App/night" })).toBe("Only the session night of role App");
    expect(who({ Service: "s3.amazonaws.com" })).toBe("The service s3.amazonaws.com");
    expect(who({ AWS: "AROAEXAMPLE123" })).toBe("A role that no longer exists (AROAEXAMPLE123)");
  });

  test("a role of another account also needs its own account's word", () => {
    expect(of({ ...allow, Principal: role("GreenEtl", "444455556666"), Action: "kms:Decrypt" })).toBe(
      "Role GreenEtl of account 444455556666 (Green) may decrypt. Callers of other accounts also need their own IAM policy that says so.",
    );
  });

  test("several at once are joined", () => {
    const Principal = { AWS: ["arn:aws:iam::111122223333:role/App", "arn:aws:iam::111122223333:user/Zoe"] };
    expect(of({ ...allow, Principal, Action: "kms:Decrypt" })).toBe("Role App and user Zoe may decrypt.");
  });

  test("a star is everyone, in every account", () => {
    expect(of({ ...allow, Principal: "*", Action: "kms:Decrypt" })).toMatch(
      /^Everyone, in every AWS account, may decrypt\./,
    );
  });

  test("NotPrincipal refuses all but the named, or allows the world", () => {
    expect(of({ Effect: "Deny", Resource: "*", NotPrincipal: role("App"), Action: "kms:Decrypt" })).toBe(
      "Everyone is refused to decrypt, except role App.",
    );
    expect(of({ ...allow, NotPrincipal: role("App"), Action: "kms:Decrypt" })).toMatch(
      /^Everyone in the world may decrypt, except role App\./,
    );
  });
});

describe("What", () => {
  test("an administrator may not decrypt, but holds the pen", () => {
    const Action = [
      ..."Create* Describe* Enable* List* Put* Update* Revoke* Disable* Get* Delete*".split(" "),
      ..."TagResource UntagResource ScheduleKeyDeletion CancelKeyDeletion RotateKeyOnDemand".split(" "),
    ].map((name) => `kms:${name}`);
    expect(of({ ...allow, Principal: role("Admin"), Action })).toBe(
      "Role Admin may manage the key. It may not encrypt or decrypt, but it may rewrite this policy.",
    );
  });

  test("use of the key, as the console grants it", () => {
    const Action = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
    expect(of({ ...allow, Principal: role("App"), Action })).toBe(
      "Role App may encrypt, decrypt, re-encrypt, ask for data keys and data key pairs, and describe the key.",
    );
  });

  test("patterns are read without regard to case", () => {
    expect(
      explainPolicy('{"Statement":[{"Effect":"Allow","Principal":"*","Action":"KMS:list*","Resource":"*"}]}', around)
        .statements[0]?.actions,
    ).toEqual(["ListGrants", "ListKeyPolicies", "ListKeyRotations", "ListResourceTags"]);
  });

  test("NotAction is everything else", () => {
    const { statements } = explainPolicy(
      '{"Statement":[{"Effect":"Deny","Principal":"*","NotAction":"kms:Describe*","Resource":"*"}]}',
      around,
    );
    expect(statements[0]?.actions).not.toContain("DescribeKey");
    expect(statements[0]?.actions).toContain("Decrypt");
  });

  test("what has no phrase keeps its name, and nothing says so", () => {
    expect(actionWords(["ReplicateKey"])).toBe("call ReplicateKey");
    expect(of({ ...allow, Principal: role("App"), Action: "s3:GetObject" })).toBe(
      "Role App may do nothing that concerns a key.",
    );
  });

  test("a pattern of many stars is read at once", () => {
    expect(of({ ...allow, Principal: role("App"), Action: `kms:${"*a".repeat(200)}*` })).toContain(
      "nothing that concerns a key",
    );
  });
});

describe("On which condition", () => {
  test("each is named, and all must hold", () => {
    const Condition = {
      StringEquals: {
        "kms:EncryptionContext:tenant": ["blue", "green"],
        "kms:ViaService": "s3.us-east-1.amazonaws.com",
      },
    };
    expect(of({ ...allow, Principal: role("App"), Action: "kms:Decrypt", Condition })).toBe(
      "Role App may decrypt, only if tenant in the encryption context is “blue” or “green”, and the service that calls for the caller is “s3.us-east-1.amazonaws.com”.",
    );
  });

  test("Bool, Null, IfExists and sets", () => {
    const when = (Condition: unknown): string =>
      of({ ...allow, Principal: role("App"), Action: "kms:Decrypt", Condition });
    expect(when({ Bool: { "kms:GrantIsForAWSResource": "true" } })).toContain(
      "only if “the grant is for an AWS service” is true",
    );
    expect(when({ Null: { "aws:PrincipalTag/team": "false" } })).toContain("only if the caller’s tag team is present");
    expect(when({ StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } })).toContain("is “vpce-1”, or is absent");
    expect(when({ "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/o*" } })).toContain(
      "any of an alias of the key looks like “alias/o*”",
    );
  });

  test("a denial holds whatever else says yes", () => {
    expect(of({ Effect: "Deny", Resource: "*", Principal: role("Report"), Action: "kms:Decrypt" })).toBe(
      "Role Report may never decrypt, whatever else says yes.",
    );
  });
});

describe("Texts that say nothing", () => {
  test("a statement without Action or Resource has no effect", () => {
    expect(of({ Effect: "Allow", Principal: "*", Resource: "*" })).toBe("It has no Action, so it has no effect.");
    expect(of({ Effect: "Allow", Principal: "*", Action: "kms:*" })).toBe("It has no Resource, so it has no effect.");
  });

  test("a fault is told with its place", () => {
    const { fault } = explainPolicy('{\n  "Statement": [\n    {,}\n  ]\n}', around);
    expect(fault?.line).toBe(3);
    expect(fault?.column).toBe(6);
    expect(fault?.message).toBe("A name in double quotes is missing before “,”.");
  });

  test("inherited names are nobody's permission", () => {
    expect(explainPolicy('{"__proto__":{"Statement":[]}}', around).fault?.message).toBe(
      "A policy needs at least one statement.",
    );
  });
});
