/**
 * The story of an envelope in words. Every function is pure: each number and each name comes from its argument. A beat is one
 * change and one sentence; `BeatFacts` is what a sentence may speak of.
 */
import type { CallError, CallTrace, CheckRow, HsmStep, SecretPrint } from "#glass/trace.ts";
import { checkWords } from "./check-words.ts";
import { decisionSentence } from "./decision.ts";
import { endedAt } from "./ended-at.ts";
import { nestedKeyName, theKey } from "./nested-key.ts";
import { count, date, number, shortSize } from "./format.ts";
import type { KeyStanding } from "./key-standing.ts";

export type Direction = "seal" | "open";

/** What every sentence may name. */
export interface Scene {
  readonly direction: Direction;
  readonly file: string;
  readonly fileBytes: number;
  /** The KMS key as the learner knows it: an alias, or a short id. */
  readonly key: string;
  readonly who: string;
  readonly context: Readonly<Record<string, string>>;
  /** How many keys lie between the KMS key and the file, the data key included. */
  readonly depth: number;
  /** How it stands now, or that under which the file's wrapped key has come since. */
  readonly lock: KeyStanding;
  /** Whether the envelope that was sealed is not on the disk any more. */
  readonly deleted: boolean;
  /** The material that the wrapped key names, where the KMS key works with another one now; else, or where it is not known, null. */
  readonly materials: Materials | null;
  /** Which byte of which copy was altered first, or null. */
  readonly flipped: { readonly of: "envelope" | "wrapped-key"; readonly offset: number } | null;
}

/** By their ordinals. */
export interface Materials {
  readonly ofBlob: number;
  readonly current: number;
}

export type BeatFacts =
  /** `plain`: the file that was to be opened is no envelope. */
  | { readonly step: "file"; readonly plain: boolean }
  | {
      readonly step: "ask";
      readonly operation: string;
      readonly bodyBytes: number;
      readonly wrappedBytes: number | null;
      readonly named: boolean;
    }
  | {
      readonly step: "copies";
      readonly clear: SecretPrint | null;
      readonly wrappedBytes: number;
      readonly fileBytesSent: number | null;
    }
  | { readonly step: "link"; readonly level: number; readonly wrappedBytes: number }
  | { readonly step: "cipher"; readonly frames: number; readonly ms: number; readonly bytesPerSecond: number }
  /** It has only begun. */
  | { readonly step: "cipher"; readonly frames: null }
  | { readonly step: "forget"; readonly keys: number; readonly exposure: Exposure }
  | { readonly step: "store"; readonly bytes: number }
  | {
      readonly step: "refused";
      readonly operation: string;
      readonly error: CallError | null;
      readonly reason: string | null;
      /** Whether KMS did not find the KMS key. */
      readonly lost: boolean;
    }
  | { readonly step: "failed"; readonly message: string; readonly keys: number; readonly exposure: Exposure | null }
  | { readonly step: "stopped"; readonly keys: number; readonly exposure: Exposure | null };

/** Real ms from KMS's answer: until the clear bytes were zeros, and until the last handle made from them was dropped. */
export interface Exposure {
  readonly bytesMs: number;
  readonly handlesMs: number;
}

export type Step = BeatFacts["step"];

/** The name of a beat in the list of beats. */
export function beatLabel(direction: Direction, step: Step, level: number, depth: number): string {
  if (step === "link") {
    const name = nestedKeyName(level, depth);
    return direction === "seal" ? `Wrap ${name}` : `Unwrap ${name}`;
  }
  return LABELS[direction][step];
}

