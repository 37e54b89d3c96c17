import { afterEach, expect, test } from "vitest";
import { formatRequest, parseResponse, UNREACHED } from "#wire/http.ts";
import type { Pane, PaneEvent, WireResponse } from "#glass/pane.ts";
import { connect } from "#glass/port.ts";
import { Host } from "./host.ts";
import { MemoryDisk } from "./storage/memory.ts";
import { StorageError } from "./storage/storage.ts";
import { FaultyMemory } from "./testing/faulty-memory.ts";
import { MemoryRegistry } from "./testing/memory-registry.ts";
import { APP, NOON, seeded } from "./testing/engine.ts";
import { METADATA_HOST } from "./world/credentials.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

/** A browser's storage that outlives hosts, as it outlives workers. */
function browser() {
  const disks = new Map<string, MemoryDisk>();
  const registry = new MemoryRegistry();
  const storages = new Map<string, FaultyMemory>();
  /** What happens to each storage that is made from now on. */
  let fate: (storage: FaultyMemory) => void = () => {};
  let passed = 0;
  const diskOf = (world: string): MemoryDisk => {
    const disk = disks.get(world) ?? new MemoryDisk();
    disks.set(world, disk);
    return disk;
  };
  const start = (): Host => {
    const host = new Host({
      build: "test",
      kind: "durable",
      registry,
      storageOf: (world) => {
        const storage = new FaultyMemory(diskOf(world));
        storages.set(world, storage);
        fate(storage);
        return storage;
      },
      tools: {
        wall: () => NOON,
        steady: () => performance.now() + passed,
        random: seeded(disks.size + 7),
        timers: {
          set: (run, ms) => setTimeout(run, ms),
          clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
        },
        report: (error) => {
          throw error;
        },
      },
    });
    cleanups.push(() => void host.close());
    return host;
  };
  return {
    start,
    disks,
    registry,
    /** The storage that was made last for a world. */
    storageOf: (world: string) => storages.get(world) as FaultyMemory,
    make: (happen: (storage: FaultyMemory) => void) => (fate = happen),
    /** Real time goes by, as far as worlds can tell. */
    pass: (ms: number) => (passed += ms),
  };
}

function tab(host: Host) {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("close", host.connect(port1));
  const events: PaneEvent[] = [];
  const { face } = connect<Pane, PaneEvent>(port2, { deadline: 2000, onEvent: (event) => events.push(event) });
  cleanups.push(
    () => port1.close(),
    () => port2.close(),
  );
  return { pane: face, port: port2, events };
}

/** Joins an application's wire to the world that the tab has open. Asks for credentials there, which changes the world. */
function application(port: MessagePort) {
  const wire = new MessageChannel();
  cleanups.push(
    () => wire.port1.close(),
    () => wire.port2.close(),
  );
  port.postMessage({ join: "wire" }, [wire.port2]);
  const answers = new Map<number, (response: string) => void>();
  wire.port1.addEventListener("message", ({ data }) => {
    const { id, response } = data as WireResponse;
    answers.get(id)?.(response);
  });
  wire.port1.start();
  const target = `/latest/meta-data/iam/security-credentials/${encodeURIComponent(APP)}`;
  const request = formatRequest({ method: "GET", target, headers: { host: METADATA_HOST }, body: "" });
  return async () => {
    const id = answers.size + 1;
    const answered = new Promise<string>((resolve) => answers.set(id, resolve));
    wire.port1.postMessage({ id, request, beside: { from: "internet" } });
    return parseResponse(await answered);
  };
}

const untilClosed = (storage: FaultyMemory): Promise<void> =>
  expect.poll(() => storage.callById("").then(String, ({ failure }: StorageError) => failure)).toBe("Closed");

/** Until what was sent over other ports has been heard. */
const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test("a first visit finds the world Blue and Green, and so does the second", async () => {
  const { start } = browser();
  const { pane } = tab(start());
  const first = await pane.openWorld(null);
  expect(first).toMatchObject({ id: "blue-and-green", name: "Blue and Green", acts: 0 });
  expect(first.accounts.map((account) => account.name)).toEqual(["Blue", "Green"]);
  const { items } = await pane.keys({}, null, 10);
  expect(items.map((key) => key.aliases)).toEqual([["alias/orders"]]);
  const again = tab(start());
  await again.pane.openWorld(null);
  expect((await again.pane.keys({}, null, 10)).items[0]?.arn).toBe(items[0]?.arn);
});

test("two tabs that open at once on a first visit find one and the same world", async () => {
  const { start } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  await Promise.all([one.pane.openWorld(null), two.pane.openWorld(null)]);
  await one.pane.setClock({ advance: 1000 });
  expect(await two.pane.world()).toMatchObject({ acts: 1, storage: "memory" });
  const keys = await Promise.all([one, two].map(({ pane }) => pane.keys({}, null, 1)));
  expect(keys[0]?.items[0]?.arn).toBe(keys[1]?.items[0]?.arn);
});

