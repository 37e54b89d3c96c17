import { describe, expect, test } from "vitest";
import type { EnvelopeRun, Moment } from "#client/face.ts";
import type { CallTrace } from "#glass/trace.ts";
import type { KeyDetail } from "#glass/views.ts";
import { sentence } from "#words/envelope.ts";
import type { KeyStanding } from "#words/key-standing.ts";
import { pictureLines } from "#words/picture-lines.ts";
import { traceOfPicture } from "./key-of-picture.ts";
import { beatsOf, factsOf, fileBytesSent, foldBeats, materialsOf, restingBeat, sceneOf, type Traces } from "./beats.ts";
import { changedSlots, pictureAt, type Labels } from "./picture.ts";

const labels: Labels = { key: "alias/orders", envelope: "scan.tiff.envelope" };
const HERE: KeyStanding = { is: "here", state: "Enabled" };
const dataKey = { bytes: 32, print: "7f3a 91c0" };
const second = { bytes: 32, print: "0b5d 77e1" };

const answered: Moment = {
  kind: "answered",
  at: 1_012,
  operation: "GenerateDataKey",
  requestId: "r1",
  ok: true,
  error: null,
  clear: dataKey,
  wrapped: { bytes: 171, base64: "AAAA", artefact: "w1" },
  keyArn: "arn:aws:kms:us-east-1:111122223333:key/1",
  keyMaterialId: "aa",
};

const moments: readonly Moment[] = [
  { kind: "picked", at: 1_000, bytes: 12_000_000 },
  { kind: "asked", at: 1_010, operation: "GenerateDataKey", requestId: "r1", bodyBytes: 74 },
  answered,
  {
    kind: "ciphered",
    at: 1_062,
    frames: 46,
    bytes: 12_000_000,
    ms: 50,
    bytesPerSecond: 240_000_000,
    key: dataKey,
    bytesMs: 9,
  },
  { kind: "forgot", at: 1_063, keys: [dataKey], exposure: { bytesMs: 9, handlesMs: 51 } },
  { kind: "stored", at: 1_070, artefact: "e1", bytes: 12_001_000, place: "disk" },
];

const sealed: EnvelopeRun = {
  id: "run1",
  kind: "seal",
  seat: { world: "w", principalArn: "arn:aws:iam::111122223333:role/App", region: "us-east-1", from: "internet" },
  started: 1_000,
  file: { name: "scan.tiff", bytes: 12_000_000, sample: true },
  keyId: "alias/orders",
  context: { order: "1001" },
  depth: 1,
  moments,
  outcome: "done",
  failure: null,
  result: "e1",
  flipped: null,
};

const at = (run: EnvelopeRun, n: number, traces: Traces = {}) => pictureAt(run, traces, beatsOf(run)[n]!, labels);
const say = (run: EnvelopeRun, n: number, traces: Traces = {}): string =>
  sentence(sceneOf(run, labels.key, "role App", HERE), factsOf(run, beatsOf(run)[n]!, traces)!);