/** The one sentence (or two short ones) of a beat. */
export function sentence(scene: Scene, facts: BeatFacts): string {
  const old = scene.materials;
  switch (facts.step) {
    case "file":
      return scene.direction === "seal"
        ? `${scene.file}, ${size(scene.fileBytes)}, is readable in your application. The key it will be locked with, ${scene.key}, never leaves KMS.`
        : facts.plain
          ? `${scene.file}, ${size(scene.fileBytes)}, is handed to your application to be opened.`
          : `${opened(scene)} holds the ciphertext, the wrapped key and the context. What it does not hold is a key that opens it.`;
    case "ask":
      return scene.direction === "seal"
        ? `Your application asks KMS for a data key under ${scene.key}: ${count(facts.bodyBytes, "byte")}, signed by ${scene.who}.`
        : `Your application sends ${wrappedKey(scene)}${facts.wrappedBytes === null ? "" : `, ${count(facts.wrappedBytes, "byte")},`} and ${contextWords(scene.context)}. ${
            facts.named ? "It also names the KMS key." : "It names no KMS key: the wrapped key does."
          }`;
    case "copies":
      return scene.direction === "seal"
        ? `KMS hands back the same new key twice: once in the clear, once wrapped by ${scene.key}.${stayed(scene, facts.fileBytesSent)}`
        : `KMS unwraps it with ${old ? `material ${old.ofBlob} of ` : ""}${scene.key} and hands back the clear ${nestedKeyName(1, scene.depth)}.${stayed(scene, facts.fileBytesSent)}`;
    case "link": {
      const name = theKey(nestedKeyName(facts.level, scene.depth));
      const above = nestedKeyName(facts.level - 1, scene.depth);
      return scene.direction === "seal"
        ? `Your application makes ${name} itself and wraps it under ${above}, ${count(facts.wrappedBytes, "byte")}. KMS is not asked again.`
        : `The clear ${above} opens ${name}. KMS is not asked again.`;
    }
    case "cipher":
      if (facts.frames === null)
        return scene.direction === "seal"
          ? `Your application encrypts ${size(scene.fileBytes)} here, frame by frame. KMS has no part in it.`
          : "Your application decrypts the file here, frame by frame, and checks each frame’s tag.";
      return scene.direction === "seal"
        ? `Your application encrypts ${size(scene.fileBytes)} here, in ${count(facts.frames, "frame")}, within ${duration(facts.ms)} (${speed(facts.bytesPerSecond)}). KMS has no part in it.`
        : `${tagsMatch(facts.frames)}: ${size(scene.fileBytes)} decrypted here within ${duration(facts.ms)} (${speed(facts.bytesPerSecond)}).`;
    case "forget":
      return scene.direction === "seal"
        ? `${forgotten(facts.keys, facts.exposure)}. ${lockWords(scene, facts.keys > 1 ? `What remains are ${facts.keys} wrapped keys; KMS opens the first.` : "What remains is the wrapped copy, and only KMS opens that.")}`
        : `${forgotten(facts.keys, facts.exposure)}. ${lockWords(scene, old ? `KMS used material ${old.ofBlob}, although ${scene.key} now works with material ${old.current}.` : "To open the envelope again, KMS must be asked again.")}`;
    case "store": {
      const nested = scene.depth > 1;
      return scene.direction === "seal"
        ? `One file of ${size(facts.bytes)} ${scene.deleted ? "was put" : "lies"} on the disk: ciphertext, ${nested ? `${scene.depth} wrapped keys` : "wrapped key"} and context together. ${lockWords(scene, `Whoever takes it must still ask KMS to unwrap ${nested ? "the first of them" : "its key"} with ${scene.lock.since ?? scene.key}.`)}`
        : `${scene.file}, ${size(facts.bytes)}, is readable again in your application.`;
    }
    case "refused":
      return `KMS says no to ${facts.operation}: ${facts.error?.name ?? "refused"}. ${facts.reason ?? facts.error?.message ?? "No data key, no file."}${facts.lost ? lostWords(scene) : ""}`;
    case "failed":
      return `${facts.message}${nothingCame(scene, facts.message)}${endWords(facts)}`;
    case "stopped":
      return `You stopped it. Nothing was stored.${endWords(facts)}`;
  }
}

/* ---- a refused call ---- */

export interface Refusal {
  /** Stage of the X-ray, 1 to 10. */
  readonly stage: number;
  /** The check that said no, in two or three words. */
  readonly check: string;
  /** Why, in one sentence. */
  readonly reason: string;
}

