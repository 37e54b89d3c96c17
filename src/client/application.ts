/** The application of one tab, in its worker: answers the page's face with what the other files of this room do. */
import type { Bytes } from "#wire/bytes.ts";
import { utf8 } from "#wire/bytes.ts";
import { member, type JsonObject } from "#wire/json.ts";
import { BadInput, composeInput, type ComposedInput } from "./call-input.ts";
import type { Disk, Kept } from "./disk.ts";
import { envelopeAnatomy, opaqueAnatomy } from "./envelope/anatomy.ts";
import { FormatError, MAX_DEPTH } from "./envelope/format.ts";
import { open } from "./envelope/open.ts";
import { failureOf } from "./envelope/refusal.ts";
import { rewrap } from "./envelope/rewrap.ts";
import { RunRecord } from "./envelope/run-record.ts";
import { seal } from "./envelope/seal.ts";
import { sourceOf } from "./envelope/source.ts";
import type { Workbench } from "./envelope/workbench.ts";
import type {
  ApplicationEvent,
  ApplicationFace,
  ArtefactKind,
  CallInput,
  CallNote,
  CallOutcome,
  EnvelopeRun,
  OpenRequest,
  SealRequest,
  Seat,
} from "./face.ts";
import { Identities } from "./identities.ts";
import { Kms, schemaOf, type KmsAnswer } from "./kms.ts";
import type { Prints } from "./prints.ts";
import { asPrint, SECRET_MEMBERS, withoutSecrets } from "./secret-members.ts";
import { describe, MAX_SHORT, publicBytes, Shelf } from "./shelf.ts";
import type { WireLine } from "./wire-line.ts";
import { WorldClock } from "./world-clock.ts";

export interface ApplicationParts {
  readonly line: WireLine;
  readonly emit: (event: ApplicationEvent) => void;
  readonly openDisk: (world: string) => Disk;
}

/** Nobody sits yet: the page has not said which world, who and where. */
export class NotSeated extends Error {
  override readonly name = "NotSeated";
}

export function createApplication(parts: ApplicationParts): ApplicationFace {
  return new Application(parts);
}

/** One world's side of the application. It outlives a change of seat, so that coming back finds the memory as it was. */
interface World {
  readonly disk: Disk;
  readonly shelf: Shelf;
  readonly identities: Identities;
  readonly kms: Kms;
}

type Started = Omit<ConstructorParameters<typeof RunRecord>[0], "id">;

class Application implements ApplicationFace {
  readonly #parts: ApplicationParts;
  readonly #worlds = new Map<string, World>();
  readonly #running = new Map<string, { readonly record: RunRecord; readonly ended: Promise<EnvelopeRun> }>();
  #seat: Seat | null = null;

  constructor(parts: ApplicationParts) {
    this.#parts = parts;
  }

  async sit(seat: Seat): Promise<void> {
    this.#seat = seat;
    const { disk, identities } = this.#world();
    // Both are needed soon. Who needs them and cannot have them says so then.
    identities.of(seat.principalArn).catch(() => {});
    disk.ready().catch(() => {});
    return Promise.resolve();
  }

  async call(operation: string, input: CallInput, note: CallNote = {}): Promise<CallOutcome> {
    const begun = performance.now();
    const { seat, world, prints } = this.#seated(note.as);
    const composed = await composeInput(schemaOf(operation), input, (id) => world.shelf.bytes(id));
    try {
      const answer = await world.kms.call(seat, operation, composed.input, { run: null });
      if (answer.error === null) await noteTyped(composed, await prints(), world.disk);
      const kept = await keep(world, operation, input, composed, answer, note, await prints());
      const output = await withoutSecrets(answer.output, async (secret) => asPrint(await (await prints()).of(secret)));
      overwriteSecrets(answer.output);
      const { requestId, status, error } = answer;
      return { requestId, ok: error === null, status, error, output, kept, ms: performance.now() - begun };
    } finally {
      for (const { bytes } of composed.blobs.values()) bytes.fill(0);
    }
  }

