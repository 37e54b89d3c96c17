import { expect, test } from "vitest";
import type { Artefact } from "#client/face.ts";
import { heldOf } from "./held.ts";

const artefact = (id: string, kind: Artefact["kind"], requestId: string): Artefact =>
  ({ id, kind, requestId }) as unknown as Artefact;
const file = artefact("file", "envelope", "call 1");
const beside = artefact("beside", "wrapped-key", "call 1");
const text = artefact("text", "ciphertext", "call 2");
const other = artefact("other", "wrapped-key", "call 3");

test("an envelope and the wrapped key beside it count once; other blobs stand for themselves", () => {
  expect(heldOf([file, beside, text, other])).toEqual({
    blobs: [text, other],
    envelopes: [{ file, wrapped: beside }],
  });
});

test("an envelope counts too when no wrapped key lies beside it", () => {
  expect(heldOf([file, other])).toEqual({ blobs: [other], envelopes: [{ file, wrapped: null }] });
});

test("what was opened is under no key, and does not count", () => {
  expect(heldOf([artefact("clear", "opened", "call 4")])).toEqual({ blobs: [], envelopes: [] });
});
