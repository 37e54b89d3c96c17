import "fake-indexeddb/auto";
import { Dexie } from "dexie";
import { expect, test } from "vitest";
import { openDisk } from "./disk.ts";

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