  async artefacts(): ReturnType<ApplicationFace["artefacts"]> {
    return this.#seated().world.shelf.list();
  }

  async artefact(id: string): ReturnType<ApplicationFace["artefact"]> {
    return this.#seated().world.shelf.find(id);
  }

  async pick(file: File): ReturnType<ApplicationFace["pick"]> {
    const artefact = describe({ name: file.name, kind: "file", place: "memory", bytes: file.size });
    this.#seated().world.shelf.hold(artefact, file);
    return artefact;
  }

  async type(text: string): ReturnType<ApplicationFace["type"]> {
    const { world, prints } = this.#seated();
    const bytes = utf8(text);
    if (bytes.length > MAX_SHORT) throw new BadInput(`The text has ${bytes.length} bytes; ${MAX_SHORT} is the most.`);
    const print = await (await prints()).of(bytes);
    await world.disk.noteTyped(await (await prints()).mac(bytes));
    const name = text.length > 40 ? `${text.slice(0, 39)}…` : text;
    const artefact = describe({ name, kind: "text", place: "memory", bytes: bytes.length, print });
    world.shelf.hold(artefact, bytes, { typed: true });
    return artefact;
  }

  async readText(id: string): Promise<string | null> {
    return this.#seated().world.shelf.readText(id);
  }

  async forget(id: string): Promise<void> {
    await this.#seated().world.shelf.forget(id);
  }

  async seal(request: SealRequest): Promise<EnvelopeRun> {
    const { seat, world, bench } = this.#seated();
    const { keyId, context, depth } = request;
    if (!Number.isInteger(depth) || depth < 1 || depth > MAX_DEPTH)
      throw new BadInput(`Depth ${depth} is not 1 to ${MAX_DEPTH}.`);
    const source = await sourceOf(request.source, world.shelf);
    const file = { name: source.name, bytes: source.bytes, sample: source.sample };
    const started = { kind: "seal", seat, file, keyId, context, depth, flipped: null } as const;
    return this.#run(world, started, (record) => seal(bench, source, request, record));
  }

  async open(request: OpenRequest): Promise<EnvelopeRun> {
    const { seat, world, bench } = this.#seated(request.as);
    const { envelope, keyId = null, context = {}, flip = null } = request;
    const picked = typeof envelope === "string" ? await world.shelf.blob(envelope) : envelope.file;
    const name = typeof envelope === "string" ? (await world.shelf.find(envelope))?.name : envelope.file.name;
    const file = { name: name ?? "envelope", bytes: picked.size, sample: false };
    const started = { kind: "open", seat, file, keyId, context, depth: 1, flipped: flip } as const;
    return this.#run(world, started, (record) => open(bench, picked, request, record));
  }

  async cancel(run: string): Promise<void> {
    this.#running.get(run)?.record.cancel();
    return Promise.resolve();
  }

  async rewrap(envelope: string, wrapped: string): ReturnType<ApplicationFace["rewrap"]> {
    const { shelf, disk } = this.#seated().world;
    return rewrap(shelf, disk, envelope, wrapped);
  }

