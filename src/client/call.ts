/** One call for the page: its input composed, KMS asked, the answer told without its secrets, and what was asked for kept. */
import { SECRET_MEMBERS } from "#glass/secret-text.ts";
import type { Bytes } from "#wire/bytes.ts";
import { member, type JsonObject } from "#wire/json.ts";
import { composeInput, type ComposedInput } from "./call-input.ts";
import type { Disk, Kept } from "./disk.ts";
import type { ArtefactKind, CallInput, CallNote, CallOutcome } from "./face.ts";
import { schemaOf, type KmsAnswer } from "./kms.ts";
import type { Prints } from "./prints.ts";
import { asPrint, withoutSecrets } from "./secret-members.ts";
import { describe, publicBytes } from "./shelf.ts";
import type { Workbench } from "./workbench.ts";

/** @throws what `Kms.call` throws, what `composeInput` throws, NoSuchArtefact, MayNotLeave, the browser's error when the disk is full */
export async function call(
  bench: Workbench,
  operation: string,
  input: CallInput,
  note: CallNote,
): Promise<CallOutcome> {
  const composed = await composeInput(schemaOf(operation), input, (id) => bench.shelf.bytes(id));
  try {
    const answer = await bench.kms.call(bench.seat, operation, composed.input, { run: null });
    const told = answer.error === null ? await tell(bench, operation, input, composed, answer, note) : NOTHING;
    const { requestId, status, error, asked, answered } = answer;
    return { requestId, ok: error === null, status, error, ...told, ms: answered - asked };
  } finally {
    for (const { bytes } of composed.blobs.values()) bytes.fill(0);
  }
}

const NOTHING: Pick<CallOutcome, "output" | "kept"> = { output: {}, kept: {} };

async function tell(
  bench: Workbench,
  operation: string,
  input: CallInput,
  composed: ComposedInput,
  answer: KmsAnswer,
  note: CallNote,
): Promise<typeof NOTHING> {
  try {
    const prints = await bench.prints();
    await noteTyped(composed, prints, bench.disk);
    const kept = await keep(bench, operation, input, composed, answer, note, prints);
    return { output: withoutSecrets(answer.output, (secret) => asPrint(prints.of(secret))), kept };
  } finally {
    overwriteSecrets(answer.output);
  }
}

/** What the learner typed into this call may be read again when it comes back. */
async function noteTyped({ blobs }: ComposedInput, prints: Prints, disk: Disk): Promise<void> {
  for (const { bytes, typed } of blobs.values()) if (typed) await disk.noteTyped(prints.mac(bytes));
}

/** Which kind of artefact a member of an answer is; by operation where the same member means different things. */
const KINDS: Readonly<Record<string, ArtefactKind>> = {
  "Encrypt.CiphertextBlob": "ciphertext",
  "ReEncrypt.CiphertextBlob": "ciphertext",
  "Decrypt.Plaintext": "opened",
  CiphertextBlob: "wrapped-key",
  PrivateKeyCiphertextBlob: "wrapped-key",
  Plaintext: "data-key",
  PrivateKeyPlaintext: "data-key",
  SharedSecret: "data-key",
};

/** Makes artefacts of the members of the answer that the note names: secrets into memory, public ones onto the disk. */
async function keep(
  { shelf, disk }: Workbench,
  operation: string,
  input: CallInput,
  { blobs }: ComposedInput,
  { output, requestId }: KmsAnswer,
  note: CallNote,
  prints: Prints,
): Promise<Record<string, string>> {
  const kept: Record<string, string> = {};
  const stored: Kept[] = [];
  for (const [name, title] of Object.entries(note.keep ?? {})) {
    const bytes = output[name];
    if (!(bytes instanceof Uint8Array)) continue;
    const keyId = output["KeyId"];
    const facts = {
      name: title,
      context: contextOf(input),
      keyArn: typeof keyId === "string" ? keyId : null,
      requestId,
    };
    let kind = KINDS[`${operation}.${name}`] ?? KINDS[name] ?? "ciphertext";
    if (SECRET_MEMBERS.has(name)) {
      const own = bytes.slice();
      const print = prints.of(own);
      const typed = kind === "opened" && (await disk.wasTyped(prints.mac(own)));
      const artefact = describe({ ...facts, kind, place: "memory", bytes: own.length, print });
      shelf.hold(artefact, own, { typed });
      kept[name] = artefact.id;
    } else {
      // A wrapped key that was encrypted anew is still a wrapped key.
      const from = blobs.get("CiphertextBlob")?.artefact ?? null;
      if (operation === "ReEncrypt" && from !== null) kind = (await shelf.find(from))?.kind ?? kind;
      const made = publicBytes(kind, bytes as Bytes, facts);
      stored.push(made);
      kept[name] = made.artefact.id;
    }
  }
  if (stored.length > 0) await shelf.store(stored);
  return kept;
}

function contextOf(input: JsonObject): Readonly<Record<string, string>> | null {
  const context = member(input, "DestinationEncryptionContext") ?? member(input, "EncryptionContext");
  return context === undefined || context === null ? null : (context as Record<string, string>);
}

function overwriteSecrets(output: KmsAnswer["output"]): void {
  for (const [name, value] of Object.entries(output)) {
    if (SECRET_MEMBERS.has(name) && value instanceof Uint8Array) value.fill(0);
  }
}
