import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { PREDEFINED_ALIASES } from "../keys/predefined-aliases.ts";
import { MemoryStorage } from "../storage/memory.ts";
import type { PrincipalRow } from "../world/rows.ts";
import { APP, b64, createTestEngine, GREEN_ETL, NOON } from "../testing/engine.ts";

async function start() {
  const engine = await createTestEngine();
  const { call } = engine;
  return {
    ...engine,
    newKey: async () => ((await call("CreateKey")).body["KeyMetadata"] as unknown as { Arn: string }).Arn,
  };
}

const idOf = (arn: string): string => arn.slice(arn.indexOf("/") + 1);

describe("CreateAlias", () => {
  test("gives a key a name that the next call can use", async () => {
    const { call, newKey } = await start();
    const key = await newKey();
    expect((await call("CreateAlias", { AliasName: "alias/invoices", TargetKeyId: key })).body).toEqual({});
    expect((await call("Encrypt", { KeyId: "alias/invoices", Plaintext: b64("no. 1") })).body["KeyId"]).toBe(key);
  });

  test.each<[string, string, string, string | null]>([
    [
      "without the prefix",
      "orders",
      "ValidationException",
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    ],
    ["of AWS's own", "alias/aws/s3", "NotAuthorizedException", null],
    ["with a colon", "alias/a:b", "ValidationException", "alias/a:b contains invalid characters for an alias"],
    ["that is only the prefix", "alias/", "InvalidAliasNameException", null],
    [
      "that is taken",
      "alias/orders",
      "AlreadyExistsException",
      "An alias with the name arn:aws:kms:us-east-1:111122223333:alias/orders already exists",
    ],
    [
      "with a blank",
      "alias/a b",
      "ValidationException",
      "1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
    ],
  ])("refuses a name %s", async (_, AliasName, error, message) => {
    const { call, orders, snapshot } = await start();
    const before = await snapshot();
    const answer = await call("CreateAlias", { AliasName, TargetKeyId: orders });
    expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
    expect(await snapshot()).toBe(before);
  });

  test("does not take an alias for a key", async () => {
    const { call } = await start();
    const { error, message } = await call("CreateAlias", { AliasName: "alias/two", TargetKeyId: "alias/orders" });
    expect([error, message]).toEqual(["InvalidArnException", "Key Aliases are not supported for this operation."]);
  });

  test("a key has room for 50 names", async () => {
    const { call, newKey } = await start();
    const key = await newKey();
    for (let n = 1; n <= 50; n++)
      expect((await call("CreateAlias", { AliasName: `alias/n${n}`, TargetKeyId: key })).error).toBeNull();
    expect((await call("CreateAlias", { AliasName: "alias/n51", TargetKeyId: key })).error).toBe(
      "LimitExceededException",
    );
    expect((await call("UpdateAlias", { AliasName: "alias/orders", TargetKeyId: key })).error).toBe(
      "LimitExceededException",
    );
    expect((await call("UpdateAlias", { AliasName: "alias/n50", TargetKeyId: key })).error).toBeNull();
  });

  test("1.3 step 2 alias: needs the permission on the alias, by IAM, and on the key", async () => {
    const { call, orders, trace } = await start();
    const answer = await call("CreateAlias", { AliasName: "alias/mine", TargetKeyId: orders });
    expect((await trace(answer)).authorize.map(({ action, resource }) => [action, resource])).toEqual([
      ["kms:CreateAlias", "arn:aws:kms:us-east-1:111122223333:alias/mine"],
      ["kms:CreateAlias", orders],
    ]);
    const { message } = await call("CreateAlias", { AliasName: "alias/apps", TargetKeyId: orders }, { as: APP });
    expect(message).toMatch(
      /kms:CreateAlias on resource: arn:aws:kms:us-east-1:111122223333:alias\/apps because no identity-based policy allows/,
    );
  });
});

describe("UpdateAlias", () => {
  test("moves the name to another key: new seals use the new one, old blobs still open", async () => {
    const { call, orders, newKey } = await start();
    const old = await call("Encrypt", { KeyId: "alias/orders", Plaintext: b64("before") });
    const next = await newKey();
    expect((await call("UpdateAlias", { AliasName: "alias/orders", TargetKeyId: next })).body).toEqual({});
    expect((await call("Encrypt", { KeyId: "alias/orders", Plaintext: b64("after") })).body["KeyId"]).toBe(next);
    const opened = await call("Decrypt", { CiphertextBlob: old.body["CiphertextBlob"] });
    expect([opened.body["KeyId"], opened.body["Plaintext"]]).toEqual([orders, b64("before")]);
  });

  test("asks the alias, the key it leaves and the key it goes to", async () => {
    const { call, orders, newKey, trace } = await start();
    const next = await newKey();
    const answer = await call("UpdateAlias", { AliasName: "alias/orders", TargetKeyId: next });
    expect((await trace(answer)).authorize.map(({ resource }) => resource)).toEqual([
      "arn:aws:kms:us-east-1:111122223333:alias/orders",
      orders,
      next,
    ]);
  });

  test("finds neither an unknown alias nor an unknown key", async () => {
    const { call, orders } = await start();
    expect((await call("UpdateAlias", { AliasName: "alias/none", TargetKeyId: orders })).message).toBe(
      "Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found.",
    );
    const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    expect((await call("UpdateAlias", { AliasName: "alias/orders", TargetKeyId: id })).message).toBe(
      `Key '${orders.replace(/[^/]+$/, id)}' does not exist`,
    );
  });
});