test("a second tab finds the running world though the list of worlds was cleared under it", async () => {
  const { start, registry } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id } = await one.pane.openWorld(null);
  await one.pane.setClock({ advance: 1000 });
  await registry.remove(id);
  expect(await two.pane.openWorld(null)).toMatchObject({ id, acts: 1 });
  expect((await two.pane.worlds()).map((world) => world.id)).toEqual([id]);
});

test("a world that was written back after the site's data was cleared is there again, under its name", async () => {
  const { start, registry, disks } = browser();
  const host = start();
  const one = tab(host);
  const { id } = await one.pane.createWorld("Lesson 3");
  await one.pane.openWorld(id);
  for (const world of await registry.list()) await registry.remove(world.id);
  for (const disk of disks.values()) disk.world = null;
  await expect(one.pane.setClock({ advance: 1000 })).rejects.toThrow("gone");
  expect(await tab(host).pane.openWorld(null)).toMatchObject({ id, name: "Lesson 3" });
  await one.pane.restore();
  await one.pane.setClock({ advance: 1000 });
  await host.close();
  const again = tab(start());
  expect(await again.pane.openWorld(null)).toMatchObject({ id, name: "Lesson 3", acts: 1 });
});

test("two tabs have one engine, and a new world is another one", async () => {
  const { start } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  await one.pane.openWorld(null);
  await two.pane.openWorld(null);
  await one.pane.setClock({ advance: 86_400_000 });
  expect((await two.pane.world()).acts).toBe(1);
  const other = await one.pane.createWorld("Lesson");
  expect((await one.pane.openWorld(other.id)).acts).toBe(0);
  expect((await one.pane.renameWorld(other.id, "Lesson 2")).name).toBe("Lesson 2");
  expect((await one.pane.world()).name).toBe("Lesson 2");
  expect((await two.pane.worlds()).map((world) => world.name)).toEqual(["Blue and Green", "Lesson 2"]);
});

test("every tab that has a world open hears of its new name", async () => {
  const { start } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id } = await one.pane.openWorld(null);
  await two.pane.openWorld(id);
  await one.pane.renameWorld(id, "Lesson 2");
  expect((await two.pane.world()).name).toBe("Lesson 2");
  expect(two.events).toContainEqual({ event: "renamed", world: id });
});

test("a world that finds no room leaves nothing behind", async () => {
  const { start, make, disks } = browser();
  const host = start();
  const one = tab(host);
  await one.pane.openWorld(null);
  make((storage) => {
    storage.create = async (world) => {
      await FaultyMemory.prototype.create.call(storage, world);
      throw new StorageError("Full", "There is no room.");
    };
  });
  await expect(one.pane.createWorld("Lesson")).rejects.toThrow("There is no room");
  expect((await one.pane.worlds()).map(({ name }) => name)).toEqual(["Blue and Green"]);
  expect([...disks.values()].filter(({ world }) => world !== null)).toHaveLength(1);
});

test("when the last tab leaves, what waits is on disk and the clock is kept as it is; a tab that comes back is heard again", async () => {
  const { start, disks } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id } = await one.pane.openWorld(null);
  await two.pane.openWorld(id);
  await one.pane.setClock({ rate: 86_400 });
  const ahead = async (): Promise<number> => (disks.get(id)?.world?.clock ?? 0) - (await two.pane.world()).clock.now;
  await one.pane.leave();
  await expect(one.pane.world()).rejects.toThrow("Open a world first");
  expect(await ahead()).toBeGreaterThan(0);
  const before = (await two.pane.world()).clock.now;
  await two.pane.leave();
  const kept = disks.get(id)?.world?.clock ?? 0;
  expect(kept).toBeGreaterThanOrEqual(before);
  const told = one.events.length;
  const { clock } = await one.pane.openWorld(id);
  expect(clock.now).toBeGreaterThanOrEqual(kept);
  await two.pane.openWorld(id);
  await two.pane.setClock({ rate: 0 });
  await expect.poll(() => one.events.slice(told)).toContainEqual(expect.objectContaining({ event: "clock", rate: 0 }));
});

test("a world's clock stands still while no tab has it open, be it left for another one", async () => {
  const { start, pass, storageOf } = browser();
  const { pane } = tab(start());
  const first = await pane.openWorld(null);
  const other = await pane.createWorld("Lesson");
  await pane.openWorld(other.id);
  await untilClosed(storageOf(first.id));
  pass(3_600_000);
  const { clock } = await pane.openWorld(first.id);
  expect(clock.now - first.clock.now).toBeLessThan(60_000);
  pass(3_600_000);
  expect((await pane.world()).clock.now - clock.now).toBeGreaterThanOrEqual(3_600_000);
});

