/** Material that works with WebCrypto and without: whether both ways are the same to everybody else. Runs in Node and in browsers. */
import { hex, utf8, type Bytes } from "#wire/bytes.ts";
import type { KeySpec, MaterialRow } from "../keys/rows.ts";
import { SPECS } from "../keys/specs.ts";
import { EdwardsMaterial } from "../vault/families/edwards.ts";
import type { KeyMaterial } from "../vault/families/family.ts";
import { MlDsaMaterial } from "../vault/families/ml-dsa.ts";
import { MlKemMaterial } from "../vault/families/ml-kem.ts";
import { hasNative } from "../vault/families/runtime.ts";
import type { Safe } from "../vault/keyring.ts";

export interface TwoWays {
  readonly spec: KeySpec;
  /** WebCrypto's name of the algorithm, and what its keys are asked for. */
  readonly name: string;
  readonly usages: readonly string[];
  open(safe: Safe, row: MaterialRow, native: boolean): KeyMaterial;
}

export const TWO_WAYS: readonly TwoWays[] = [
  {
    spec: "ECC_NIST_EDWARDS25519",
    name: "Ed25519",
    usages: ["sign", "verify"],
    open: (safe, row, native) => new EdwardsMaterial(safe, row, native),
  },
  ...(["ML_DSA_44", "ML_DSA_65", "ML_DSA_87"] as const).map((spec): TwoWays => ({
    spec,
    name: spec.replaceAll("_", "-"),
    usages: ["sign", "verify"],
    open: (safe, row, native) => new MlDsaMaterial(safe, spec, row, native),
  })),
  ...(["ML_KEM_512", "ML_KEM_768", "ML_KEM_1024"] as const).map((spec): TwoWays => ({
    spec,
    name: spec.replaceAll("_", "-"),
    usages: ["encapsulateBits", "decapsulateBits"],
    open: (safe, row, native) => new MlKemMaterial(safe, spec, row, native),
  })),
];

const MESSAGE = utf8("order 7");

/** Whether what one of two materials does, the other takes, and takes no other. */
export async function alike(spec: KeySpec, one: KeyMaterial, two: KeyMaterial): Promise<boolean> {
  const [algorithm = ""] = SPECS[spec].algorithms.SIGN_VERIFY ?? [];
  if (one.sign !== undefined) {
    const signature = await one.sign(algorithm, "RAW", MESSAGE);
    return (
      (await two.verify!(algorithm, "RAW", MESSAGE, signature)) &&
      !(await two.verify!(algorithm, "RAW", utf8("order 8"), signature))
    );
  }
  const { sharedSecret, ciphertext } = await one.encapsulate!();
  return hex((await two.decapsulate!(ciphertext))!) === hex(sharedSecret);
}

/** In what the two ways differ over one material; empty when in nothing, null where this runtime's WebCrypto lacks the algorithm. */
export async function differences(way: TwoWays, safe: Safe, row: MaterialRow): Promise<string[] | null> {
  const { spec } = way;
  if (!(await hasNative(way.name, way.usages))) return null;
  const [native, noble] = [way.open(safe, row, true), way.open(safe, row, false)];
  const found: string[] = [];
  if (!(await alike(spec, native, noble))) found.push("noble does not take what WebCrypto made");
  if (!(await alike(spec, noble, native))) found.push("WebCrypto does not take what noble made");
  const verdict = async (each: KeyMaterial, bytes: Bytes): Promise<unknown> =>
    each.verify === undefined
      ? each.decapsulate!(bytes)
      : each.verify(SPECS[spec].algorithms.SIGN_VERIFY![0]!, "RAW", MESSAGE, bytes);
  for (const length of [0, 64, 4627]) {
    const wrong = new Uint8Array(length);
    if ((await verdict(native, wrong)) !== (await verdict(noble, wrong))) found.push(`${length} wrong bytes`);
  }
  if (native.encapsulate === undefined) return found;
  const { ciphertext } = await native.encapsulate();
  ciphertext[0]! ^= 1;
  // Implicit rejection is a function of key and ciphertext, so both give the same other secret.
  const [one, two] = [await native.decapsulate!(ciphertext), await noble.decapsulate!(ciphertext)];
  if (hex(one!) !== hex(two!)) found.push("implicit rejection");
  return found;
}
