/** The application of one tab, in its worker: answers the page's face with what the other files of this room do. */
import { fromBase64, hex, utf8 } from "#wire/bytes.ts";
import { MAX_DEPTH } from "#words/envelope-depth.ts";
import { sendAltered } from "./altered-request.ts";
import { BadInput } from "./call-input.ts";
import { call } from "./call.ts";
import type { Disk } from "./disk.ts";
import { envelopeAnatomy, opaqueAnatomy } from "./envelope/anatomy.ts";
import { FormatError } from "./envelope/format.ts";
import { open } from "./envelope/open.ts";
import { failureOf } from "./envelope/refusal.ts";
import { rewrap, takeWrappedKey } from "./envelope/rewrap.ts";
import { RunRecord } from "./envelope/run-record.ts";
import { seal } from "./envelope/seal.ts";
import { sourceOf } from "./envelope/source.ts";
import type {
  AlteredRequest,
  ApplicationEvent,
  ApplicationFace,
  CallInput,
  CallNote,
  CallOutcome,
  ClockReading,
  EnvelopeRun,
  ImportOutcome,
  ImportRequest,
  OpenRequest,
  SealRequest,
  Seat,
} from "./face.ts";
import { Identities } from "./identities.ts";
import { importMaterial } from "./import-material.ts";
import { Kms } from "./kms.ts";
import type { Prints } from "./prints.ts";
import { describe, MAX_SHORT, Shelf } from "./shelf.ts";
import type { WireLine } from "./wire-line.ts";
import type { Workbench } from "./workbench.ts";
import { WorldClock } from "./world-clock.ts";

export interface ApplicationParts {
  readonly lineTo: (world: string) => WireLine;
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
  readonly line: WireLine;
  readonly disk: Disk;
  readonly shelf: Shelf;
  readonly identities: Identities;
  readonly kms: Kms;
}

type Started = Omit<ConstructorParameters<typeof RunRecord>[0], "id">;

class Application implements ApplicationFace {
  readonly #parts: ApplicationParts;
  readonly #worlds = new Map<string, World>();
  readonly #clocks = new Map<string, WorldClock>();
  readonly #running = new Map<string, { readonly record: RunRecord; readonly ended: Promise<EnvelopeRun> }>();
  #seat: Seat | null = null;
  /** Until the last of them is done. */
  #wiping: Promise<unknown> | null = null;

  constructor(parts: ApplicationParts) {
    this.#parts = parts;
  }

  async alive(): Promise<void> {}

  async sit(seat: Seat): Promise<void> {
    this.#seat = seat;
    await this.#wiping; // a world made anew may have the id of the one that is being wiped
    const { disk, identities } = this.#world(seat.world);
    // Both are needed soon. Who needs them and cannot have them says so then.
    identities.of(seat).catch(() => {});
    disk.ready().catch(() => {});
  }

  async clock({ world, ...reading }: ClockReading): Promise<void> {
    this.#clockOf(world).told(reading);
  }