describe("sealing", () => {
  test("has six beats and rests on the last", () => {
    const beats = beatsOf(sealed);
    expect(beats.map(({ label }) => label)).toEqual([
      "A file and a key",
      "Ask for a data key",
      "Two copies return",
      "Encrypt here",
      "Forget the clear copy",
      "Store the envelope",
    ]);
    expect(restingBeat(beats)).toBe(5);
  });

  test("shows the clear key only between its arrival and its overwriting", () => {
    expect([0, 1, 2, 3, 4, 5].map((n) => at(sealed, n).clear?.state ?? null)).toEqual([
      null,
      null,
      "exposed",
      "handle",
      "overwritten",
      "overwritten",
    ]);
    // The bytes go before the first frame is encrypted, the handle after the last; both count from KMS's answer.
    expect(at(sealed, 3).clear).toMatchObject({ exposedMs: 9, droppedMs: null });
    expect(at(sealed, 4).clear).toMatchObject({ exposedMs: 9, droppedMs: 51 });
  });

  test("puts the wrapped key and the ciphertext into the envelope at the end", () => {
    expect(at(sealed, 4)).toMatchObject({ envelope: null, wrapped: { lock: "alias/orders", bytes: 171 } });
    expect(at(sealed, 5)).toMatchObject({
      wrapped: null,
      ciphertext: null,
      envelope: {
        name: "scan.tiff.envelope",
        bytes: 12_001_000,
        wrapped: { lock: "alias/orders", bytes: 171 },
        ciphertext: { note: "46 frames" },
      },
    });
  });

  test("outlines what a beat changed, and nothing that only lasted", () => {
    const changes = [1, 2, 3, 4, 5].map((n) => [...changedSlots(at(sealed, n - 1), at(sealed, n))]);
    expect(changes).toEqual([
      ["request"],
      ["clear", "wrapped", "response"],
      ["clear", "ciphertext"],
      ["clear"],
      ["envelope"],
    ]);
  });

  test("the same arguments give the same picture", () => {
    expect(at(sealed, 3)).toEqual(at(sealed, 3));
  });

  test("says in numbers of the run what happened", () => {
    expect(say(sealed, 1)).toBe(
      "Your application asks KMS for a data key under alias/orders: 74 bytes, signed by role App.",
    );
    expect(say(sealed, 2)).toContain("0 of 12.0 MB went to KMS");
    expect(say(sealed, 3)).toContain("46 frames, within 50 ms (240.0 MB/s)");
    expect(say(sealed, 4)).toContain(
      "overwritten after 9 ms; the browser’s handle to it, usable but unreadable, is dropped after 51 ms.",
    );
  });

  test("a run still going lists the beats to come", () => {
    const going: EnvelopeRun = { ...sealed, outcome: "running", moments: moments.slice(0, 3), result: null };
    const beats = beatsOf(going);
    expect(beats).toHaveLength(6);
    expect(restingBeat(beats)).toBe(2);
    expect(factsOf(going, beats[4]!, {})).toBeNull();
  });

  test("while the file is encrypted, the clear key's bytes are gone and the picture rests where the work is", () => {
    const overwritten: Moment = { kind: "overwritten", at: 1_021, bytesMs: 9 };
    const begun = [...moments.slice(0, 3), overwritten];
    const going: EnvelopeRun = { ...sealed, outcome: "running", moments: begun, result: null };
    const beats = beatsOf(going);
    expect(beats).toHaveLength(6);
    expect(restingBeat(beats)).toBe(3);
    expect(at(going, 3)).toMatchObject({ clear: { state: "handle", exposedMs: 9, droppedMs: null }, ciphertext: null });
    expect(at(going, 2).clear?.state).toBe("exposed");
    expect(say(going, 3)).toBe("Your application encrypts 12.0 MB here, frame by frame. KMS has no part in it.");
    // Once it has ended, that is no beat of its own.
    const ended = { ...sealed, moments: [...begun, ...moments.slice(3)] };
    expect(beatsOf(ended).map(({ label }) => label)).toEqual(beatsOf(sealed).map(({ label }) => label));
    expect(at(ended, 3)).toEqual(at(sealed, 3));
    const failed: EnvelopeRun = { ...going, outcome: "failed", moments: [...begun, moments[4]!] };
    expect(beatsOf(failed).map(({ step }) => step)).toEqual(["file", "ask", "copies", "failed"]);
  });

  test("a stopped run ends in one beat that says so", () => {
    const stopped: EnvelopeRun = {
      ...sealed,
      outcome: "cancelled",
      moments: [...moments.slice(0, 3), moments[4]!],
      result: null,
    };
    expect(beatsOf(stopped).map(({ step }) => step)).toEqual(["file", "ask", "copies", "stopped"]);
    expect(say(stopped, 3)).toBe(
      "You stopped it. Nothing was stored. The clear key’s bytes are overwritten after 9 ms; the browser’s handle to it, usable but unreadable, is dropped after 51 ms.",
    );
    expect(at(stopped, 3)).toMatchObject({ clear: { state: "overwritten" }, envelope: null });
  });
});

