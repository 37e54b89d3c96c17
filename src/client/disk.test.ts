import { Dexie } from "dexie";
import { expect, test, vi } from "vitest";
import { openDisk } from "./disk.ts";
import type { Artefact } from "./face.ts";

test("a disk of version 1 keeps its artefacts, and lets go of runs that could not be drawn any more", async () => {
  const old = new Dexie("keyglass-app-old");
  old.version(1).stores({ artefacts: "id, since", contents: "id, file", runs: "id, started", typed: "mac" });
  await old.open();
  await old.table("artefacts").put({ id: "envelope", since: 1, name: "orders.envelope" });
  await old.table("runs").put({ id: "run", started: 1 });
  old.close();
  const disk = openDisk("old");
  expect(await disk.runs()).toEqual([]);
  expect((await disk.artefacts()).map(({ id }) => id)).toEqual(["envelope"]);
  disk.close();
});

test("where the browser's database takes no Blobs, as in WebKit's private windows, it takes their bytes", async () => {
  const { put } = IDBObjectStore.prototype;
  const refusing = vi.spyOn(IDBObjectStore.prototype, "put");
  refusing.mockImplementation(function (this: IDBObjectStore, ...row) {
    if ("blob" in (row[0] as object)) throw new DOMException("Error preparing Blob/File data", "UnknownError");
    return put.apply(this, row);
  });
  const disk = openDisk("private");
  const artefact = { id: "note", since: 1, name: "note" } as unknown as Artefact;
  await disk.keep({ artefacts: [{ artefact, content: { blob: new Blob(["three boxes"]) } }] });
  expect(await (await disk.content("note"))?.text()).toBe("three boxes");
  refusing.mockRestore();
  disk.close();
});

test("a database that could not be opened once is opened anew by whoever asks", async () => {
  const opening = vi.spyOn(indexedDB, "open");
  opening.mockImplementationOnce(() => {
    throw new DOMException("The connection was closed.", "AbortError");
  });
  const disk = openDisk("cleared meanwhile");
  expect(await Promise.all([disk.runs(), disk.artefacts(), disk.wasTyped("mac")])).toEqual([[], [], false]);
  disk.close();
  await expect(disk.runs()).rejects.toThrow("DatabaseClosedError");
  opening.mockRestore();
});
