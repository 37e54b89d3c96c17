/**
 * KMS keys in words: their state, their materials, what an act will do before it is done and what it did afterwards. Every function
 * is pure: each number and each name comes from its argument.
 */
import type { CallError } from "#glass/trace.ts";
import type { KeyDetail, KeyView, MaterialView } from "#glass/views.ts";
import { errorWords } from "./errors.ts";
import { capital, count, date, dateTime, DAY, relative, shortId } from "./format.ts";

export { DAY } from "./format.ts";

/* ---- time, always the world's ---- */

/** `Mar 2027`. */
export const monthYear = (ms: number): string => date(ms).replace(/^\d+ /, "");

/** `2 minutes ago`; what the log has and the page's own clock has not reached yet is `just now`. */
export const ago = (at: number, now: number): string => relative(Math.min(at, now), now);

const BEGUN = [
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/**
 * What is left until `at`, begun units counted whole, so that a waiting period of 7 days begins with 7: days, hours on the last day, minutes in
 * the last hour.
 */
export function begun(at: number, now: number): { readonly many: number; readonly unit: "day" | "hour" | "minute" } {
  const ms = Math.max(0, at - now);
  const [unit, length] = BEGUN.find(([, each]) => ms > each) ?? BEGUN[2];
  return { many: Math.ceil(ms / length), unit };
}

/** How long until `at`, begun units counted whole: `6 d`, on the last day `5 h`, in the last hour `12 min`. */
export function left(at: number, now: number): string {
  const { many, unit } = begun(at, now);
  return `${many} ${SHORT[unit]}`;
}
const SHORT = { day: "d", hour: "h", minute: "min" } as const;

/* ---- one key ---- */

/** Its first alias, or `key 1234abcd…90ab`. */
export const keyName = ({ aliases, keyId }: Pick<KeyView, "aliases" | "keyId">): string =>
  aliases[0] ?? `key ${shortId(keyId)}`;

/** The same at the beginning of a sentence or as a title: `Key 1234abcd…90ab`; an alias is never written otherwise. */
export const keyTitle = (key: Pick<KeyView, "aliases" | "keyId">): string => opening(keyName(key));

const opening = (name: string): string => (name.startsWith("alias/") ? name : capital(name));

/** The part of a key ARN after `key/`. */
export const keyIdOfArn = (arn: string): string => arn.slice(arn.indexOf("/") + 1);

/**
 * `Enabled`, `PendingDeletion · 6 d`. A page that reads the clock a little later than KMS did shows no day more than the waiting period
 * has; only a clock that was set back by a day or more does.
 */
export function stateWords(
  { state, deletionDate, pendingWindowInDays }: Pick<KeyView, "state" | "deletionDate" | "pendingWindowInDays">,
  now: number,
): string {
  if (deletionDate === null) return state;
  const scheduled = deletionDate - (pendingWindowInDays ?? 0) * DAY;
  const since = now < scheduled && now > scheduled - DAY ? scheduled : now;
  return `${state} · ${left(deletionDate, since)}`;
}

const SPECS: Readonly<Record<string, string>> = {
  SYMMETRIC_DEFAULT: "symmetric, 256 bit",
  RSA_2048: "RSA, 2,048 bit",
  RSA_3072: "RSA, 3,072 bit",
  RSA_4096: "RSA, 4,096 bit",
  ECC_NIST_P256: "elliptic curve P-256",
  ECC_NIST_P384: "elliptic curve P-384",
  ECC_NIST_P521: "elliptic curve P-521",
  ECC_SECG_P256K1: "elliptic curve secp256k1",
  ECC_NIST_EDWARDS25519: "elliptic curve Ed25519",
  SM2: "elliptic curve SM2",
  HMAC_224: "HMAC, 224 bit",
  HMAC_256: "HMAC, 256 bit",
  HMAC_384: "HMAC, 384 bit",
  HMAC_512: "HMAC, 512 bit",
  ML_DSA_44: "post-quantum, ML-DSA-44",
  ML_DSA_65: "post-quantum, ML-DSA-65",
  ML_DSA_87: "post-quantum, ML-DSA-87",
  ML_KEM_512: "post-quantum, ML-KEM-512",
  ML_KEM_768: "post-quantum, ML-KEM-768",
  ML_KEM_1024: "post-quantum, ML-KEM-1024",
};
const USAGES: Readonly<Record<string, string>> = {
  ENCRYPT_DECRYPT: "encrypts and decrypts",
  SIGN_VERIFY: "signs and verifies",
  GENERATE_VERIFY_MAC: "makes and checks MACs",
  KEY_AGREEMENT: "agrees on shared secrets",
  ENCAPSULATE_DECAPSULATE: "encapsulates and decapsulates",
};
const ORIGINS: Readonly<Record<string, string>> = {
  AWS_KMS: "made by KMS",
  EXTERNAL: "imported",
  AWS_CLOUDHSM: "made in a CloudHSM cluster",
  EXTERNAL_KEY_STORE: "kept outside AWS",
};

export const specWords = (spec: string): string => SPECS[spec] ?? spec;

export const usageWords = (usage: string): string => USAGES[usage] ?? usage;

export const originWords = (origin: string): string => ORIGINS[origin] ?? origin;

export const kindWords = ({ manager }: Pick<KeyView, "manager">): string =>
  manager === "CUSTOMER" ? "customer managed" : "AWS managed";

export function rotationWords({
  rotation,
  origin,
  rotatable,
  state,
}: Pick<KeyDetail, "rotation" | "origin" | "rotatable" | "state">): string {
  if (!rotatable) return "not for this kind of key";
  if (origin !== "AWS_KMS") return "not for this origin";
  if (!rotation.enabled) return rotation.set ? "off while the key waits for its deletion" : "off";
  if (state === "Disabled") return `every ${count(rotation.periodInDays, "day")}, but not while the key is disabled`;
  return `every ${count(rotation.periodInDays, "day")}${rotation.next === null ? "" : `, next ${date(rotation.next)}`}`;
}

export const lastUsedWords = ({ lastUsed }: Pick<KeyView, "lastUsed">, now: number): string =>
  lastUsed === null ? "never" : `${lastUsed.operation}, ${ago(lastUsed.at, now)}`;

/** Blobs of this world that were sealed under the key, whatever the material. */
export const sealedBlobs = ({ materialRing }: Pick<KeyDetail, "materialRing">): number =>
  materialRing.reduce((sum, { sealed }) => sum + sealed, 0);

/* ---- its materials ---- */

/** `One key, three materials`. */
export const ringTitle = (materials: number): string =>
  `One key, ${spelled(materials)} ${materials === 1 ? "material" : "materials"}`;

export function ringLead({ materialRing, rotatable }: Pick<KeyDetail, "materialRing" | "rotatable">): string {
  const current = materialRing.find(({ state }) => state === "CURRENT");
  if (current === undefined) return "The key is there, its material is not: nothing can be done with it yet.";
  if (!rotatable) {
    return "This kind of key keeps its one material for life. To change it, make another key and point the alias there.";
  }
  if (materialRing.length === 1 && !current.present) {
    return "What it sealed stays closed until the same material is there again.";
  }
  if (materialRing.length === 1) {
    return "Everything is sealed with it. A rotation would add a second material for new work and keep this one for what is already sealed.";
  }
  return `New work uses material ${current.ordinal}. Nothing sealed earlier was touched: each blob remembers its material, and KMS keeps all of them.`;
}

/** On the lane: `2 · rotated by schedule`. */
export function laneWords({
  ordinal,
  how,
  state,
  present,
}: Pick<MaterialView, "ordinal" | "how" | "state" | "present">): string {
  if (!present) return `${ordinal} · ${LANES[how]}, gone`;
  return `${ordinal} · ${LANES[how]}${state === "CURRENT" ? ", in use" : state === "PENDING_ROTATION" ? ", not in use yet" : ""}`;
}

/** Beside the setting. `first`: when the first rotation comes if it is switched on now with a period that KMS takes; null otherwise. */
export function rotationSettingWords(
  { rotation, state }: Pick<KeyDetail, "rotation" | "state">,
  first: number | null,
): string {
  if (state === "PendingDeletion") {
    const rests = "A key that waits for its deletion does not rotate.";
    return rotation.set ? `${rests} Cancelling brings its setting back; it goes on once the key is enabled.` : rests;
  }
  const every = `KMS adds a material every ${count(rotation.periodInDays, "day")}`;
  if (rotation.enabled && state === "Disabled")
    return `${every}, but none while the key is disabled. What was missed comes when it is enabled again.`;
  if (rotation.enabled) {
    const next = rotation.next === null ? "" : `, next on ${date(rotation.next)}`;
    return `${every}${next}. Let the clock run and see it come. Nothing sealed earlier is touched.`;
  }
  const keeps = "The key keeps its material until somebody rotates it.";
  if (state === "Disabled") return `${keeps} KMS switches nothing on while the key is disabled.`;
  return first === null ? keeps : `${keeps} Switched on now, the first rotation comes on ${date(first)}.`;
}

/** In the table: `on demand, 1 of 25`. `nth`: which on-demand rotation it was. */
export const howWords = (how: MaterialView["how"], nth: number, limit: number): string =>
  how === "ON_DEMAND" ? `on demand, ${nth} of ${limit}` : HOWS[how];

const LANES: Readonly<Record<MaterialView["how"], string>> = {
  created: "made with the key",
  imported: "imported",
  AUTOMATIC: "rotated by schedule",
  ON_DEMAND: "rotated on demand",
};
const HOWS: Readonly<Record<MaterialView["how"], string>> = {
  created: "made with the key",
  imported: "imported",
  AUTOMATIC: "schedule",
  ON_DEMAND: "on demand",
};

/* ---- what an act will do, said before it is done ---- */

export function disableWill(key: KeyDetail): string {
  return `From the next call on, nobody can encrypt or decrypt with ${keyName(key)}. ${blobs(sealedBlobs(key), "stays", "stay")} closed until it is enabled again. Data keys that applications already hold in the clear go on working.`;
}

export function enableWill(key: KeyDetail): string {
  const many = key.materialRing.length;
  return `${keyTitle(key)} works again from the next call on, with ${many === 1 ? "the one material it has" : `all ${spelled(many)} of its materials`}.`;
}

export function rotateWill(key: KeyDetail): string {
  if (key.state === "Disabled") return "KMS refuses this while the key is disabled. Enable it first.";
  if (key.origin === "EXTERNAL")
    return `All new work uses the material that was imported for it. ${blobs(sealedBlobs(key), "is", "are")} not touched and still open, as long as the older material stays too: keep every original.`;
  const { used, limit } = key.onDemandRotations;
  if (used >= limit)
    return `KMS refuses this: all ${limit} on-demand rotations of this key’s life are used. A schedule may still rotate it, or a new key may take over.`;
  return `KMS makes material ${nextOrdinal(key)}, and all new work uses it. ${blobs(sealedBlobs(key), "is", "are")} not touched and still open: the older ${key.materialRing.length === 1 ? "material stays" : "materials stay"}. This is on-demand rotation ${used + 1} of ${limit} in this key’s life, and none can be taken back.`;
}

/** The ordinal that the next rotation makes. */
const nextOrdinal = ({ materialRing }: Pick<KeyDetail, "materialRing">): number =>
  Math.max(0, ...materialRing.map(({ ordinal }) => ordinal)) + 1;

/** Before a window is chosen, and with the date once it is. */
export const deletionWill = (key: KeyDetail, window: { readonly days: number; readonly now: number } | null): string =>
  destruction(
    key,
    window === null ? "If you schedule it: after 7 to 30 days" : `On ${dateTime(window.now + window.days * DAY)}`,
  );

export const pendingWords = (key: KeyDetail): string =>
  `${destruction(key, key.deletionDate === null ? "Then" : `On ${dateTime(key.deletionDate)}`)} Until then nobody can use the key.`;

function destruction(key: KeyDetail, when: string): string {
  const many = key.materialRing.length;
  const materials =
    many === 0
      ? "the key is"
      : many === 1
        ? "the one material is"
        : many === 2
          ? "both materials are"
          : `all ${spelled(many)} materials are`;
  const sealed = sealedBlobs(key);
  const lost =
    sealed === 0
      ? "This world knows of no blob sealed under it; what others hold would never open again, backups included."
      : `${count(sealed, "blob")} that this world knows of would never open again, backups included.`;
  return `${when} ${materials} destroyed. ${lost}`;
}

export const cancelWill = "Cancelling keeps every material. The key comes back Disabled; enable it to use it.";

export const aliasDeleteWill = (alias: string): string =>
  `Only the name goes. The key stays, and every blob sealed under it still opens; a call that names ${alias} finds nothing.`;

const blobs = (many: number, one: string, more: string): string =>
  many === 0 ? `Blobs sealed earlier ${more}` : `${count(many, "blob")} sealed earlier ${many === 1 ? one : more}`;

/* ---- what it did ---- */

/** The one sentence that tells the result of a call, from its outcome. `now`: world time. */
export function resultSentence(
  operation: string,
  name: string,
  outcome: {
    readonly ok: boolean;
    readonly error: CallError | null;
    readonly output: Readonly<Record<string, unknown>>;
  },
): string {
  if (!outcome.ok)
    return `KMS refused ${operation}: ${outcome.error?.name ?? "no reason given"}. ${plainRefusal(outcome.error)}`.trim();
  const { output } = outcome;
  const it = opening(name);
  const text = (member: string): string | null => {
    const value = output[member];
    return typeof value === "string" ? value : null;
  };
  switch (operation) {
    case "EnableKey":
      return `${it} is Enabled.`;
    case "DisableKey":
      return `${it} is Disabled.`;
    case "RotateKeyOnDemand":
      return `${it} is rotated: new work uses a new material.`;
    case "EnableKeyRotation":
      return `${it} now rotates by itself.`;
    case "DisableKeyRotation":
      return `${it} no longer rotates by itself.`;
    case "ScheduleKeyDeletion": {
      const at = Date.parse(text("DeletionDate") ?? "");
      return `${it} is pending deletion${Number.isNaN(at) ? "" : `: its materials are destroyed on ${dateTime(at)}`}.`;
    }
    case "CancelKeyDeletion":
      return `The deletion of ${name} is cancelled. The key is Disabled.`;
    case "DeleteImportedKeyMaterial":
      return `The material of ${name} is deleted. The key waits for the same bytes.`;
    case "UpdatePrimaryRegion":
      return `${it} has another primary Region.`;
    case "Decrypt": {
      const keyArn = text("KeyId");
      return `Opened${keyArn === null ? "" : ` with key ${shortId(keyIdOfArn(keyArn))}`}.`;
    }
    default:
      return `${operation} went through.`;
  }
}

/** A refusal of AWS in one plain sentence; empty where AWS's own sentence says it all. */
export function plainRefusal(error: CallError | null): string {
  if (error === null) return "";
  if (error.name === "ValidationException" && /less than or equal to 4096/.test(error.message ?? "")) {
    return "One call takes at most 4,096 bytes. For anything larger, ask for a data key and encrypt in your application.";
  }
  if (error.name === "MalformedPolicyDocumentException") {
    if (/will not allow you to update/.test(error.message ?? "")) {
      return "You would lock yourself out: under this policy you could never change it again.";
    }
    if (/invalid principals/.test(error.message ?? "")) return "The policy names somebody who does not exist.";
  }
  return errorWords(error.name)?.means ?? "";
}

/** `three`; from thirteen on digits. */
export const spelled = (many: number): string => NUMBERS[many] ?? String(many);

const NUMBERS = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];