describe("how much of the file went to KMS", () => {
  const small: EnvelopeRun = { ...sealed, file: { ...sealed.file, bytes: 10 } };

  test("a body smaller than the file cannot hold it", () => {
    expect(fileBytesSent(sealed, {})).toBe(0);
    expect(fileBytesSent(small, {})).toBeNull();
  });

  test("with the trace, the members that were sent tell", () => {
    expect(fileBytesSent(small, traceWith({ KeyId: "alias/orders", KeySpec: "AES_256" }))).toBe(0);
    expect(fileBytesSent(small, traceWith({ KeyId: "alias/orders", Plaintext: "«10 bytes»" }))).toBeNull();
  });

  test("nothing is claimed that was not recorded", () => {
    expect(say(small, 2)).not.toContain("went to KMS");
  });
});

describe("a nested envelope", () => {
  const nested: EnvelopeRun = {
    ...sealed,
    depth: 2,
    moments: [
      ...moments.slice(0, 3),
      { kind: "link", at: 1_020, level: 2, key: second, under: dataKey, wrappedBytes: 60 },
      ...moments.slice(3, 4),
      { kind: "forgot", at: 1_063, keys: [dataKey, second], exposure: { bytesMs: 9, handlesMs: 51 } },
      ...moments.slice(5),
    ],
  };

  test("has one beat more for each key between", () => {
    expect(beatsOf(nested).map(({ label }) => label)).toContain("Wrap data key");
    expect(at(nested, 2).clear?.name).toBe("key 1");
    // The HSM's line and the bytes name the key as the picture does.
    const traces = traceWith({ KeyId: "alias/orders" });
    expect(at(nested, 2, traces).hsm[0]).toBe("draws key 1: 32 random bytes");
    const anatomy = traceOfPicture(nestedTrace, 2).hsm[0]?.anatomy;
    expect(anatomy?.title).toBe("Key 1, sealed");
    expect(anatomy?.fields.map(({ name }) => name)).toEqual(["nonce", "key 1, encrypted"]);
    expect(traceOfPicture(nestedTrace, 1)).toEqual(nestedTrace);
    expect(at(nested, 3)).toMatchObject({
      clear: { name: "data key", print: second },
      wrapped: { name: "data key", lock: "key 1", bytes: 60 },
      earlier: { exposed: 1, wrapped: 1 },
    });
    expect(at(nested, 5).earlier.exposed).toBe(0);
  });

  test("when a link does not open, all clear keys that there were are overwritten", () => {
    const failed: EnvelopeRun = {
      ...nested,
      kind: "open",
      outcome: "failed",
      failure: { check: "key-chain", message: "It does not open.", kms: null, requestId: null, frame: null },
      moments: nested.moments.filter(({ kind }) => kind !== "ciphered" && kind !== "stored"),
    };
    expect(say(failed, beatsOf(failed).length - 1)).toContain("The bytes of all 2 clear keys are overwritten");
  });

  test("the material that the wrapped key names is found beside the one that the KMS key works with now", () => {
    const ring = [
      { id: "m1", ordinal: 1, state: "NON_CURRENT" },
      { id: "m2", ordinal: 2, state: "CURRENT" },
    ] as unknown as KeyDetail["materialRing"];
    const by = (keyMaterialId: string | null): EnvelopeRun => ({
      ...sealed,
      moments: sealed.moments.map((moment) => (moment.kind === "answered" ? { ...moment, keyMaterialId } : moment)),
    });
    expect(materialsOf(by("m1"), { materialRing: ring })).toEqual({ ofBlob: 1, current: 2 });
    expect(materialsOf(by("m2"), { materialRing: ring })).toBeNull();
    expect(materialsOf(by(null), { materialRing: ring })).toBeNull();
    expect(materialsOf(by("m1"), null)).toBeNull();
  });

  test("folds the wraps of a deep envelope under one label, which names the one that is shown", () => {
    const link = { kind: "link", at: 1_020, key: second, under: dataKey, wrappedBytes: 60 } as const;
    const links = [2, 3, 4, 5].map((level): Moment => ({ ...link, level }));
    const deep: EnvelopeRun = { ...sealed, depth: 5, moments: [...moments.slice(0, 3), ...links, ...moments.slice(3)] };
    const beats = beatsOf(deep);
    expect(beats).toHaveLength(10);
    expect(foldBeats(beats, 0).map(({ label }) => label)).toEqual([
      "A file and a key",
      "Ask for a data key",
      "Two copies return",
      "Wrap 4 keys",
      "Encrypt here",
      "Forget the clear copy",
      "Store the envelope",
    ]);
    expect(foldBeats(beats, 4)[3]).toEqual({ label: "Wrap key 3", beats: [3, 4, 5, 6] });
    expect(foldBeats(beatsOf(nested), 0)).toHaveLength(7);
  });

  test("names both keys when they are forgotten", () => {
    expect(say(nested, 5)).toContain("The bytes of all 2 clear keys are overwritten");
  });
});