/** The first check of a call that said no, in the order of the stages; null when the call went through. */
export function whoSaidNo(trace: CallTrace): Refusal | null {
  const stage = endedAt(trace);
  if (stage === null) return null;
  const { authorize, checks, frontDoor, locate, summary } = trace;
  const told = summary.error?.message ?? summary.error?.name ?? "Refused.";
  if (stage === 4) {
    const forged = frontDoor.signature?.verdict === "refused";
    return { stage, check: forged ? "the signature" : "the front door", reason: frontDoor.violations[0] ?? told };
  }
  if (stage === 5) {
    const lost = locate.find(({ keyArn }) => keyArn === null);
    return {
      stage,
      check: "locating the key",
      reason: lost?.by === "ciphertext" ? (NO_KEY[summary.error?.name ?? ""] ?? told) : told,
    };
  }
  if (stage === 6) {
    const denied = authorize.find(({ allowed }) => !allowed);
    return {
      stage,
      check: "authorization",
      reason: denied === undefined ? told : decisionSentence(denied, summary.who),
    };
  }
  if (stage === 7) {
    const failed = checks.find(({ ok }) => !ok);
    return failed === undefined
      ? { stage, check: "the checks", reason: told }
      : { stage, check: CHECKS[failed.check], reason: checkWords(failed) };
  }
  const unknown = trace.hsm.some(({ facts }) => facts["known"] === false);
  const reason = unknown
    ? "The blob names a material that this KMS key never had."
    : HSM_REFUSALS[summary.error?.name ?? ""];
  return { stage, check: "the HSM", reason: reason ?? told };
}

/** What a file is called once it is sealed; an envelope that was picked has that name already. */
export const envelopeName = (file: string): string => (file.endsWith(".envelope") ? file : `${file}.envelope`);

/** `key`: how the picture names what KMS makes. One line of the HSM's work, short enough for the picture; the operation's own sentence where we have no shorter one. */
export function hsmLine(step: HsmStep, context: Readonly<Record<string, string>>, key = "data key"): string {
  const short = HSM_LINES[step.step]?.(step.facts, contextWords(context), theKey(key));
  if (short !== undefined) return short;
  const first = step.says.split(/(?<=[.;])\s/)[0] ?? step.says;
  return first.replace(/[.;]$/, "");
}

type HsmFacts = HsmStep["facts"];

const HSM_LINES: Readonly<Record<string, (facts: HsmFacts, context: string, key: string) => string>> = {
  random: ({ bytes }, _, key) => `draws ${key}: ${count(Number(bytes), "random byte")}`,
  parse: ({ material, known }) =>
    known === false
      ? "the blob names a material that this key does not have"
      : `reads from the blob which material sealed it: ${shortHex(material)}`,
  derive: ({ ordinal, nonce }) =>
    `derives a one-time key from material ${typeof ordinal === "number" ? ordinal : "unknown"} and nonce ${shortHex(nonce)}`,
  seal: (_, context) => `AES-256-GCM; the tag is bound to ${context}`,
  open: ({ tagHolds }, context) =>
    tagHolds === false
      ? `the tag does not hold over blob and ${context}`
      : `the tag holds over blob and ${context}: opened`,
  forget: () => "forgets the clear key and the one-time key",
};

const shortHex = (hex: HsmFacts[string] | undefined): string =>
  typeof hex === "string" ? `${hex.slice(0, 8)}…` : "unknown";

/** `12.0 MB`, `184 bytes`. */
export const size = (bytes: number): string => (bytes < 1_000 ? count(bytes, "byte") : shortSize(bytes));

export const speed = (bytesPerSecond: number): string => `${size(Math.round(bytesPerSecond))}/s`;

/** `0.21 s`, `35 ms`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1) return "less than 1 ms";
  if (ms < 100) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(ms < 1_000 ? 2 : 1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `the context order = 1001`, or `no context`. */
export function contextWords(context: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(context);
  return pairs.length === 0
    ? "no context"
    : `the context ${pairs.map(([name, value]) => `${name} = ${value}`).join(", ")}`;
}