describe("DeleteAlias", () => {
  test("takes the name away and leaves the key", async () => {
    const { call, orders } = await start();
    expect((await call("DeleteAlias", { AliasName: "alias/orders" })).body).toEqual({});
    expect((await call("DescribeKey", { KeyId: "alias/orders" })).error).toBe("NotFoundException");
    expect((await call("DescribeKey", { KeyId: orders })).error).toBeNull();
    expect((await call("DeleteAlias", { AliasName: "alias/orders" })).message).toBe(
      "Alias arn:aws:kms:us-east-1:111122223333:alias/orders is not found.",
    );
  });
});

describe("ListAliases", () => {
  test("tells each alias with its key's id and its dates", async () => {
    const { call, orders, newKey, tick } = await start();
    tick(5_000);
    const next = await newKey();
    await call("UpdateAlias", { AliasName: "alias/orders", TargetKeyId: next });
    expect((await call("ListAliases")).body).toEqual({
      Aliases: [
        ...predefined("111122223333"),
        {
          AliasName: "alias/orders",
          AliasArn: "arn:aws:kms:us-east-1:111122223333:alias/orders",
          TargetKeyId: idOf(next),
          CreationDate: NOON / 1000,
          LastUpdatedDate: NOON / 1000 + 5,
        },
      ],
      Truncated: false,
    });
    expect((await call("ListAliases", { KeyId: orders })).body["Aliases"]).toEqual([]);
    expect((await call("ListAliases", { KeyId: idOf(next) })).body["Aliases"]).toHaveLength(1);
  });

  test("gives 50 a page, at most 100, and each alias once", async () => {
    const { call } = await start();
    for (let n = 0; n < 3; n++) {
      const key = ((await call("CreateKey")).body["KeyMetadata"] as unknown as JsonObject)["KeyId"] as string;
      for (let m = 0; m < 40; m++) await call("CreateAlias", { AliasName: `alias/k${n}-${m}`, TargetKeyId: key });
    }
    const names: string[] = [];
    const lengths: number[] = [];
    let Marker: string | undefined;
    do {
      const { body } = await call("ListAliases", Marker === undefined ? {} : { Marker });
      const aliases = body["Aliases"] as unknown as { AliasName: string }[];
      lengths.push(aliases.length);
      names.push(...aliases.map(({ AliasName }) => AliasName));
      Marker = body["NextMarker"];
      expect(body["Truncated"]).toBe(Marker !== undefined);
    } while (Marker !== undefined);
    const ready = PREDEFINED_ALIASES.length;
    expect(lengths).toEqual([50, 50, 21 + ready]);
    expect(new Set(names).size).toBe(121 + ready);
    expect(names).toEqual(names.toSorted());
    expect((await call("ListAliases", { Limit: 100 })).body["Aliases"]).toHaveLength(100);
    expect((await call("ListAliases", { Limit: 101 })).message).toMatch(
      /Value '101' at 'limit' .* less than or equal to 100$/,
    );
    expect((await call("ListAliases", { Marker: "nonsense" })).error).toBe("InvalidMarkerException");
  });

  test("does not take an alias for a key", async () => {
    const { call } = await start();
    expect((await call("ListAliases", { KeyId: "alias/orders" })).error).toBe("InvalidArnException");
  });

  test("tells another account nothing of a key's aliases, whatever its own account allows it", async () => {
    const storage = await worldWhere((row) =>
      row.id === GREEN_ETL ? { ...row, policies: [{ name: "all", version: 1, text: ALL }] } : row,
    );
    const { call, orders } = await createTestEngine({ storage });
    const own = await call("ListAliases", {}, { as: GREEN_ETL });
    expect(own.body).toEqual({ Aliases: predefined("444455556666"), Truncated: false });
    const missing = orders.replace(/[0-9a-f]{12}$/, "000000000000");
    const answers = await Promise.all(
      [orders, missing].map((KeyId) => call("ListAliases", { KeyId }, { as: GREEN_ETL })),
    );
    expect(answers.map(({ error }) => error)).toEqual(["AccessDeniedException", "AccessDeniedException"]);
    expect(answers[0]?.message).toBe(answers[1]?.message);
    expect(answers[1]?.message).toContain("is not authorized to perform: kms:ListAliases on this resource");
  });
});

/** The aliases that AWS has ready for keys of its own: no key yet, so no dates. */
const predefined = (account: string): JsonObject[] =>
  PREDEFINED_ALIASES.map((name) => ({ AliasName: name, AliasArn: `arn:aws:kms:us-east-1:${account}:${name}` }));

const ALL = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "kms:*", Resource: "*" } });

/** The default world with some rows of its principals changed. */
async function worldWhere(change: (row: PrincipalRow) => PrincipalRow): Promise<MemoryStorage> {
  const usual = (await createTestEngine()).storage;
  const { epoch, keyring, clock, rows } = (await usual.load())!;
  const storage = new MemoryStorage();
  const changed = rows.map(({ table, row }) => ({
    table,
    row: table === "principals" ? change(row as PrincipalRow) : row,
  }));
  await storage.create({ epoch, keyring, clock, rows: changed });
  return storage;
}