describe("opening", () => {
  const openMoments: readonly Moment[] = [
    { kind: "picked", at: 2_000, bytes: 12_001_000 },
    { kind: "asked", at: 2_001, operation: "Decrypt", requestId: "r2", bodyBytes: 300 },
    { ...answered, at: 2_005, operation: "Decrypt", requestId: "r2" },
    {
      kind: "ciphered",
      at: 2_040,
      frames: 46,
      bytes: 12_000_000,
      ms: 30,
      bytesPerSecond: 400_000_000,
      key: dataKey,
      bytesMs: 4,
    },
    { kind: "forgot", at: 2_041, keys: [dataKey], exposure: { bytesMs: 4, handlesMs: 36 } },
  ];
  const opened: EnvelopeRun = { ...sealed, id: "run2", kind: "open", keyId: null, moments: openMoments, result: null };

  test("has five beats", () => {
    expect(beatsOf(opened).map(({ label }) => label)).toEqual([
      "Read the envelope",
      "Ask KMS to unwrap",
      "The clear key returns",
      "Decrypt here",
      "Forget it",
    ]);
    expect(at(opened, 0)).toMatchObject({ file: null, envelope: { bytes: 12_001_000 } });
    expect(at(opened, 3).file).toMatchObject({ readable: true, note: "readable again" });
    expect(at(opened, 4).file).toMatchObject({ gone: true, note: "checked, then dropped" });
  });

  test("a refusal by KMS is the last beat, and the picture names the check", () => {
    const refused: EnvelopeRun = {
      ...opened,
      outcome: "failed",
      moments: [
        ...openMoments.slice(0, 2),
        {
          ...answered,
          operation: "Decrypt",
          requestId: "r2",
          ok: false,
          clear: null,
          error: { name: "DisabledException", message: null },
        },
      ],
      failure: {
        check: "wrapped-key",
        message: "KMS refused.",
        kms: { name: "DisabledException", message: null },
        requestId: "r2",
        frame: null,
      },
    };
    const traces = refusedBy("DisabledException", {
      checks: [{ check: "state", subject: "key", expected: "Enabled", actual: "Disabled", ok: false }],
    });
    const beats = beatsOf(refused);
    expect(beats.map(({ step }) => step)).toEqual(["file", "ask", "refused"]);
    expect(say(refused, 2, traces)).toBe(
      "KMS says no to Decrypt: DisabledException. The KMS key is Disabled; this call needs Enabled.",
    );
    expect(at(refused, 2, traces)).toMatchObject({
      response: { text: "400 DisabledException", ok: false },
      refusal: { stage: 7, check: "key state" },
      clear: null,
    });
  });

  test("an altered wrapped key is the only thing marked, and the envelope keeps its sizes", () => {
    const refusedAnswer: Moment = {
      ...answered,
      operation: "Decrypt",
      requestId: "r2",
      ok: false,
      clear: null,
      wrapped: { bytes: 171, base64: "AAAB", artefact: null },
      error: { name: "InvalidCiphertextException", message: null },
    };
    const refused: EnvelopeRun = {
      ...opened,
      outcome: "failed",
      flipped: { of: "wrapped-key", offset: 2, bit: 0 },
      moments: [...openMoments.slice(0, 2), refusedAnswer],
      failure: {
        check: "wrapped-key",
        message: "KMS refused.",
        kms: refusedAnswer.error,
        requestId: "r2",
        frame: null,
      },
    };
    const told = pictureAt(refused, {}, beatsOf(refused)[2]!, { ...labels, sealed });
    expect(told.wrapped).toMatchObject({ altered: true, bytes: 171 });
    expect(told.envelope).toMatchObject({
      altered: false,
      bytes: 12_001_000,
      wrapped: { altered: false, bytes: 171 },
      ciphertext: { bytes: 12_000_000, note: "46 frames" },
    });
    expect(say(refused, 0)).toContain("The envelope of");
    expect(say(refused, 1)).toContain("a copy of the wrapped key, byte 2 altered");
    // The context belongs to the header: a bit of it altered leaves the wrapped key as it was sealed.
    const header = { ...refused, flipped: { of: "envelope", offset: 90, bit: 0 } } as const;
    const sent = { ...refusedAnswer, wrapped: answered.wrapped };
    const other = { ...header, moments: [...openMoments.slice(0, 2), sent] };
    expect(pictureAt(other, {}, beatsOf(other)[2]!, { ...labels, sealed })).toMatchObject({
      wrapped: { altered: false },
      envelope: { altered: true },
    });
  });

  test("after a rotation by hand another wrapped key is sent than was sealed, and none is altered", () => {
    const anew: Moment = { ...answered, operation: "Decrypt", wrapped: { ...answered.wrapped, base64: "ZZZZ" } };
    const run = { ...opened, moments: [...openMoments.slice(0, 2), anew] };
    const wrappedOf = (flipped: EnvelopeRun["flipped"]) =>
      pictureAt({ ...run, flipped }, {}, beatsOf(run)[2]!, { ...labels, sealed }).wrapped;
    expect(wrappedOf(null)).toMatchObject({ altered: false });
    expect(wrappedOf({ of: "envelope", offset: 5_000, bit: 0 })).toMatchObject({ altered: false });
    expect(wrappedOf({ of: "wrapped-key", offset: 2, bit: 0 })).toMatchObject({ altered: true });
  });

  test("a file that is no envelope is drawn as what it is: no key, no frames, KMS not asked", () => {
    const plain: EnvelopeRun = {
      ...opened,
      outcome: "failed",
      file: { name: "hello.txt", bytes: 11, sample: false },
      moments: [{ kind: "picked", at: 2_000, bytes: 11 }],
      failure: { check: "format", message: "It does not begin with KGEV.", kms: null, requestId: null, frame: null },
    };
    const told = at(plain, 1);
    expect(told).toMatchObject({
      envelope: null,
      wrapped: null,
      ciphertext: null,
      plain: { name: "hello.txt", bytes: 11, note: "no readable envelope" },
    });
    const lines = pictureLines(told, "KMS key", { is: "asking" });
    expect(lines).toContain("Disk of your application: hello.txt, 11 bytes, no readable envelope.");
    expect(lines.join()).not.toContain("wrapped");
    expect(say(plain, 0)).toBe("hello.txt, 11 bytes, is handed to your application to be opened.");
  });

  test("a frame that does not match ends in one beat with the clear key overwritten", () => {
    const torn: EnvelopeRun = {
      ...opened,
      outcome: "failed",
      flipped: { of: "envelope", offset: 5_000, bit: 0 },
      moments: [...openMoments.slice(0, 3), openMoments[4]!],
      failure: { check: "frame", message: "Frame 3 does not match its tag.", kms: null, requestId: null, frame: 3 },
    };
    expect(beatsOf(torn).map(({ step }) => step)).toEqual(["file", "ask", "copies", "failed"]);
    expect(say(torn, 0)).toContain("byte 5,000 altered");
    expect(say(torn, 3)).toBe(
      "Frame 3 does not match its tag. No plaintext is handed out. The clear key’s bytes are overwritten after 4 ms; the browser’s handle to it, usable but unreadable, is dropped after 36 ms.",
    );
    expect(at(torn, 3)).toMatchObject({ file: null, clear: { state: "overwritten" }, envelope: { altered: true } });
  });
});