  async runs(): Promise<readonly EnvelopeRun[]> {
    const running = [...this.#running.values()].map(({ record }) => record.run).toReversed();
    return [...running, ...(await this.#seated().world.disk.runs())];
  }

  async run(id: string): Promise<EnvelopeRun | null> {
    return this.#running.get(id)?.record.run ?? this.#seated().world.disk.run(id);
  }

  async anatomy(id: string): ReturnType<ApplicationFace["anatomy"]> {
    const { shelf } = this.#seated().world;
    const artefact = await shelf.find(id);
    if (artefact?.kind === "envelope" || artefact?.kind === "file") {
      // A picked file may be an envelope that came from elsewhere.
      return envelopeAnatomy(artefact.name, await shelf.blob(id)).catch(noEnvelope);
    }
    if (artefact?.kind === "wrapped-key" || artefact?.kind === "ciphertext") {
      return opaqueAnatomy(artefact.name, await shelf.bytes(id));
    }
    return null;
  }

  async download(id: string): ReturnType<ApplicationFace["download"]> {
    return this.#seated().world.shelf.download(id);
  }

  async wipe(): Promise<void> {
    const { seat, world } = this.#seated();
    for (const { record } of this.#running.values()) record.cancel();
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
    await world.shelf.wipe();
    world.disk.close();
    this.#worlds.delete(seat.world);
  }

  /** Every run ends in a run that lies on the disk, whatever came between. */
  async #run(world: World, started: Started, work: (record: RunRecord) => Promise<EnvelopeRun>): Promise<EnvelopeRun> {
    const record = new RunRecord({ id: crypto.randomUUID(), ...started }, this.#parts.emit);
    const { id } = record.run;
    const conclude = async (): Promise<EnvelopeRun> => {
      try {
        return record.end(await work(record));
      } catch (error) {
        const run = record.signal.aborted ? record.asCancelled() : record.asFailed(failureOf(error));
        await world.shelf.store([], run).catch(() => {}); // a full disk: the page hears of the run all the same
        return record.end(run);
      } finally {
        this.#running.delete(id);
      }
    };
    const ended = conclude();
    this.#running.set(id, { record, ended });
    return ended;
  }

  /** `as`: whoever signs instead of the seat's principal. */
  #seated(as?: string): { seat: Seat; world: World; prints: () => Promise<Prints>; bench: Workbench } {
    if (this.#seat === null) throw new NotSeated("Nobody sits in this application yet.");
    const seat = as === undefined ? this.#seat : { ...this.#seat, principalArn: as };
    const world = this.#world();
    const prints = async (): Promise<Prints> => (await world.identities.of(seat.principalArn)).prints;
    const { kms, shelf, disk } = world;
    return { seat, world, prints, bench: { seat, kms, shelf, disk, prints } };
  }

  #world(): World {
    const { world: id } = this.#seat as Seat;
    const held = this.#worlds.get(id);
    if (held !== undefined) return held;
    const { line, emit, openDisk } = this.#parts;
    const disk = openDisk(id);
    const changed = (): void => emit({ event: "artefacts" });
    disk.onChange(changed);
    const clock = new WorldClock();
    const identities = new Identities(line, clock);
    const world = { disk, shelf: new Shelf(disk, changed), identities, kms: new Kms(line, clock, identities) };
    this.#worlds.set(id, world);
    return world;
  }
}

function noEnvelope(error: unknown): null {
  if (error instanceof FormatError) return null;
  throw error;
}

/** What the learner typed into this call may be read again when it comes back. */
async function noteTyped({ blobs }: ComposedInput, prints: Prints, disk: Disk): Promise<void> {
  for (const { bytes, typed } of blobs.values()) if (typed) await disk.noteTyped(await prints.mac(bytes));
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
  world: World,
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
      const print = await prints.of(own);
      const typed = kind === "opened" && (await world.disk.wasTyped(await prints.mac(own)));
      const artefact = describe({ ...facts, kind, place: "memory", bytes: own.length, print });
      world.shelf.hold(artefact, own, { typed });
      kept[name] = artefact.id;
    } else {
      // A wrapped key that was encrypted anew is still a wrapped key.
      const from = blobs.get("CiphertextBlob")?.artefact ?? null;
      if (operation === "ReEncrypt" && from !== null) kind = (await world.shelf.find(from))?.kind ?? kind;
      const made = publicBytes(kind, bytes as Bytes, facts);
      stored.push(made);
      kept[name] = made.artefact.id;
    }
  }
  if (stored.length > 0) await world.shelf.store(stored);
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
