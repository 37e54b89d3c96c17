/** Hosts one engine per open world, and joins pages and application workers to them by ports. */
import type { HostPane, JoinWire, Pane, PaneEvent, WireRequest, WireResponse } from "#glass/pane.ts";
import { PortError, serve, type Channel } from "#glass/port.ts";
import type { WorldSummary } from "#glass/views.ts";
import type { Engine, Tools, WorldName } from "./api.ts";
import { openEngine } from "./engine.ts";
import { newWorld } from "./new-world.ts";
import { uuid } from "./ids.ts";
import type { NewWorld, StoredWorld, WorldRegistry, WorldStorage } from "./storage/storage.ts";

export interface HostParts {
  readonly build: string;
  readonly tools: Tools;
  readonly registry: WorldRegistry;
  readonly kind: "durable" | "memory";
  storageOf(world: string): WorldStorage;
}

/** Whom a world's engine tells of it, by which name. */
interface Audience {
  readonly name: { id: string; name: string };
  readonly ports: Set<(event: PaneEvent) => void>;
}

/** A world as the host has it open; its engine is replaced when the world is reset, and every port follows. */
interface OpenWorld extends Audience {
  engine: Engine;
}

const DEFAULT_WORLD = { id: "blue-and-green", name: "Blue and Green" };
const NAME_LIMIT = 60;