test("the picture as text tells what is where, synchronously with the beat", () => {
  const lines = pictureLines(at(sealed, 2, traceWith({ KeyId: "alias/orders" })), labels.key, HERE);
  expect(lines).toEqual([
    "Memory of your application: scan.tiff, 12.0 MB, readable.",
    "Memory of your application: data key in the clear, 32 bytes, print 7f3a 91c0, exposed from now on.",
    "Memory of your application: the same data key wrapped by alias/orders, 171 bytes, tied to the context order = 1001.",
    "Disk of your application: no envelope yet.",
    "The wire: GenerateDataKey goes to KMS, 74 bytes, signed.",
    "The wire: 200 OK comes back, 2 copies of one key.",
    "Inside KMS: alias/orders, Enabled. Its material stays there.",
    "Inside KMS, step 1 of GenerateDataKey: draws the data key: 32 random bytes.",
  ]);
});

function traceWith(input: Record<string, string>): Traces {
  return {
    r1: {
      ...emptyTrace,
      application: { composed: { operation: "GenerateDataKey", input, bodyBytes: 74, run: null }, signed: null },
    },
  };
}

function refusedBy(name: string, more: Partial<CallTrace>): Traces {
  const trace: CallTrace = { ...emptyTrace, ...more };
  return {
    r2: {
      ...trace,
      summary: { ...trace.summary, error: { name, message: null } },
      response: { ...trace.response, status: 400 },
    },
  };
}

