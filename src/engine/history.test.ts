import { expect, test } from "vitest";
import { History } from "./history.ts";
import type { ActRecord } from "./storage/storage.ts";
import type { MaterialRow } from "./keys/rows.ts";

const material = (seq: number): MaterialRow => ({
  id: `us-east-1/k/${seq}`,
  keyRow: "us-east-1/k",
  materialId: String(seq),
  ordinal: seq,
  wrapped: `wrapped ${seq}`,
  publicKey: null,
  imported: null,
  how: "AUTOMATIC",
  since: 0,
});

const act = (seq: number, name: string): ActRecord => {
  const after = material(seq);
  const changes = [{ table: "materials", key: after.id, before: null, after }] as const;
  return { seq, at: 0, name, who: "you", input: {}, of: null, changes };
};

test("a calendar turned far forward goes through what happened once, not again at every event", () => {
  let looks = 0;
  const watched = (seq: number): ActRecord => ({
    ...act(seq, "TagResource"),
    get changes() {
      looks++;
      return [];
    },
  });
  const history = new History([]);
  for (let seq = 1; seq <= 100; seq++) history.done(watched(seq));
  history.done(act(101, "RotateKey"));
  const once = looks;
  for (let seq = 102; seq < 200; seq++) history.done(act(seq, "RotateKey"));
  expect(looks).toBe(once);
});

test("what lies before a barrier keeps no material, even if the barrier did not come to be; what comes after does", () => {
  const history = new History([]);
  const [, , between, barrier] = ["CreateKey", "RotateKey", "CreateKey", "DeleteKey"].map((name, at) => {
    const done = act(at + 1, name);
    history.done(done);
    return done;
  }) as [ActRecord, ActRecord, ActRecord, ActRecord];
  expect(history.undoable()).toBeNull();
  history.drop([barrier]);
  expect(history.undoable()).toEqual({
    ...between,
    changes: [{ ...between.changes[0], after: { ...material(3), wrapped: "" } }],
  });
  history.done(act(4, "CreateKey"));
  expect(history.undoable()).toEqual(act(4, "CreateKey"));
});
