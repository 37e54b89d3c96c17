/** One world's engine: the front door, the calendar, undo, forks, and what the pane shows. The host opens one per world. */
import { formatResponse, parseRequest, type Beside, type HttpRequest } from "#wire/http.ts";
import type { ClockChange, PaneEvent, WorldPane } from "#glass/pane.ts";
import type { CallSummary } from "#glass/trace.ts";
import type { ClusterChange, KeyStoresView, ProxyChange } from "#glass/key-stores.ts";
import type { SurroundingsView, WorldAct } from "#glass/surroundings.ts";
import type { WorldView } from "#glass/views.ts";
import type { JsonObject } from "#wire/json.ts";
import { callerOf } from "./access/authenticate.ts";
import type { Caller } from "./access/caller.ts";
import type { DoorRules, Engine, Tools, WorldName } from "./api.ts";
import { ChangeBell } from "./bell.ts";
import { DueEvents } from "./due-events.ts";
import { MetadataAddress } from "./metadata-address.ts";
import { droppedTrace } from "./empty-trace.ts";
import type { ForkParts } from "./forks.ts";
import { History, travel } from "./history.ts";
import { keyByArn } from "./keys/arns.ts";
import { grantDelay } from "./keys/grants.ts";
import { letters, uuid } from "./ids.ts";
import { keyStoresView } from "./keystores/views.ts";
import { OPERATIONS } from "./operations/index.ts";
import { answer, type CallIds, type Ground } from "./pipeline.ts";
import { isForm } from "./sts/form.ts";
import { Journal } from "./storage/journal.ts";
import { Overlay, MemoryState } from "./storage/state.ts";
import type { ActRecord, FinishedCall, StorageError, StoredWorld, WorldStorage } from "./storage/storage.ts";
import { isMaterialGone } from "./storage/tables.ts";
import type { MaterialUse } from "./vault/hsm.ts";
import { Vault } from "./vault/vault.ts";
import { CONNECTION_TIMEOUT_MS, routeOf, type Route } from "./world/network.ts";
import { Settings } from "./settings.ts";
import { unreached } from "./unreached.ts";
import { accountViews, actView, clockView, dueView, keyDetail, KeyPages, operationView, specViews } from "./views.ts";
import { WorldClock } from "./world/clock.ts";
import { ClockKeeper } from "./world/clock-keeper.ts";
import { findCredential, METADATA_HOST } from "./world/credentials.ts";
import { Gate } from "./world/gate.ts";
import { regionsIn, regionsOf } from "./world/regions.ts";
import { shownCode } from "./world/mfa.ts";
import { Calendar } from "./world/due.ts";

/** `stored`: what the storage holds, as loaded or as just created. */
export function openEngine(
  name: WorldName,
  stored: StoredWorld,
  storage: WorldStorage,
  tools: Tools,
  door: DoorRules = {},
): Engine {
  return new WorldEngine(name, stored, storage, tools, door);
}

class WorldEngine implements Engine {
  readonly #name: WorldName;
  readonly #tools: Tools;
  readonly #door: DoorRules;
  readonly #storage: WorldStorage;
  readonly #state = new MemoryState();
  readonly #vault: Vault;
  readonly #keyring: StoredWorld["keyring"];
  readonly #clock: WorldClock;
  readonly #keeper: ClockKeeper;
  readonly #journal: Journal;
  readonly #history: History;
  readonly #bell: ChangeBell;
  readonly #pages: KeyPages;
  readonly #due: Calendar;
  readonly #events: DueEvents;
  readonly #metadata: MetadataAddress;
  readonly #ground: Ground;
  readonly #forkParts: ForkParts;
  readonly #gate: Gate;
  readonly #settings: Settings;
  #kept: WorldView["storage"];
  /** How often acts were taken back. */
  #failures = 0;