const emptyTrace: CallTrace = {
  summary: {
    seq: 1,
    id: "r1",
    at: 0,
    micros: 400,
    service: "kms",
    operation: "GenerateDataKey",
    kind: "crypto",
    account: "111122223333",
    region: "us-east-1",
    who: "role App",
    principalArn: "arn:aws:sts::111122223333:assumed-role/App/s",
    keys: [],
    named: "alias/orders",
    status: 200,
    error: null,
    invocation: null,
    source: "application",
  },
  application: null,
  network: { from: "internet", host: "kms.us-east-1.amazonaws.com", requestBytes: 1_200 },
  frontDoor: { target: null, bodyBytes: 74, parsed: true, signature: null, headers: {}, input: null, violations: [] },
  locate: [],
  authorize: [],
  checks: [],
  hsm: [{ step: "random", says: "Draws the data key.", facts: { bytes: 32 }, anatomy: null }],
  audit: null,
  response: { status: 200, headers: {}, body: null, bodyBytes: 400 },
  changes: [],
};

const field = { length: 1, meaning: "", origin: "", role: "frame" } as const;
const nestedTrace: CallTrace = {
  ...emptyTrace,
  hsm: [
    {
      step: "seal",
      says: "",
      facts: {},
      anatomy: {
        title: "The data key, sealed",
        length: 2,
        shown: 2,
        hex: "0000",
        fields: [
          { ...field, name: "nonce", offset: 0 },
          { ...field, name: "data key, encrypted", offset: 1 },
        ],
      },
    },
  ],
};