test("a world that another tab still has open goes on when one leaves it", async () => {
  const { start, pass } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id, clock } = await one.pane.openWorld(null);
  await two.pane.openWorld(id);
  await one.pane.openWorld((await one.pane.createWorld("Lesson")).id);
  await aWhile();
  pass(3_600_000);
  expect((await two.pane.world()).clock.now - clock.now).toBeGreaterThanOrEqual(3_600_000);
});

test("what is on its way in a world is answered though its tab has left, and lies on the disk", async () => {
  const { start, storageOf } = browser();
  const { pane, port } = tab(start());
  const { id } = await pane.openWorld(null);
  const other = await pane.createWorld("Lesson");
  const ask = application(port);
  await aWhile();
  const release = storageOf(id).hold();
  const [asked, set] = [ask(), pane.setClock({ advance: 1000 })];
  await aWhile();
  await pane.openWorld(other.id);
  release();
  expect((await asked).status).toBe(200);
  expect(await set).toMatchObject({ id });
  expect(await pane.openWorld(id)).toMatchObject({ acts: 2 });
});

test("a call that reaches a world only after its tab has left is answered by that world", async () => {
  const { start, storageOf } = browser();
  const { pane, port } = tab(start());
  const { id } = await pane.openWorld(null);
  const ask = application(port);
  await pane.openWorld((await pane.createWorld("Lesson")).id);
  await untilClosed(storageOf(id));
  expect((await ask()).status).toBe(200);
  expect((await pane.world()).acts).toBe(0);
  expect((await pane.openWorld(id)).acts).toBe(1);
});

test("tabs that leave a world and come back at once find it well", async () => {
  const { start } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id } = await one.pane.openWorld(null);
  const other = await one.pane.createWorld("Lesson");
  const comeAndGo = async ({ pane }: typeof one): Promise<void> => {
    await pane.openWorld(id);
    void pane.setClock({ advance: 1000 });
    void pane.openWorld(other.id);
    await pane.openWorld(id);
  };
  for (let turn = 0; turn < 5; turn++) await Promise.all([comeAndGo(one), comeAndGo(two)]);
  expect(await one.pane.setClock({ advance: 1000 })).toMatchObject({ id, acts: 11 });
  const heard = [one, two].flatMap(({ events }) => events.map(({ event }) => event));
  expect(heard).not.toContain("storage");
});

test("a world whose storage was cleared can still be written back after its tab has been elsewhere", async () => {
  const { start, storageOf } = browser();
  const { pane } = tab(start());
  const { id } = await pane.openWorld(null);
  await pane.setClock({ advance: 1000 });
  const other = await pane.createWorld("Lesson");
  storageOf(id).wipe();
  await pane.openWorld(other.id);
  await aWhile();
  expect(await pane.openWorld(id)).toMatchObject({ acts: 1, storage: "lost" });
  expect(await pane.restore()).toMatchObject({ acts: 1, storage: "memory" });
});

test("a reset world starts again under every tab that has it open; a deleted one is gone", async () => {
  const { start } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id } = await one.pane.openWorld(null);
  await two.pane.openWorld(id);
  await one.pane.setClock({ advance: 1000 });
  const before = (await one.pane.keys({}, null, 1)).items[0]?.arn;
  await one.pane.resetWorld(id);
  expect(await two.pane.world()).toMatchObject({ acts: 0 });
  expect((await two.pane.keys({}, null, 1)).items[0]?.arn).not.toBe(before);
  expect(two.events).toContainEqual({ event: "reset", world: id });
  await one.pane.deleteWorld(id);
  await expect(one.pane.openWorld(id)).rejects.toThrow("There is no world");
});

test("two tabs that reset one world at once both go on with the one that came last, which is well", async () => {
  const { start } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id } = await one.pane.openWorld(null);
  await two.pane.openWorld(id);
  await Promise.all([one.pane.resetWorld(id), two.pane.resetWorld(id)]);
  await one.pane.setClock({ advance: 1000 });
  expect(await two.pane.setClock({ advance: 1000 })).toMatchObject({ acts: 2 });
  await aWhile();
  for (const { events } of [one, two]) {
    expect(events.filter(({ event }) => event === "reset")).toHaveLength(2);
    expect(events.map(({ event }) => event)).not.toContain("storage");
  }
});

