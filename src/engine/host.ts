/** Hosts one engine per open world, and joins pages and application workers to them by ports. */
import type { HostPane, JoinWire, Pane, PaneEvent, WireRequest, WireResponse } from "#glass/pane.ts";
import { PortError, serve, type Channel } from "#glass/port.ts";
import type { WorldSummary, WorldView } from "#glass/views.ts";
import { formatResponse, UNREACHED } from "#wire/http.ts";
import type { Tools, WorldName } from "./api.ts";
import { openEngine } from "./engine.ts";
import { HostedWorld, type Running, type Tell } from "./hosted-world.ts";
import { uuid } from "./ids.ts";
import { Lane } from "./lane.ts";
import { newWorld } from "./new-world.ts";
import {
  StorageError,
  type NewWorld,
  type StoredWorld,
  type WorldRegistry,
  type WorldStorage,
} from "./storage/storage.ts";

export interface HostParts {
  readonly build: string;
  readonly tools: Tools;
  readonly registry: WorldRegistry;
  readonly kind: "durable" | "memory";
  storageOf(world: string): WorldStorage;
}

interface Entered {
  readonly world: HostedWorld;
  readonly view: WorldView;
}

const DEFAULT_WORLD = { id: "blue-and-green", name: "Blue and Green" };
const NAME_LIMIT = 60;