export class Host {
  readonly #parts: HostParts;
  readonly #open = new Map<string, Promise<OpenWorld>>();
  /** Ends when the registry holds the first visit's world too. */
  #listing: Promise<void> = Promise.resolve();

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  /** Serves a page on `channel`, and the application workers whose ports the page hands on. */
  connect(channel: Channel): void {
    let world: OpenWorld | null = null;
    const tell = (event: PaneEvent): void => channel.postMessage(event, []);
    const opened = (): OpenWorld => {
      if (world === null) throw new PortError("NoWorldOpen", "Open a world first.");
      return world;
    };
    const host: HostPane = {
      hello: async () => ({ build: this.#parts.build, storage: this.#parts.kind }),
      worlds: () => this.#worlds(),
      createWorld: (name) => this.#create(name),
      renameWorld: (id, name) => this.#rename(id, name),
      resetWorld: (id) => this.#reset(id),
      deleteWorld: (id) => this.#delete(id),
      openWorld: async (id) => {
        const next = await this.#openWorld(id);
        world?.ports.delete(tell);
        world = next;
        next.ports.add(tell);
        return next.engine.glass.world();
      },
      leave: async () => {
        world?.ports.delete(tell);
        if (world?.ports.size === 0) await world.engine.rest();
      },
    };
    // World methods go to whichever world this port has open, by name, so that a new one needs no line here.
    const face = new Proxy(host, {
      get: (target, method): unknown => Reflect.get(target, method) ?? Reflect.get(opened().engine.glass, method),
    }) as Pane;
    serve<Pane>(channel, face);
    channel.addEventListener("message", ({ data, ports }) => {
      const wire = ports[0];
      if ((data as Partial<JoinWire> | null)?.join === "wire" && wire !== undefined) joinWire(wire, opened());
    });
  }

  /** Every engine's writes on disk, and closed. */
  async close(): Promise<void> {
    for (const opening of this.#open.values()) await (await opening).engine.close();
    this.#open.clear();
  }

  async #worlds(): Promise<readonly WorldSummary[]> {
    await this.#listing;
    return this.#parts.registry.list();
  }

  async #create(name: string): Promise<WorldSummary> {
    const world = { id: uuid(this.#parts.tools.random), name: checkedName(name), created: this.#parts.tools.wall() };
    const storage = this.#parts.storageOf(world.id);
    await storage.create(await newWorld(this.#parts.tools));
    storage.close();
    await this.#parts.registry.put(world);
    return world;
  }

  async #rename(id: string, name: string): Promise<WorldSummary> {
    const world = { ...(await this.#find(id)), name: checkedName(name) };
    await this.#parts.registry.put(world);
    const open = await this.#open.get(id);
    if (open !== undefined) open.name.name = world.name;
    return world;
  }

  async #reset(id: string): Promise<void> {
    await this.#find(id);
    const open = await this.#open.get(id)?.catch(() => undefined);
    await open?.engine.close();
    const storage = this.#parts.storageOf(id);
    await storage.destroy();
    await storage.create(await newWorld(this.#parts.tools));
    storage.close();
    if (open === undefined) return;
    open.engine = await this.#start(open);
    for (const tell of open.ports) tell({ event: "reset", world: id });
  }

  async #delete(id: string): Promise<void> {
    await this.#find(id);
    const open = await this.#open.get(id)?.catch(() => undefined);
    this.#open.delete(id);
    await open?.engine.close();
    await this.#parts.storageOf(id).destroy();
    await this.#parts.registry.remove(id);
    for (const tell of open?.ports ?? []) tell({ event: "deleted", world: id });
  }

  #openWorld(id: string | null): Promise<OpenWorld> {
    const key = id ?? "";
    const opening = this.#open.get(key) ?? this.#load(id);
    if (id !== null) {
      this.#open.set(key, opening);
      opening.catch(() => this.#open.delete(key));
    }
    return opening;
  }

  async #load(id: string | null): Promise<OpenWorld> {
    const worlds = await this.#worlds();
    if (id === null) {
      const first = worlds[0];
      if (first !== undefined) return this.#openWorld(first.id);
      // Another tab's first visit, or the registry was cleared under a running world, which goes on from memory: none is made anew.
      const [running] = this.#open.values();
      if (running !== undefined) {
        await this.#register((await running).name);
        return running;
      }
      const opening = this.#firstVisit();
      this.#open.set(DEFAULT_WORLD.id, opening);
      opening.catch(() => this.#open.delete(DEFAULT_WORLD.id));
      return opening;
    }
    const world = worlds.find((each) => each.id === id);
    if (world === undefined) throw new PortError("NoSuchWorld", `There is no world ${id} in this browser.`);
    const audience = newAudience(world);
    return { ...audience, engine: await this.#start(audience) };
  }

  /** (Re)opens the world's engine from its storage. A world that the registry knows and the store does not is lost, never made anew. */
  async #start(audience: Audience): Promise<Engine> {
    const storage = this.#parts.storageOf(audience.name.id);
    const stored = await storage.load();
    if (stored === null)
      throw new PortError(
        "WorldLost",
        `The browser's storage for “${audience.name.name}” is gone. Reset it to start again, or delete it.`,
      );
    return this.#run(audience, stored, storage);
  }

  #run({ name, ports }: Audience, stored: StoredWorld, storage: WorldStorage): Engine {
    const engine = openEngine(name, stored, storage, this.#parts.tools);
    engine.listen((event) => {
      // Whoever cleared the store cleared the list of worlds too.
      if (event.event === "storage" && event.storage === storage.kind) this.#listing = this.#register(name);
      for (const tell of ports) tell(event);
    });
    return engine;
  }

  async #register({ id, name }: WorldName): Promise<void> {
    const { registry, tools } = this.#parts;
    try {
      const known = (await registry.list()).find((world) => world.id === id);
      await registry.put({ id, name, created: known?.created ?? tools.wall() });
    } catch (error) {
      tools.report(error);
    }
  }

  /** Somebody waits for the first picture: the keys are made while the disk is being opened, and the registry is written meanwhile. */
  async #firstVisit(): Promise<OpenWorld> {
    const { storageOf, tools } = this.#parts;
    const storage = storageOf(DEFAULT_WORLD.id);
    const [found, made] = await Promise.all([storage.load("create"), newWorld(tools)]);
    if (found === null) await storage.create(made);
    // A world without its line in the registry (the registry was lost, or the first visit was cut short) is taken up as it is, so the
    // world comes first, and nobody need wait for the line but those who ask for the list.
    this.#listing = this.#register(DEFAULT_WORLD);
    const audience = newAudience(DEFAULT_WORLD);
    return { ...audience, engine: this.#run(audience, found ?? asStored(made), storage) };
  }

  async #find(id: string): Promise<WorldSummary> {
    const world = (await this.#worlds()).find((each) => each.id === id);
    if (world === undefined) throw new PortError("NoSuchWorld", `There is no world ${id} in this browser.`);
    return world;
  }
}

const newAudience = ({ id, name }: WorldName): Audience => ({ name: { id, name }, ports: new Set() });

/** A world that was just created, as loading it would give it. */
const asStored = (world: NewWorld): StoredWorld => ({ ...world, lastAct: 0, lastCall: 0, acts: [] });

function joinWire(wire: MessagePort, world: OpenWorld): void {
  wire.addEventListener("message", ({ data }) => {
    const { id, request, beside } = data as WireRequest;
    void world.engine
      .handle(request, beside)
      .then((response) => wire.postMessage({ id, response } satisfies WireResponse));
  });
  wire.start();
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === "" || trimmed.length > NAME_LIMIT)
    throw new PortError("BadName", `A world's name has 1 to ${NAME_LIMIT} characters.`);
  return trimmed;
}