  constructor(name: WorldName, stored: StoredWorld, storage: WorldStorage, tools: Tools, door: DoorRules) {
    this.#name = name;
    this.#tools = tools;
    this.#door = door;
    this.#storage = storage;
    this.#keyring = stored.keyring;
    this.#kept = storage.kind;
    this.#state.apply(stored.rows.map(({ table, row }) => ({ table, key: row.id, before: null, after: row })));
    this.#vault = new Vault(stored.keyring);
    this.#clock = new WorldClock(
      () => tools.steady(),
      stored.clock,
      this.#state.get("settings", "settings")?.clock.rate ?? 1,
    );
    this.#keeper = new ClockKeeper(
      this.#clock,
      tools.timers,
      () => this.#journal.touch(),
      () => this.#tellClock(),
    );
    this.#journal = new Journal({
      state: this.#state,
      storage,
      lastAct: stored.lastAct,
      lastCall: stored.lastCall,
      clock: () => this.#keeper.mark(),
      timers: tools.timers,
      // Only now their calls are in the log: who has looked for them meanwhile looks again.
      durable: (acts) => {
        if (acts.length > 0) this.#ring([]);
      },
      undone: (acts) => this.#takenBack(acts),
      trouble: (error) => tools.report(error),
      // Not within the journal's own work, which goes on.
      bug: (error) => void tools.timers.set(() => tools.report(error), 0),
    });
    this.#history = new History(stored.acts);
    this.#bell = new ChangeBell(name.id, tools.timers);
    this.#pages = new KeyPages(this.#state);
    this.#due = new Calendar(this.#state);
    this.#gate = new Gate(
      () => tools.steady(),
      () => this.#state.get("settings", "settings")?.throttling ?? null,
    );
    this.#settings = new Settings({
      state: this.#state,
      clock: this.#clock,
      keeper: this.#keeper,
      gate: this.#gate,
      commit: (act) => this.#commit(act, null),
    });
    this.#ground = this.#makeGround();
    this.#forkParts = { state: this.#state, ground: this.#ground, actTools: this.#actTools() };
    this.#events = new DueEvents({
      ...this.#ground,
      state: this.#state,
      calendar: this.#due,
      commit: (act, call) => this.#commit(act, call),
      writable: () => this.#journal.stopped === null,
      until: (at) => this.#clock.until(at),
      timers: tools.timers,
      report: tools.report,
    });
    this.#metadata = new MetadataAddress({
      ...this.#ground,
      state: this.#state,
      commit: (act, call) => this.#commit(act, call),
      report: tools.report,
    });
    storage.onLost((reason, error) => this.#lose(reason, error));
    this.#events.setAlarm();
    this.#keeper.keep();
  }

  async handle(
    text: string,
    beside: Beside,
    source: CallSummary["source"] = "application",
    reply: (response: string) => void = () => {},
  ): Promise<string> {
    let request: HttpRequest;
    try {
      request = parseRequest(text);
    } catch {
      return formatResponse({ status: 400, headers: { "content-type": "text/plain" }, body: "Bad Request" });
    }
    try {
      await this.#events.keep();
      if (request.headers["host"] === METADATA_HOST) return await this.#metadata.answer(request, beside.from);
      const route = routeOf(this.#state, beside.from, request.headers["host"] ?? "");
      if (route.path.via === "nowhere") return await this.#unreached(request, beside, route, source);
      if (isForm(request)) {
        const { answerSts } = await import("./sts/sts.ts");
        return await answerSts(this.#ground, request, beside, source);
      }
      let said: string | null = null;
      const { response } = await answer(this.#ground, request, beside, source, {
        reply: (known) => reply((said = formatResponse(known))),
      });
      return said ?? formatResponse(response);
    } catch (error) {
      // A bug where none is an answer any more; the caller gets one all the same.
      this.#tools.report(error);
      return formatResponse({ status: 500, headers: {}, body: "" });
    }
  }

  /** Nobody answers: the application waits for its connection, and world time passes meanwhile. */
  async #unreached(request: HttpRequest, beside: Beside, route: Route, source: CallSummary["source"]): Promise<string> {
    const { response, call } = unreached(request, beside, route, source, {
      id: this.#ground.uuid(),
      now: this.#clock.now(),
      region: this.#ground.regions.first,
    });
    this.#clock.set(this.#clock.now() + CONNECTION_TIMEOUT_MS);
    this.#keeper.keep();
    this.#tellClock();
    this.#ground.log(call);
    await this.#events.keep();
    return response;
  }

  listen(listener: (event: PaneEvent) => void): () => void {
    return this.#bell.listen(listener);
  }

  flush(): Promise<void> {
    return this.#journal.flush();
  }

  rest(): Promise<void> {
    this.#keeper.rest();
    return this.#journal.flush();
  }

  async close(): Promise<void> {
    this.#events.end();
    this.#bell.close();
    this.#keeper.end();
    await this.#journal.close();
  }

  readonly glass: WorldPane = {
    world: async () => this.#view(),
    catalogue: async () => [...OPERATIONS.values()].map(operationView),
    specs: async () => specViews(),
    keys: async (filter, cursor, limit) => this.#pages.page(filter, cursor, Math.min(limit, 500)),
    key: async (arn) => {
      const key = keyByArn(this.#state, arn);
      return key === undefined ? null : keyDetail(this.#state, key);
    },
    calls: (filter, cursor, limit) => this.#journal.callsPage(filter, cursor, Math.min(limit, 500)),
    call: async (id) => {
      const record = await this.#journal.callById(id);
      if (record === null) return null;
      return record.trace ?? droppedTrace(record.summary, record.audit);
    },
    acts: async (cursor, limit) => {
      const before = cursor === null ? Number.MAX_SAFE_INTEGER : Number(cursor);
      const acts = await this.#journal.actsPage(before, Math.min(limit, 200));
      const last = acts.at(-1)?.seq ?? 1;
      return { items: acts.map(actView), total: this.#journal.acts, next: last > 1 ? String(last) : null };
    },
    setClock: async (change) => {
      await this.#setClock(change);
      return this.#view();
    },
    losses: async (until) => this.#due.losses(until).map((due) => dueView(due, this.#state)),
    keyStores: async () => keyStoresView(this.#state),
    changeCluster: (change) => this.#changeCluster(change),
    changeProxy: (change) => this.#changeProxy(change),
    surroundings: () => this.#surroundings(),
    changeWorld: (act) => this.#changeWorld(act),
    mfaCode: (arn) => shownCode(arn, this.#state, this.#vault, this.#clock.now()),
    setThrottling: async (mostPerSecond) => {
      await this.#settings.setThrottling(mostPerSecond);
      return this.#view();
    },
    setGrantDelay: async (ms) => {
      await this.#settings.setGrantDelay(ms);
      return this.#view();
    },
    failNext: async (fault, calls) => {
      this.#settings.failNext(fault, calls);
      return this.#view();
    },
    undo: async () => {
      await this.#timeTravel("undo");
      return this.#view();
    },
    redo: async () => {
      await this.#timeTravel("redo");
      return this.#view();
    },
    probe: async (calls) => (await import("./forks.ts")).probe(this.#forkParts, calls),
    accessTo: async (arn, around) => (await import("./access-matrix.ts")).accessTo(this.#forkParts, arn, around),
    grants: async (arn) =>
      (await import("./grant-views.ts")).grantsView(this.#state, this.#journal, arn, this.#clock.now()),
    whyNot: async (of) => (await import("./why-not/why-not.ts")).whyNot(this.#forkParts, this.#journal, of),
    why: async (question) => (await import("./access-matrix.ts")).why(this.#forkParts, question),
    policyVocabulary: async () => (await import("./access/vocabulary.ts")).policyVocabulary(),
    pin: (ids) => this.#journal.pin(ids),
    restore: async () => {
      await this.#restore();
      return this.#view();
    },
  };

  /* ---- calls ---- */

  #makeGround(): Ground {
    const { random } = this.#tools;
    const { freshness } = this.#door;
    return {
      rows: this.#state,
      vault: this.#vault,
      regions: regionsIn(this.#state),
      random: (bytes) => random(bytes),
      uuid: () => uuid(random),
      now: () => this.#clock.now(),
      freshness:
        freshness === undefined
          ? () => ({ now: this.#clock.now(), rate: this.#clock.rate })
          : () => ({ now: freshness(), rate: 1 }),
      unsigned: () => this.#guest(),
      steady: () => this.#tools.steady(),
      credential: (id, region) => findCredential(id, region, { rows: this.#state, vault: this.#vault }),
      note: (use, call) => this.#noteUse(use, call),
      admit: (account, request) => this.#gate.admit(account, request),
      bug: (error) => this.#tools.report(error),
      commit: (act, call) => this.#commit({ ...act, of: null }, call),
      settled: () => this.#journal.settled(),
      failures: () => this.#failures,
      log: (call) => void this.#journal.record(Promise.resolve(call)).then(() => this.#ring([])),
      recorded: () => this.#journal.recorded(),
    };
  }

  /** Whom the door takes an unsigned request for. */
  #guest(): Caller | null {
    const arn = this.#door.unsigned;
    const principal = arn === undefined ? undefined : this.#state.get("principals", arn);
    if (principal === undefined) return null;
    const row = { id: "", principal: principal.id, account: principal.account, sealedSecret: "", session: null };
    return callerOf({ principal, row });
  }

  /** Applies at once, resolves when durable. */
  #commit(act: Omit<ActRecord, "seq">, call: FinishedCall | null): Promise<void> {
    // Material that goes must not live on as a handle.
    this.#vault.forget(act.changes.filter(isMaterialGone).map(({ key }) => key));
    const { seq, durable } = this.#journal.enqueue(act, call);
    if (seq === 0) return durable; // Refused: nothing can be stored any more.
    this.#history.done({ ...act, seq });
    this.#ring([...new Set(act.changes.map((change) => change.table))]);
    this.#events.setAlarm();
    return durable;
  }

  /** Acts that memory no longer has, since they could not be stored: whatever followed from them follows back. */
  #takenBack(acts: readonly ActRecord[]): void {
    this.#failures++;
    const changes = acts.flatMap((act) => act.changes);
    this.#vault.forget(changes.filter(({ table }) => table === "materials").map(({ key }) => key));
    this.#history.drop(acts);
    if (this.#settings.clockTakenBack(acts)) this.#tellClock();
    this.#ring([...new Set(changes.map(({ table }) => table))]);
    this.#events.setAlarm();
  }

  #ring(tables: readonly string[]): void {
    this.#bell.count(this.#journal.acts, this.#journal.logged);
    this.#bell.ring(tables);
  }

  #noteUse({ key, materialId, what, operation }: MaterialUse, { id: requestId, eventId }: CallIds): void {
    if (this.#state.get("keys", key.id) === undefined) return; // It was destroyed while it was used.
    const before = this.#state.get("usage", key.id);
    const counts = before?.materials[materialId] ?? { sealed: 0, opened: 0 };
    const counted = what === "used" ? counts : { ...counts, [what]: counts[what] + 1 };
    const materials = { ...before?.materials, [materialId]: counted };
    this.#journal.note({
      table: "usage",
      key: key.id,
      before: before ?? null,
      after: { id: key.id, at: this.#clock.now(), operation, requestId, eventId, materials },
    });
  }

  /* ---- the calendar ---- */

  async #setClock(change: ClockChange): Promise<void> {
    const durable = this.#settings.setClock(change);
    this.#tellClock();
    await this.#events.keep();
    await durable;
  }

  #tellClock(): void {
    this.#bell.tell({ event: "clock", world: this.#name.id, now: this.#clock.now(), rate: this.#clock.rate });
  }

  async #changeCluster(change: ClusterChange): Promise<KeyStoresView> {
    const { changeCluster, loggedChange } = await import("./keystores/acts.ts");
    const tools = this.#forkParts.actTools;
    await this.#act("ChangeCluster", loggedChange(change), (rows) => changeCluster(change, { ...tools, rows }));
    return keyStoresView(this.#state);
  }

  async #changeProxy(change: ProxyChange): Promise<KeyStoresView> {
    const { changeProxy, loggedChange } = await import("./keystores/acts.ts");
    const tools = this.#forkParts.actTools;
    await this.#act("ChangeProxy", loggedChange(change), (rows) => changeProxy(change, { ...tools, rows }));
    return keyStoresView(this.#state);
  }

  async #changeWorld(act: WorldAct): Promise<SurroundingsView> {
    const { actOn, loggedAct } = await import("./world/acts/index.ts");
    const tools = this.#forkParts.actTools;
    await this.#act(act.act, loggedAct(act), (rows) => actOn(act, { ...tools, rows, now: this.#clock.now() }));
    return this.#surroundings();
  }

  async #surroundings(): Promise<SurroundingsView> {
    const { surroundingsView } = await import("./world/surroundings.ts");
    return surroundingsView(this.#state, this.#clock.now());
  }

  #actTools(): ForkParts["actTools"] {
    const { random } = this.#tools;
    return { vault: this.#vault, random, letters: (count) => letters(random, count) };
  }

  /** One act of whoever looks through the pane; run again when something that it rests on has changed meanwhile. */
  async #act(name: string, input: JsonObject, write: (rows: Overlay) => Promise<void>): Promise<void> {
    for (;;) {
      const overlay = new Overlay(this.#state);
      await write(overlay);
      if (overlay.stale()) continue;
      const { changes } = overlay;
      if (changes.length === 0) return;
      return this.#commit({ name, who: "you", at: this.#clock.now(), input, of: null, changes }, null);
    }
  }

  /* ---- undo, redo ---- */

  async #timeTravel(way: "undo" | "redo"): Promise<void> {
    const { act, changes } = travel(way, this.#history, this.#state, this.#clock.now());
    const name = way === "undo" ? "Undo" : "Redo";
    const input = { act: act.name };
    await this.#commit({ name, who: "you", at: this.#clock.now(), input, of: act.seq, changes }, null);
  }

  /* ---- storage lost and restored ---- */

  #lose(reason: string, { failure }: StorageError): void {
    this.#kept = failure === "Closed" || failure === "FromTheFuture" ? "taken" : "lost";
    this.#bell.tell({ event: "storage", world: this.#name.id, storage: this.#kept, reason });
  }

  async #restore(): Promise<void> {
    if (this.#kept !== "lost") throw new RangeError("Nothing was lost: there is nothing to write back.");
    await this.#storage.create({
      epoch: uuid(this.#tools.random),
      keyring: this.#keyring,
      rows: [...this.#state.rows()],
      clock: this.#keeper.mark(),
    });
    this.#journal.restored();
    this.#events.setAlarm();
    this.#kept = this.#storage.kind;
    this.#bell.tell({
      event: "storage",
      world: this.#name.id,
      storage: this.#kept,
      reason: "written back from memory",
    });
  }

  #view(): WorldView {
    return {
      ...this.#name,
      accounts: accountViews(this.#state),
      regions: regionsOf(this.#state),
      vpcs: this.#state.range("vpcs", "all", null, Number.MAX_SAFE_INTEGER).map(({ id, name }) => ({ id, name })),
      clock: clockView(this.#due.next(), this.#clock, this.#state),
      storage: this.#kept,
      throttling: this.#state.get("settings", "settings")?.throttling ?? null,
      grantDelay: grantDelay(this.#state),
      fault: this.#gate.fault,
      acts: this.#journal.acts,
      undo: this.#history.undoable()?.name ?? null,
      redo: this.#history.redoable()?.name ?? null,
    };
  }
}