  async call(operation: string, input: CallInput, note: CallNote = {}): Promise<CallOutcome> {
    return call(this.#seated(note.as, note).bench, operation, input, note);
  }

  async sendAltered(request: AlteredRequest): ReturnType<ApplicationFace["sendAltered"]> {
    const { seat, world } = this.#seated();
    const { line, identities } = world;
    return sendAltered(request, { line, clock: this.#clockOf(seat.world), identities });
  }

  async importMaterial(request: ImportRequest): Promise<ImportOutcome> {
    return importMaterial(this.#seated().bench, request);
  }

  async sha256(base64: string): Promise<string> {
    return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", fromBase64(base64))));
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
    const { world, bench } = this.#seated();
    const bytes = utf8(text);
    if (bytes.length > MAX_SHORT) throw new BadInput(`The text has ${bytes.length} bytes; ${MAX_SHORT} is the most.`);
    const prints = await bench.prints();
    const print = prints.of(bytes);
    await world.disk.noteTyped(prints.mac(bytes));
    const artefact = describe({ name: "typed text", kind: "text", place: "memory", bytes: bytes.length, print });
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
    const sitting = this.#seat;
    // What is held of a world that is being wiped, credentials among it, is of the one that is gone.
    if (this.#wiping !== null) await this.#wiping;
    const { seat, world, bench } = this.#seated(request.as, {}, sitting);
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
  }

  async takeWrappedKey(envelope: string): ReturnType<ApplicationFace["takeWrappedKey"]> {
    const { shelf, disk } = this.#seated().world;
    return takeWrappedKey(shelf, disk, envelope);
  }

  async rewrap(envelope: string, wrapped: string): ReturnType<ApplicationFace["rewrap"]> {
    const { shelf, disk } = this.#seated().world;
    return rewrap(shelf, disk, envelope, wrapped);
  }

  async runs(): Promise<readonly EnvelopeRun[]> {
    await this.#wiping; // who hears of a run that a wipe has ended is told what is left after it
    const { seat, world } = this.#seated();
    const running = [...this.#running.values()]
      .map(({ record }) => record.run)
      .filter((run) => run.seat.world === seat.world)
      .toReversed();
    return [...running, ...(await world.disk.runs())];
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

  async wipe(world: string): Promise<void> {
    const wiped = this.#wipe(world);
    const all = Promise.allSettled([this.#wiping, wiped]);
    this.#wiping = all;
    await all;
    if (this.#wiping === all) this.#wiping = null;
    return wiped;
  }

  async #wipe(id: string): Promise<void> {
    const { shelf, disk } = this.#world(id);
    const running = this.#runsIn(id);
    for (const { record } of running) record.cancel();
    await Promise.all(running.map(({ ended }) => ended));
    await shelf.wipe();
    disk.close();
    this.#worlds.delete(id);
    this.#parts.emit({ event: "wiped" });
  }

  /** Another tab reset or deleted the world, and wiped its disk: what this tab's memory has of it goes as well. */
  async #wipedElsewhere(id: string, { shelf, disk }: Pick<World, "shelf" | "disk">): Promise<void> {
    this.#worlds.delete(id);
    await shelf.empty();
    // What is under way there is not told that somebody stopped it: it ends by itself, since the disk no longer takes it.
    await Promise.all(this.#runsIn(id).map(({ ended }) => ended));
    disk.close();
    this.#parts.emit({ event: "wiped" });
  }

  #runsIn(world: string): { readonly record: RunRecord; readonly ended: Promise<EnvelopeRun> }[] {
    return [...this.#running.values()].filter(({ record }) => record.run.seat.world === world);
  }

  /** Every run ends in a run that lies on the disk, whatever came between. */
  async #run(world: World, started: Started, work: (record: RunRecord) => Promise<EnvelopeRun>): Promise<EnvelopeRun> {
    const record = new RunRecord({ id: crypto.randomUUID(), ...started }, this.#parts.emit);
    const { id } = record.run;
    const conclude = async (): Promise<EnvelopeRun> => {
      try {
        await world.disk.begin(id);
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

  /** `as`: whoever signs instead of the seat's principal; `service`: the service that does, as itself; `region`: another one than the seat's. */
  #seated(
    as?: string,
    { service, region }: Pick<CallNote, "service" | "region"> = {},
    sitting = this.#seat,
  ): { seat: Seat; world: World; bench: Workbench } {
    if (sitting === null) throw new NotSeated("Nobody sits in this application yet.");
    const other = service?.name ?? as;
    const alone = { assume: undefined, via: undefined, carriedFrom: undefined, service };
    const signer = other === undefined ? sitting : { ...sitting, ...alone, principalArn: other };
    const seat = region === undefined ? signer : { ...signer, region };
    const world = this.#world(seat.world);
    const prints = async (): Promise<Prints> => (await world.identities.of(seat)).prints;
    const { kms, shelf, disk } = world;
    return { seat, world, bench: { seat, kms, shelf, disk, prints } };
  }

  /** A clock outlives a wipe: the page tells of changes only. */
  #clockOf(id: string): WorldClock {
    const clock = this.#clocks.get(id) ?? new WorldClock();
    this.#clocks.set(id, clock);
    return clock;
  }

  #world(id: string): World {
    const held = this.#worlds.get(id);
    if (held !== undefined) return held;
    const { lineTo, emit, openDisk } = this.#parts;
    const line = lineTo(id);
    const disk = openDisk(id);
    const changed = (): void => emit({ event: "artefacts" });
    const shelf = new Shelf(disk, changed);
    disk.onChange((change) => (change === "wiped" ? void this.#wipedElsewhere(id, { shelf, disk }) : changed()));
    const clock = this.#clockOf(id);
    const identities = new Identities(line, clock);
    const world = { line, disk, shelf, identities, kms: new Kms(line, clock, identities) };
    this.#worlds.set(id, world);
    return world;
  }
}

function noEnvelope(error: unknown): null {
  if (error instanceof FormatError) return null;
  throw error;
}
