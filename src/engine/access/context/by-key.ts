/** Condition keys that tell what the key is; with CreateKey and ReplicateKey, what the key will be (authorization.md 1.9). */
import { QUOTAS } from "../../quotas.ts";
import { newKeyKind } from "../../keys/specs.ts";
import type { KeyRow } from "../../keys/rows.ts";
import { DAY_MS } from "../../world/clock.ts";
import { tags } from "./by-request.ts";
import type { Facts, FamilyValue, Value } from "./facts.ts";

type Kind = Pick<KeyRow, "spec" | "usage" | "origin"> & { readonly multiRegion: "PRIMARY" | "REPLICA" | null };

/** The kind of the key, or of the one to be made. */
function kindOf({ subject, request: { input } }: Facts): Kind {
  if (subject !== null) {
    const { spec, usage, origin, multiRegion, region } = subject.key;
    if (multiRegion === null) return { spec, usage, origin, multiRegion };
    return { spec, usage, origin, multiRegion: multiRegion.primaryRegion === region ? "PRIMARY" : "REPLICA" };
  }
  return {
    ...newKeyKind(input as unknown as Parameters<typeof newKeyKind>[0]),
    origin: input["Origin"] as KeyRow["origin"],
    multiRegion: input["MultiRegion"] === true ? "PRIMARY" : null,
  };
}

const spec: Value = (facts) => kindOf(facts).spec;
const usage: Value = (facts) => kindOf(facts).usage;

export const BY_KEY: Readonly<Record<string, Value>> = {
  "kms:CustomerMasterKeySpec": spec,
  "kms:CustomerMasterKeyUsage": usage,
  "kms:KeyOrigin": (facts) => kindOf(facts).origin,
  "kms:KeySpec": spec,
  "kms:KeyUsage": usage,
  "kms:MultiRegion": (facts) => String(kindOf(facts).multiRegion !== null),
  "kms:MultiRegionKeyType": (facts) => kindOf(facts).multiRegion,
  // Beyond the quota the condition has no effect (authorization.md 1.9), as if there were no alias: no policy lets anybody in by one of many.
  "kms:ResourceAliases": ({ rows, subject }) => {
    if (subject === null) return [];
    const aliases = rows.range("aliasesTo", subject.key.id, null, QUOTAS.aliasesPerKey + 1);
    return aliases.length > QUOTAS.aliasesPerKey ? [] : aliases.map(({ name }) => name);
  },
  // @NOTE AWS: a key that was never used counts from the day it was made, our reading.
  "kms:TrailingDaysWithoutKeyUsage": ({ rows, subject, request: { now } }) => {
    if (subject === null) return null;
    const last = rows.get("usage", subject.key.id)?.at ?? subject.key.created;
    return String(Math.floor((now - last) / DAY_MS));
  },
};

export const FAMILIES_BY_KEY: Readonly<Record<string, FamilyValue>> = {
  "aws:ResourceTag/": ({ subject, request: { input } }, name) => {
    const pairs =
      subject === null ? tags(input) : subject.key.tags.map(({ TagKey, TagValue }) => [TagKey, TagValue] as const);
    return pairs.find(([key]) => key.toLowerCase() === name)?.[1];
  },
};
