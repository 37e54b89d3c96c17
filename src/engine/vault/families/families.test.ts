/**
 * The families by themselves: what they take, what they hand out, and that it does not matter whether WebCrypto or noble did the work.
 * Where this runtime's WebCrypto lacks an algorithm, the comparison is skipped and says so.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { base64, fromBase64, utf8 } from "#wire/bytes.ts";
import type { KeySpec, MaterialRow } from "../../keys/rows.ts";
import { KEY_SPECS, SPECS } from "../../keys/specs.ts";
import { alike, differences, TWO_WAYS } from "../../testing/two-ways.ts";
import { Safe } from "../keyring.ts";
import type { KeyMaterial, WrappedMaterial } from "./family.ts";
import { familyOf } from "./index.ts";

const safe = new Safe(await Safe.create());
const BINDING = { keyRow: "us-east-1/key", materialId: "ab".repeat(32) };
const MESSAGE = utf8("order 7");
const specs = KEY_SPECS.filter((spec) => spec !== "SM2");

const row = (made: WrappedMaterial, binding = BINDING): MaterialRow => ({
  id: "us-east-1/key/00001",
  ordinal: 1,
  how: "created",
  since: 0,
  imported: null,
  ...binding,
  ...made,
});
const material = async (spec: KeySpec, made: WrappedMaterial | null): Promise<KeyMaterial> =>
  familyOf(spec).open(safe, spec, row(made!));

describe.each(specs)("Material of %s", (spec) => {
  let made: WrappedMaterial;
  beforeAll(async () => {
    made = await familyOf(spec).generate(safe, spec, BINDING);
  }, 60_000);

  test("opens beside its own key and public half only", async () => {
    await expect(
      familyOf(spec).open(safe, spec, row(made, { ...BINDING, keyRow: "us-east-1/other" })),
    ).rejects.toBeInstanceOf(DOMException);
    const bytes = fromBase64(made.wrapped);
    bytes[20]! ^= 1;
    await expect(familyOf(spec).open(safe, spec, row({ ...made, wrapped: base64(bytes) }))).rejects.toBeInstanceOf(
      DOMException,
    );
    if (made.publicKey === null) return;
    const strange = await familyOf("ECC_NIST_P256").generate(safe, "ECC_NIST_P256", BINDING);
    await expect(
      familyOf(spec).open(safe, spec, row({ ...made, publicKey: strange.publicKey })),
    ).rejects.toBeInstanceOf(DOMException);
  });

  test("cannot be posted anywhere", async () => {
    const open = await material(spec, made);
    expect(() => structuredClone(open)).toThrow(/could not be cloned/);
  });

  test("takes no bytes that are none", async () => {
    for (const bytes of [new Uint8Array(1), new Uint8Array(31), new Uint8Array(300).fill(0x30), utf8("PRIVATE KEY")])
      expect(await familyOf(spec).take(safe, spec, BINDING, bytes)).toBeNull();
  });
});

describe.each(specs.filter((spec) => familyOf(spec).pair !== undefined))("A data key pair of %s", (spec) => {
  test("is taken again as material, under its own spec only, and does what the pair does", async () => {
    const { privateKey, publicKey } = await familyOf(spec).pair!(spec);
    const taken = await familyOf(spec).take(safe, spec, BINDING, privateKey.slice());
    expect(taken!.publicKey).toBe(base64(publicKey));
    const again = await familyOf(spec).take(safe, spec, BINDING, privateKey.slice());
    expect(await alike(spec, await material(spec, taken), await material(spec, again))).toBe(true);
    for (const other of specs.filter((each) => each !== spec && SPECS[each].family === SPECS[spec].family))
      expect(await familyOf(other).take(safe, other, BINDING, privateKey.slice())).toBeNull();
  }, 60_000);

  test("whose public half was exchanged is not taken, where both stand in the private key", async () => {
    if (SPECS[spec].family !== "ec") return;
    const [one, two] = [await familyOf(spec).pair!(spec), await familyOf(spec).pair!(spec)];
    const point = two.publicKey.slice(-2 * Math.ceil(SPECS[spec].size / 8));
    const forged = one.privateKey.slice();
    forged.set(point, forged.length - point.length);
    expect(await familyOf(spec).take(safe, spec, BINDING, forged)).toBeNull();
  });
});

const fromOpenSsl: readonly [spec: KeySpec, make: () => { privateKey: KeyObject; publicKey: KeyObject }][] = [
  ["RSA_2048", () => generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ["ECC_NIST_P256", () => generateKeyPairSync("ec", { namedCurve: "P-256" })],
  ["ECC_NIST_P384", () => generateKeyPairSync("ec", { namedCurve: "P-384" })],
  ["ECC_NIST_P521", () => generateKeyPairSync("ec", { namedCurve: "P-521" })],
  ["ECC_SECG_P256K1", () => generateKeyPairSync("ec", { namedCurve: "secp256k1" })],
  ["ECC_NIST_EDWARDS25519", () => generateKeyPairSync("ed25519")],
];

test.each(fromOpenSsl)(
  "a private key of %s that OpenSSL made is taken, and a private key made here is OpenSSL's too",
  async (spec, make) => {
    const { privateKey, publicKey } = make();
    const bytes = new Uint8Array(privateKey.export({ format: "der", type: "pkcs8" }));
    const taken = await familyOf(spec).take(safe, spec, BINDING, bytes);
    expect(taken!.publicKey).toBe(base64(new Uint8Array(publicKey.export({ format: "der", type: "spki" }))));
    const pair = await familyOf(spec).pair!(spec);
    const mine = createPrivateKey({ key: Buffer.from(pair.privateKey), format: "der", type: "pkcs8" });
    const theirs = createPublicKey({ key: Buffer.from(pair.publicKey), format: "der", type: "spki" });
    const hash = spec === "ECC_NIST_EDWARDS25519" ? null : "sha256";
    expect(verify(hash, MESSAGE, theirs, sign(hash, MESSAGE, mine))).toBe(true);
  },
  60_000,
);

describe.each(TWO_WAYS)("$spec", (way) => {
  const { spec, name, open } = way;

  test("is the same to WebCrypto and to noble: what one makes the other takes, and both refuse the same", async (context) => {
    const found = await differences(way, safe, row(await familyOf(spec).generate(safe, spec, BINDING)));
    if (found === null) context.skip(`This runtime's WebCrypto has no ${name}.`);
    expect(found).toEqual([]);
  });

  test("works without WebCrypto", async () => {
    const made = row(await familyOf(spec).generate(safe, spec, BINDING));
    expect(await alike(spec, open(safe, made, false), open(safe, made, false))).toBe(true);
  });
});
