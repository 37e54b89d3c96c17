/** A browser database that fails when told to: for drills of what storage does then. Over fake-indexeddb's factory. */

const STORE_CALLS = ["put", "get", "getAll", "getAllKeys", "delete", "clear", "count"] as const;
type Call = "open" | "transaction" | (typeof STORE_CALLS)[number];

export class FaultyIndexedDB {
  readonly factory: IDBFactory;
  /** Calls so far, to know how many there are to fail. */
  calls = 0;
  /** What is open, the newest last. */
  readonly connections = new Set<IDBDatabase>();
  readonly #transactions = new Set<IDBTransaction>();
  #fault: { readonly at: number; readonly error: string } | null = null;
  #silent: "open" | "complete" | null = null;
  #losesNextCompletion = false;

  constructor(real: IDBFactory) {
    this.factory = {
      open: (name: string, version?: number) => this.#open(real, name, version),
      deleteDatabase: (name: string) => real.deleteDatabase(name),
      databases: () => real.databases(),
      cmp: (first: unknown, second: unknown) => real.cmp(first, second),
    };
  }

  /** The call that is `calls` further on throws a DOMException of this name, once. */
  failAfter(calls: number, error: string): void {
    this.#fault = { at: this.calls + calls, error };
  }

  /** From now on opening never answers, or transactions never complete. */
  silence(what: "open" | "complete"): void {
    this.#silent = what;
  }

  heal(): void {
    this.#fault = null;
    this.#silent = null;
  }

  /** The next writing transaction is completed, but its connection dies before it can say so. */
  loseNextCompletion(): void {
    this.#losesNextCompletion = true;
  }

  /** The process dies: what is not committed is gone, and no handle works any more. */
  kill(): void {
    for (const transaction of this.#transactions) {
      try {
        transaction.abort();
      } catch {
        // It was finished.
      }
    }
    this.closeAll();
  }

  /** All handles die as in WebKit: without an event, every further use an InvalidStateError. */
  closeAll(): void {
    for (const connection of this.connections) connection.close();
    this.connections.clear();
  }

  #count(call: Call): void {
    this.calls++;
    if (this.#fault === null || this.calls < this.#fault.at) return;
    const { error } = this.#fault;
    this.#fault = null;
    throw new DOMException(`Injected into ${call}.`, error);
  }

  #open(real: IDBFactory, name: string, version: number | undefined): IDBOpenDBRequest {
    this.#count("open");
    if (this.#silent === "open") return new EventTarget() as IDBOpenDBRequest;
    const request = real.open(name, version);
    request.addEventListener("success", () => {
      this.connections.add(request.result);
      this.#watch(request.result);
    });
    return request;
  }

  #watch(database: IDBDatabase): void {
    const begin = database.transaction.bind(database);
    database.transaction = (stores, mode, options) => {
      this.#count("transaction");
      const transaction = begin(stores, mode, options);
      this.#transactions.add(transaction);
      this.#watchEvents(transaction, mode === "readwrite");
      const store = transaction.objectStore.bind(transaction);
      transaction.objectStore = (name) => this.#watchStore(store(name));
      return transaction;
    };
  }

  /** fake-indexeddb sends its events by `dispatchEvent`, which is where they can be held up or turned into others. */
  #watchEvents(transaction: IDBTransaction, writes: boolean): void {
    const dispatch = transaction.dispatchEvent.bind(transaction);
    transaction.dispatchEvent = (event) => {
      if (event.type === "complete" || event.type === "abort") this.#transactions.delete(transaction);
      if (event.type === "complete" && this.#silent === "complete") return true;
      if (event.type === "complete" && writes && this.#losesNextCompletion) {
        this.#losesNextCompletion = false;
        this.closeAll();
        Object.defineProperty(event, "type", { value: "abort" });
      }
      return dispatch(event);
    };
  }

  #watchStore(store: IDBObjectStore): IDBObjectStore {
    for (const call of STORE_CALLS) {
      if (Object.hasOwn(store, call)) return store;
      const real = store[call].bind(store) as (...args: unknown[]) => IDBRequest;
      const watched = (...args: unknown[]): IDBRequest => {
        this.#count(call);
        return real(...args);
      };
      Object.defineProperty(store, call, { value: watched });
    }
    return store;
  }
}
