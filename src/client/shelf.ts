/**
 * Everything the application has by name: its memory (gone with this worker) and its disk (the world's). The real bytes stay
 * here; the page gets the descriptions.
 */
import { base64, text, type Bytes } from "#wire/bytes.ts";
import type { Content } from "./disk-sinks.ts";
import type { Disk, Kept } from "./disk.ts";
import type { Artefact, ArtefactKind, EnvelopeRun } from "./face.ts";
import { now } from "./real-time.ts";

/** No artefact of that id, or none whose bytes are still there. */
export class NoSuchArtefact extends Error {
  override readonly name = "NoSuchArtefact";
}

/** A secret, or something that may be one: it stays in the application. */
export class MayNotLeave extends Error {
  override readonly name = "MayNotLeave";
}

/** Largest artefact that goes into a call whole; KMS's own limits are far below. */
const MAX_CALL_BYTES = 1_048_576;
/** Longest text, and longest public artefact whose bytes the page gets along with its description. */
export const MAX_SHORT = 8_192;
/** Overwritten data keys whose description is still kept. */
const MAX_OVERWRITTEN = 100;

interface InMemory {
  artefact: Artefact;
  /** Null once overwritten. */
  content: Bytes | Blob | null;
  /** Whether the learner typed these bytes. */
  readonly typed: boolean;
  /** Drops a content that is not in this worker's memory. */
  readonly drop: () => Promise<void>;
}

/** What is particular about a thing in memory. */
type Particulars = Partial<Pick<InMemory, "typed" | "drop">>;

export class Shelf {
  readonly #memory = new Map<string, InMemory>();
  readonly #disk: Disk;
  readonly #changed: () => void;

  constructor(disk: Disk, changed: () => void) {
    this.#disk = disk;
    this.#changed = changed;
  }

  /** Oldest first. */
  async list(): Promise<readonly Artefact[]> {
    const memory = [...this.#memory.values()].map(({ artefact }) => artefact);
    return [...memory, ...(await this.#disk.artefacts())].toSorted((a, b) => a.since - b.since);
  }

  async find(id: string): Promise<Artefact | null> {
    return this.#memory.get(id)?.artefact ?? this.#disk.artefact(id);
  }

  /** A copy of its own of the artefact's bytes, for a call. @throws NoSuchArtefact, MayNotLeave when it is too large for any call */
  async bytes(id: string): Promise<Bytes> {
    const content = await this.#content(id);
    if (content instanceof Uint8Array) return content.slice();
    if (content.size > MAX_CALL_BYTES) throw new MayNotLeave(`${content.size} bytes are too many for one call.`);
    return new Uint8Array(await content.arrayBuffer());
  }

  /** @throws NoSuchArtefact */
  async blob(id: string): Promise<Blob> {
    const content = await this.#content(id);
    return content instanceof Uint8Array ? new Blob([content]) : content;
  }

  /** Text that the learner typed, or that came back as such; null for everything else. */
  readText(id: string): string | null {
    const held = this.#memory.get(id);
    if (!held?.typed || !(held.content instanceof Uint8Array) || held.content.length > MAX_SHORT) return null;
    return text(held.content);
  }

  /** @throws NoSuchArtefact, MayNotLeave */
  async download(id: string): Promise<{ name: string; blob: Blob }> {
    const artefact = await this.find(id);
    if (artefact === null) throw new NoSuchArtefact(`There is no artefact ${id}.`);
    const clear = artefact.print !== null && this.#memory.get(id)?.typed !== true;
    if (clear || artefact.kind === "file") throw new MayNotLeave(`${artefact.name} stays inside the application.`);
    return { name: artefact.name, blob: await this.blob(id) };
  }

  /** Puts something into the memory. `content` null: only its description (a key that the program holds by itself). */
  hold(artefact: Artefact, content: Bytes | Blob | null, particulars: Particulars = {}): void {
    const { typed = false, drop = async () => {} } = particulars;
    this.#memory.set(artefact.id, { artefact, content, typed, drop });
    this.#dropOldest();
    this.#changed();
  }

  /** A clear key was overwritten: its description stays, with the time. */
  overwritten(id: string): void {
    const held = this.#memory.get(id);
    if (held === undefined) return;
    if (held.content instanceof Uint8Array) held.content.fill(0);
    held.content = null;
    held.artefact = { ...held.artefact, until: now() };
    this.#changed();
  }

  /** Puts onto the disk, all of it or nothing; resolves when it is committed. @throws Overtaken when the disk was wiped since the run began */
  async store(artefacts: readonly Kept[], run?: EnvelopeRun): Promise<void> {
    await this.#disk.keep({ artefacts, ...(run === undefined ? {} : { run }) });
    if (artefacts.length > 0) this.#changed();
  }

  /** Puts onto the disk what an artefact there has become. @throws Overtaken when it is not there any more as it was */
  async exchange(was: Artefact, by: Kept): Promise<void> {
    await this.#disk.keep({ artefacts: [by], instead: was });
    this.#changed();
  }

  async forget(id: string): Promise<void> {
    const held = this.#memory.get(id);
    this.#memory.delete(id);
    if (held === undefined) await this.#disk.forget(id);
    else await dropped(held);
    this.#changed();
  }

  async wipe(): Promise<void> {
    await this.empty();
    await this.#disk.wipe();
    this.#changed();
  }

  /** The memory alone: what was in the clear there is overwritten. */
  async empty(): Promise<void> {
    const held = [...this.#memory.values()];
    this.#memory.clear();
    await Promise.all(held.map(dropped));
    this.#changed();
  }

  async #content(id: string): Promise<Bytes | Blob> {
    const held = this.#memory.get(id);
    const content = held === undefined ? await this.#disk.content(id) : held.content;
    if (content === null) throw new NoSuchArtefact(`There are no bytes of artefact ${id} (any more).`);
    return content;
  }

  #dropOldest(): void {
    const overwritten = [...this.#memory.values()].filter(({ artefact }) => artefact.until !== null);
    for (const { artefact } of overwritten.slice(0, -MAX_OVERWRITTEN)) this.#memory.delete(artefact.id);
  }
}

async function dropped({ content, drop }: InMemory): Promise<void> {
  if (content instanceof Uint8Array) content.fill(0);
  await drop();
}

type Facts = Pick<Artefact, "name" | "kind" | "place" | "bytes"> & Partial<Artefact>;

/** A description with a fresh id. */
export function describe(facts: Facts): Artefact {
  return {
    id: crypto.randomUUID(),
    print: null,
    since: now(),
    until: null,
    context: null,
    keyArn: null,
    requestId: null,
    base64: null,
    ...facts,
  };
}

/** A short public thing for the disk: a wrapped key or a ciphertext. */
export function publicBytes(kind: ArtefactKind, bytes: Bytes, facts: Pick<Facts, "name"> & Partial<Artefact>): Kept {
  const artefact = describe({
    ...facts,
    kind,
    place: "disk",
    bytes: bytes.length,
    base64: bytes.length <= MAX_SHORT ? base64(bytes) : null,
  });
  const content: Content = { blob: new Blob([bytes.slice()]) };
  return { artefact, content };
}