export class Host {
  readonly #parts: HostParts;
  readonly #hosted = new Map<string, HostedWorld>();
  /** Ends when the registry holds the first visit's world too. */
  #listing: Promise<void> = Promise.resolve();

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  /**
   * Serves a page on `channel`, and the application workers whose ports the page hands on. The function that comes back is for when the
   * channel is found closed: a tab that crashes takes no leave.
   */
  connect(channel: Channel): () => void {
    let world: HostedWorld | null = null;
    const tell = (event: PaneEvent): void => channel.postMessage(event, []);
    const opened = (): HostedWorld => {
      if (world === null) throw new PortError("NoWorldOpen", "Open a world first.");
      return world;
    };
    const moves = new Lane();
    const host: HostPane = {
      hello: async () => ({ build: this.#parts.build, storage: this.#parts.kind }),
      worlds: () => this.#worlds(),
      createWorld: (name) => this.#create(name),
      renameWorld: (id, name) => this.#rename(id, name),
      resetWorld: (id) => this.#reset(id),
      deleteWorld: (id) => this.#delete(id),
      openWorld: (id) =>
        moves.inTurn(async () => {
          const next = await this.#enter(id, tell);
          const before = world;
          world = next.world;
          if (before !== world) void before?.leave(tell);
          return next.view;
        }),
      leave: () =>
        moves.inTurn(async () => {
          const before = world;
          world = null;
          await before?.leave(tell);
        }),
    };
    // World methods go to whichever world this port has open, by name, so that a new one needs no line here.
    const face = new Proxy(host, {
      get: (target, method): unknown => Reflect.get(target, method) ?? askByName(opened(), method),
    }) as Pane;
    serve<Pane>(channel, face);
    channel.addEventListener("message", ({ data, ports }) => {
      const wire = ports[0];
      if ((data as Partial<JoinWire> | null)?.join === "wire" && wire !== undefined)
        joinWire(wire, opened(), this.#parts.tools.report);
    });
    return () => void host.leave().catch((error: unknown) => this.#parts.tools.report(error));
  }

  /** Every engine's writes on disk, and closed. */
  async close(): Promise<void> {
    for (const world of this.#hosted.values()) await world.inTurn(() => world.close());
  }

  async #worlds(): Promise<readonly WorldSummary[]> {
    await this.#listing;
    return this.#parts.registry.list();
  }

  async #create(name: string): Promise<WorldSummary> {
    const world = { id: uuid(this.#parts.tools.random), name: checkedName(name), created: this.#parts.tools.wall() };
    const storage = this.#parts.storageOf(world.id);
    try {
      await storage.create(await newWorld(this.#parts.tools));
    } catch (error) {
      await storage.destroy().catch(() => {}); // nobody knows of it, and room may be what was short
      throw error;
    }
    storage.close();
    await this.#parts.registry.put(world);
    return world;
  }

  #rename(id: string, name: string): Promise<WorldSummary> {
    const hosted = this.#world(id);
    return hosted.inTurn(async () => {
      const world = { ...(await this.#find(id)), name: checkedName(name) };
      await this.#parts.registry.put(world);
      hosted.rename(world.name, { event: "renamed", world: id });
      return world;
    });
  }

  #reset(id: string): Promise<void> {
    const hosted = this.#world(id);
    return hosted.inTurn(async () => {
      await this.#find(id);
      await hosted.close();
      const storage = this.#parts.storageOf(id);
      await storage.destroy();
      await storage.create(await newWorld(this.#parts.tools));
      storage.close();
      await hosted.replaced({ event: "reset", world: id });
    });
  }

  #delete(id: string): Promise<void> {
    const hosted = this.#world(id);
    return hosted.inTurn(async () => {
      const world = await this.#find(id);
      await hosted.close();
      await this.#listing; // a world that was just written back is listed anew
      await this.#parts.registry.remove(id);
      try {
        await this.#parts.storageOf(id).destroy();
      } catch (error) {
        await this.#parts.registry.put(world); // still there: whoever wanted it gone can try again
        throw error;
      }
      hosted.ended({ event: "deleted", world: id });
    });
  }

  #world(id: string): HostedWorld {
    const hosted = this.#hosted.get(id) ?? new HostedWorld(() => this.#start(id));
    this.#hosted.set(id, hosted);
    return hosted;
  }

  async #enter(id: string | null, tell: Tell): Promise<Entered> {
    if (id === null) return this.#enterAny(tell);
    const world = this.#world(id);
    return { world, view: await world.enter(tell) };
  }

  async #enterAny(tell: Tell): Promise<Entered> {
    const [first] = await this.#worlds();
    if (first !== undefined) {
      try {
        return await this.#enter(first.id, tell);
      } catch (error) {
        if (!isNoSuchWorld(error)) throw error;
        return this.#enterAny(tell); // deleted while this waited for its turn
      }
    }
    // The registry was cleared under a running world, which goes on from memory, or its line is on its way: none is made anew.
    for (const [id, { name }] of this.#hosted) {
      if (name === null) continue;
      await this.#register(name);
      return this.#enter(id, tell);
    }
    const world = this.#world(DEFAULT_WORLD.id);
    return { world, view: await world.enter(tell, () => this.#firstVisit()) };
  }

  /** Opens a world from its storage. One that the registry knows and the store does not is lost, never made anew. */
  async #start(id: string): Promise<Running> {
    const { name } = await this.#find(id);
    const storage = this.#parts.storageOf(id);
    const stored = await storage.load();
    if (stored === null)
      throw new PortError(
        "WorldLost",
        `The browser's storage for “${name}” is gone. Reset it to start again, or delete it.`,
      );
    return this.#run({ id, name }, stored, storage);
  }

  #run(name: Running["name"], stored: StoredWorld, storage: WorldStorage): Running {
    const engine = openEngine(name, stored, storage, this.#parts.tools);
    engine.listen((event) => {
      // Whoever cleared the store cleared the list of worlds too.
      if (event.event === "storage" && event.storage === storage.kind) this.#listing = this.#register(name);
    });
    return { name, engine };
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
  async #firstVisit(): Promise<Running> {
    const { storageOf, tools } = this.#parts;
    const storage = storageOf(DEFAULT_WORLD.id);
    const [found, made] = await Promise.all([storage.load("create"), newWorld(tools)]);
    if (found === null) await storage.create(made);
    // A world without its line in the registry (the registry was lost, or the first visit was cut short) is taken up as it is, so the
    // world comes first, and nobody need wait for the line but those who ask for the list.
    this.#listing = this.#register(DEFAULT_WORLD);
    return this.#run({ ...DEFAULT_WORLD }, found ?? asStored(made), storage);
  }

  async #find(id: string): Promise<WorldSummary> {
    const world = (await this.#worlds()).find((each) => each.id === id);
    if (world === undefined) throw new PortError("NoSuchWorld", `There is no world ${id} in this browser.`);
    return world;
  }
}

/** A world that was just created, as loading it would give it. */
const asStored = (world: NewWorld): StoredWorld => ({ ...world, lastAct: 0, lastCall: 0, acts: [] });

const isNoSuchWorld = (error: unknown): boolean => error instanceof PortError && error.name === "NoSuchWorld";

const askByName =
  (world: HostedWorld, name: string | symbol) =>
  (...args: unknown[]): Promise<unknown> =>
    world.ask(async ({ glass }) => {
      const method = Reflect.get(glass, name) as ((...args: unknown[]) => Promise<unknown>) | undefined;
      if (method === undefined) throw new PortError("NoSuchMethod", String(name));
      return method(...args);
    });

/** Joins an application to a world for good: it is answered also when its tab has gone on to another one meanwhile. */
function joinWire(wire: MessagePort, world: HostedWorld, report: (error: unknown) => void): void {
  const answer = async ({ id, request, beside }: WireRequest): Promise<void> => {
    let answered = false;
    const reply = (response: string): void => {
      if (!answered) wire.postMessage({ id, response } satisfies WireResponse);
      answered = true;
    };
    try {
      reply(await world.ask((engine) => engine.handle(request, beside, "application", reply)));
    } catch (error) {
      // No engine can be had, for one since the world was deleted: nobody is there who could answer.
      const nobody = error instanceof PortError || error instanceof StorageError;
      if (!nobody) report(error);
      reply(formatResponse({ status: nobody ? UNREACHED : 500, headers: {}, body: nobody ? error.message : "" }));
    }
  };
  wire.addEventListener("message", ({ data }) => void answer(data as WireRequest));
  wire.start();
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === "" || trimmed.length > NAME_LIMIT)
    throw new PortError("BadName", `A world's name has 1 to ${NAME_LIMIT} characters.`);
  return trimmed;
}
