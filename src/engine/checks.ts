/**
 * Stage 7, what a key must be for an operation: usage, origin, state, place among replicas, what its spec is able to, algorithm, context, message. The order is AWS's
 * (kms-api.md 1.4, 2); that place and ability come after the state, and the context before the message, is our reading.
 */
import type { Bytes } from "#wire/bytes.ts";
import type { CheckRow } from "#glass/trace.ts";
import { incorrectKey, invalidCiphertext, invalidKeyUsage, unsupported, type KmsError } from "./errors.ts";
import { messageRefusal, messageTypesOf, type MessageType } from "./keys/messages.ts";
import type { KeyRow } from "./keys/rows.ts";
import { ABILITIES, algorithmsOf, contextRefusal, isAsymmetric, roomOf, roomRefusal } from "./keys/specs.ts";
import { refuseState } from "./keys/states.ts";
import type { KeyRole } from "./operation.ts";
import { keyNamedBy } from "./vault/hsm.ts";

/** @throws KmsError with the first demand that the key does not meet; every demand that was looked at is told to `note`. */
export function checkKey(
  operation: string,
  role: KeyRole,
  key: KeyRow,
  input: Readonly<Record<string, unknown>>,
  note: (row: CheckRow) => void,
): void {
  const { arn, spec, usage, origin, state } = key;
  const demand = (check: CheckRow["check"], expected: string, actual: string, refusal: KmsError | null): void => {
    note({ check, subject: arn, expected, actual, ok: refusal === null });
    if (refusal !== null) throw refusal;
  };
  const unless = (ok: boolean, refusal: () => KmsError): KmsError | null => (ok ? null : refusal());

  // Measured: with the symmetric algorithm a ciphertext is parsed, and its key compared, before anything is asked of the named key.
  const blob = role.ciphertext === undefined ? undefined : (input[role.ciphertext] as Bytes | undefined);
  if (blob !== undefined && input[role.algorithm as string] === "SYMMETRIC_DEFAULT") {
    const names = keyNamedBy(blob);
    if (names !== key.keyId) {
      const actual = names === null ? "no blob of KMS" : "another key’s blob";
      note({
        check: "ciphertext",
        subject: arn,
        expected: "a blob of the key that is named",
        actual,
        ok: false,
        names,
      });
      throw names === null ? invalidCiphertext() : otherKey();
    }
  }
  if (role.usage !== undefined)
    demand(
      "usage",
      role.usage,
      usage,
      unless(usage === role.usage, () =>
        invalidKeyUsage(`${arn} key usage is ${usage} which is not valid for ${operation}.`),
      ),
    );
  if (role.origins !== undefined)
    demand(
      "origin",
      listed(role.origins),
      origin,
      unless(role.origins.includes(origin), () =>
        unsupported(`${arn} origin is ${origin} which is not valid for this operation.`),
      ),
    );
  demand(
    "state",
    listed(role.states),
    state,
    unless(role.states.includes(state), () => refuseState(arn, state, role.states)),
  );
  if (role.multiRegion !== undefined) {
    const { place, ok } = multiRegionPlace(key, role.multiRegion);
    const wanted = role.multiRegion === "primary" ? "primary" : "single-Region or primary";
    demand(
      "multi-Region",
      wanted,
      place,
      unless(ok, () => unsupported(`${arn} is not a multi-region primary key.`)),
    );
  }
  if (role.able !== undefined) {
    const { has, refusal } = ABILITIES[role.able];
    demand("shape", `a key that can ${role.able}`, spec, unless(has(spec), refusal));
  }
  if (role.algorithm === undefined) return;
  const algorithm = input[role.algorithm] as string;
  const known = algorithmsOf(key);
  demand(
    "algorithm",
    listed(known),
    algorithm,
    unless(known.includes(algorithm), () =>
      invalidKeyUsage(`Algorithm ${algorithm} is incompatible with key spec ${spec}.`),
    ),
  );
  if (role.context !== undefined) {
    const pairs = (input[role.context] as ReadonlyMap<string, string> | undefined)?.size ?? 0;
    const refusal = contextRefusal(spec, pairs);
    if (refusal !== null) demand("shape", "no encryption context", `${pairs} pairs`, refusal);
  }
  if (role.plaintext !== undefined && isAsymmetric(spec)) {
    const { length } = input[role.plaintext] as Bytes;
    const room = `${roomOf(spec, algorithm)} bytes or fewer`;
    demand("shape", room, `${length} bytes`, roomRefusal(spec, algorithm, length));
  }
  if (role.message !== undefined) {
    const [type, { length }] = [input[role.message.type] as MessageType, input[role.message.bytes] as Bytes];
    const types = messageTypesOf(algorithm).join(", ");
    demand("shape", types, `${type}, ${length} bytes`, messageRefusal(spec, algorithm, type, length));
  }
}

const lists = new WeakMap<readonly string[], string>();

/** What a check demands is declared: thousands of traces share the text. */
function listed(values: readonly string[]): string {
  let text = lists.get(values);
  if (text === undefined) lists.set(values, (text = values.join(", ")));
  return text;
}

const otherKey = (): KmsError =>
  incorrectKey("The key ID in the request does not identify a CMK that can perform this operation.");

function multiRegionPlace(key: KeyRow, wanted: NonNullable<KeyRole["multiRegion"]>): { place: string; ok: boolean } {
  if (key.multiRegion === null) return { place: "single-Region", ok: wanted === "no-replica" };
  const primary = key.multiRegion.primaryRegion === key.region;
  return { place: primary ? "primary" : "replica", ok: primary };
}
