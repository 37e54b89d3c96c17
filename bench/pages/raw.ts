/** Floors of the same run: the cryptography of a call and nothing else, and IndexedDB with the rows of a CreateKey and nothing else. */
import { utf8 } from "#wire/bytes.ts";
import { inFlight, IN_FLIGHT } from "./load.ts";

/** Calls a second: HKDF, AES-GCM, and the two hashes and one HMAC of a signature check, on texts as long as a call's. */
export async function rawCrypto(count: number): Promise<number> {
  const usages: KeyUsage[] = ["deriveKey"];
  const root = await crypto.subtle.importKey("raw", crypto.getRandomValues(new Uint8Array(32)), "HKDF", false, usages);
  const hash = { name: "HMAC", hash: "SHA-256" };
  const signing = await crypto.subtle.importKey("raw", crypto.getRandomValues(new Uint8Array(32)), hash, false, [
    "sign",
  ]);
  const body = utf8("b".repeat(140));
  const canonical = utf8("c".repeat(700));
  const toSign = utf8("s".repeat(140));
  const plaintext = new Uint8Array(32);
  const additionalData = new Uint8Array(98);
  const info = utf8("keyglass/1/symmetric-seal");
  const start = performance.now();
  await inFlight(count, IN_FLIGHT, async () => {
    await crypto.subtle.digest("SHA-256", body);
    await crypto.subtle.digest("SHA-256", canonical);
    await crypto.subtle.sign("HMAC", signing, toSign);
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const hkdf = { name: "HKDF", hash: "SHA-256", salt, info };
    const key = await crypto.subtle.deriveKey(hkdf, root, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plaintext);
  });
  return (count / (performance.now() - start)) * 1000;
}

/** Creations a second: four rows and an act each, 64 in flight, whatever waits shares one strict transaction. */
export async function rawStore(count: number): Promise<number> {
  const database = await openDatabase();
  const row = { text: "r".repeat(500), state: "Enabled", at: 1, rotation: { enabled: false, next: null } };
  let waiting: { at: number; done: () => void }[] = [];
  let writing = false;
  const drain = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await commit(database, group, row);
      for (const { done } of group) done();
    }
    writing = false;
  };
  const start = performance.now();
  await inFlight(count, IN_FLIGHT, (at) => {
    const durable = new Promise<void>((done) => waiting.push({ at, done }));
    if (!writing) void Promise.resolve().then(() => (writing ? undefined : drain()));
    return durable;
  });
  const ms = performance.now() - start;
  database.close();
  indexedDB.deleteDatabase(NAME);
  return (count / ms) * 1000;
}

const NAME = "bench-raw";

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => {
      request.result.createObjectStore("rows");
      request.result.createObjectStore("acts");
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("not opened")));
  });
}

function commit(database: IDBDatabase, group: readonly { at: number }[], row: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(["rows", "acts"], "readwrite", { durability: "strict" });
    const rows = transaction.objectStore("rows");
    for (const { at } of group) {
      for (const table of ["keys", "policies", "materials", "usage"]) rows.put({ ...row, table }, `${table} ${at}`);
      transaction.objectStore("acts").put({ ...row, changes: [row, row, row] }, at);
    }
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("aborted")));
  });
}