const LABELS: Readonly<Record<Direction, Readonly<Record<Exclude<Step, "link">, string>>>> = {
  seal: {
    file: "A file and a key",
    ask: "Ask for a data key",
    copies: "Two copies return",
    cipher: "Encrypt here",
    forget: "Forget the clear copy",
    store: "Store the envelope",
    refused: "KMS refuses",
    failed: "It fails here",
    stopped: "Stopped",
  },
  open: {
    file: "Read the envelope",
    ask: "Ask KMS to unwrap",
    copies: "The clear key returns",
    cipher: "Decrypt here",
    forget: "Forget it",
    store: "Keep the file",
    refused: "KMS refuses",
    failed: "A check fails",
    stopped: "Stopped",
  },
};

const CHECKS: Readonly<Record<CheckRow["check"], string>> = {
  ciphertext: "the blob’s key",
  usage: "key usage",
  origin: "the origin of its material",
  "multi-Region": "its place among multi-Region keys",
  state: "key state",
  algorithm: "the algorithm",
  shape: "the request's shape",
  limit: "a limit",
  "dry-run": "the dry run",
};

/** Of a blob that leads to no key, by the refusal. */
const NO_KEY: Readonly<Record<string, string>> = {
  InvalidCiphertextException: "KMS does not recognise the blob as one of its own.",
  AccessDeniedException: "The blob names no KMS key that exists here.",
};

const HSM_REFUSALS: Readonly<Record<string, string>> = {
  InvalidCiphertextException:
    "The authentication tag does not match: the blob, or the context it is bound to, is not what was sealed.",
};

/** Only a multi-Region key is ever Updating; the whole list of states stands in stage 7. */
const opened = ({ file, flipped }: Scene): string =>
  flipped?.of !== "envelope"
    ? `The envelope of ${file}`
    : `A copy of the envelope, byte ${number(flipped.offset)} altered,`;

/** `usually`, unless the KMS key is gone for good. */
function lockWords({ key, lock }: Scene, usually: string): string {
  if (lock.is !== "destroyed") return usually;
  return `${lock.since ?? key} was destroyed${lock.at === null ? "" : ` on ${date(lock.at)}`}: nothing opens this any more.`;
}

/** What became of the KMS key that KMS did not find. */
function lostWords(scene: Scene): string {
  const { key, lock } = scene;
  if (lock.is === "elsewhere") return ` ${key} lives in ${lock.region}; you are in ${lock.seat}.`;
  return lock.is === "destroyed" ? ` ${lockWords(scene, "")}` : "";
}

const wrappedKey = ({ flipped }: Scene): string =>
  flipped?.of === "wrapped-key"
    ? `a copy of the wrapped key, byte ${number(flipped.offset)} altered`
    : "the wrapped key";

const stayed = ({ fileBytes, direction }: Scene, sent: number | null): string =>
  sent === null
    ? ""
    : direction === "seal"
      ? ` Your file has not moved: ${sent} of ${size(fileBytes)} went to KMS.`
      : ` Of the file's ciphertext, ${count(sent, "byte")} went to KMS.`;

const tagsMatch = (frames: number): string =>
  frames === 1 ? "The one frame matches its tag" : `All ${number(frames)} frames match their tags`;

/** What a run that failed leaves undone, unless its message says so already. */
function nothingCame({ direction }: Scene, message: string): string {
  if (direction === "open") return " No plaintext is handed out.";
  return message.includes("nothing was stored") ? "" : " Nothing was stored.";
}

/** What became of the clear keys: the bytes go first, the handles that do the work when it is done. */
function forgotten(keys: number, { bytesMs, handlesMs }: Exposure): string {
  const [whose, handle] =
    keys === 1
      ? ["The clear key’s bytes are", "handle to it, usable but unreadable, is"]
      : [`The bytes of all ${keys} clear keys are`, "handles to them, usable but unreadable, are"];
  const bytes = `${whose} overwritten after ${duration(bytesMs)}`;
  return handlesMs - bytesMs < 1 ? bytes : `${bytes}; the browser’s ${handle} dropped after ${duration(handlesMs)}`;
}

const endWords = ({ keys, exposure }: { readonly keys: number; readonly exposure: Exposure | null }): string =>
  exposure === null ? "" : ` ${forgotten(keys, exposure)}.`;