test("a world cannot be opened while it is being deleted, nor written back afterwards", async () => {
  const { start, storageOf, disks } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  await one.pane.openWorld(null);
  const { id } = await one.pane.createWorld("Lesson");
  await one.pane.openWorld(id);
  await two.pane.openWorld(null);
  const release = storageOf(id).hold();
  const last = one.pane.setClock({ advance: 1000 });
  const deleted = one.pane.deleteWorld(id);
  await aWhile();
  const opened = two.pane.openWorld(id).catch((error: Error) => error.name);
  await aWhile();
  release();
  await Promise.all([last, deleted]);
  expect(await opened).toBe("NoSuchWorld");
  expect(one.events).toContainEqual({ event: "deleted", world: id });
  await expect(one.pane.restore()).rejects.toThrow("There is no world");
  expect((await two.pane.worlds()).map((world) => world.name)).toEqual(["Blue and Green"]);
  expect(disks.get(id)?.world).toBeNull();
});

test("a world that is deleted while it is being renamed leaves no name behind", async () => {
  const { start, registry } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id } = await one.pane.createWorld("Lesson");
  const put = registry.put.bind(registry);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  registry.put = (world) => held.then(() => put(world));
  const renamed = one.pane.renameWorld(id, "Lesson 2");
  await aWhile();
  const deleted = two.pane.deleteWorld(id);
  await aWhile();
  release();
  await Promise.all([renamed, deleted]);
  expect(await two.pane.worlds()).toEqual([]);
});

test("an application whose world was deleted reaches nobody, and hears why", async () => {
  const { start } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id } = await one.pane.openWorld(null);
  const ask = application(one.port);
  await two.pane.deleteWorld(id);
  expect(await ask()).toMatchObject({ status: UNREACHED, body: `There is no world ${id} in this browser.` });
});

test("a reset that fails half-way leaves a world that is said to be lost, until it is reset again", async () => {
  const { start, make } = browser();
  const host = start();
  const [one, two] = [tab(host), tab(host)];
  const { id } = await one.pane.openWorld(null);
  await two.pane.openWorld(id);
  make((storage) => {
    storage.create = () => Promise.reject(new StorageError("Full", "There is no room."));
  });
  await expect(one.pane.resetWorld(id)).rejects.toThrow("There is no room");
  for (const { pane } of [one, two]) {
    await expect(pane.openWorld(id)).rejects.toThrow("is gone");
    await expect(pane.setClock({ advance: 1000 })).rejects.toThrow("is gone");
  }
  make(() => {});
  await one.pane.resetWorld(id);
  expect(await two.pane.setClock({ advance: 1000 })).toMatchObject({ acts: 1 });
  expect(two.events).toContainEqual({ event: "reset", world: id });
});

test("a world whose deletion fails is still there, with all that is in it", async () => {
  const { start, make } = browser();
  const { pane, events } = tab(start());
  const { id } = await pane.openWorld(null);
  await pane.setClock({ advance: 1000 });
  make((storage) => {
    storage.destroy = () => Promise.reject(new StorageError("Unusable", "The disk does not answer."));
  });
  await expect(pane.deleteWorld(id)).rejects.toThrow("does not answer");
  expect(await pane.setClock({ advance: 1000 })).toMatchObject({ acts: 2 });
  expect((await pane.worlds()).map((world) => world.id)).toEqual([id]);
  make(() => {});
  await pane.deleteWorld(id);
  expect(await pane.worlds()).toEqual([]);
  expect(events.filter(({ event }) => event === "deleted")).toHaveLength(1);
});

test("a world whose storage is gone is said to be lost, never made anew in silence", async () => {
  const { start, disks } = browser();
  const { id } = await tab(start()).pane.openWorld(null);
  disks.clear();
  const { pane } = tab(start());
  await expect(pane.openWorld(null)).rejects.toThrow("is gone");
  await pane.resetWorld(id);
  expect((await pane.openWorld(id)).acts).toBe(0);
});

test("the application's wire answers at the metadata address with credentials that the pane never sees", async () => {
  const { start } = browser();
  const { pane, port } = tab(start());
  await pane.openWorld(null);
  const { body, status } = await application(port)();
  const credentials = JSON.parse(body) as Record<string, string>;
  expect(status).toBe(200);
  expect(credentials["AccessKeyId"]).toMatch(/^ASIA/);
  const shown = JSON.stringify([
    await pane.world(),
    await pane.calls({}, null, 10),
    await pane.acts(null, 10),
    await pane.call((await pane.calls({}, null, 1)).items[0]?.id ?? ""),
  ]);
  expect(shown).toContain("AssumeRole");
  for (const secret of ["SecretAccessKey", "Token", "PrintKey"]) expect(shown).not.toContain(credentials[secret] ?? "");
});

test("a tab that crashes takes no leave, and its world ends all the same", async () => {
  const { start, storageOf } = browser();
  const { pane, port } = tab(start());
  const { id } = await pane.openWorld(null);
  expect(await storageOf(id).callById("none")).toBe(null);
  port.close();
  await untilClosed(storageOf(id));
});
