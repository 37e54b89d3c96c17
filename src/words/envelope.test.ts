import { describe, expect, test } from "vitest";
import type { CallTrace, Decision } from "#glass/trace.ts";
import { decisionSentence } from "./decision.ts";
import {
  beatLabel,
  contextWords,
  duration,
  hsmLine,
  sentence,
  size,
  speed,
  whoSaidNo,
  type Scene,
} from "./envelope.ts";
import { nestedKeyName } from "./nested-key.ts";
import { triedWords, type Tried } from "./tried.ts";

const scene: Scene = {
  direction: "open",
  file: "scan.tiff",
  fileBytes: 12_000_000,
  key: "alias/orders",
  who: "role App",
  context: { order: "1001" },
  depth: 1,
  lock: { is: "here", state: "Enabled" },
  deleted: false,
  materials: null,
  flipped: null,
};

describe("numbers in words", () => {
  test.each([
    [1, "1 byte"],
    [184, "184 bytes"],
    [4_097, "4.1 kB"],
    [12_000_000, "12.0 MB"],
    [3_500_000_000, "3.5 GB"],
  ])("size of %i", (bytes, words) => expect(size(bytes)).toBe(words));

  test.each([
    [0.2, "less than 1 ms"],
    [35.4, "35 ms"],
    [210, "0.21 s"],
    [2_100, "2.1 s"],
    [61_000, "1 min 1 s"],
  ])("duration of %d ms", (ms, words) => expect(duration(ms)).toBe(words));

  test("speed", () => expect(speed(391_234_567.8)).toBe("391.2 MB/s"));
});

test("the key that locks the file is the data key; those above it have numbers", () => {
  expect(nestedKeyName(1, 1)).toBe("data key");
  expect([1, 2, 3].map((level) => nestedKeyName(level, 3))).toEqual(["key 1", "key 2", "data key"]);
  expect(beatLabel("open", "link", 2, 3)).toBe("Unwrap key 2");
});

test("a context is said as it stands, and its absence too", () => {
  expect(contextWords({ order: "1001", tenant: "blue" })).toBe("the context order = 1001, tenant = blue");
  expect(contextWords({})).toBe("no context");
});

describe("opening in sentences", () => {
  test("says that the wrapped key names its KMS key, unless the caller did", () => {
    const facts = { step: "ask", operation: "Decrypt", bodyBytes: 300, wrappedBytes: 171 } as const;
    expect(sentence(scene, { ...facts, named: false })).toBe(
      "Your application sends the wrapped key, 171 bytes, and the context order = 1001. It names no KMS key: the wrapped key does.",
    );
    expect(sentence(scene, { ...facts, named: true })).toContain("It also names the KMS key.");
  });

  test("says of a long opening what is being done", () => {
    expect(sentence(scene, { step: "cipher", frames: null })).toBe(
      "Your application decrypts the file here, frame by frame, and checks each frame’s tag.",
    );
  });

  test("says that every frame matched", () => {
    expect(sentence(scene, { step: "cipher", frames: 46, ms: 30, bytesPerSecond: 4e8 })).toBe(
      "All 46 frames match their tags: 12.0 MB decrypted here within 30 ms (400.0 MB/s).",
    );
  });
});

describe("opening after a rotation", () => {
  const rotated: Scene = { ...scene, materials: { ofBlob: 1, current: 3 } };
  const copies = { step: "copies", clear: null, wrappedBytes: 171, fileBytesSent: null } as const;
  const forget = { step: "forget", keys: 1, exposure: { bytesMs: 3, handlesMs: 3 } } as const;

  test("the beat where it comes to rest says which material the wrapped key names, and which the KMS key works with", () => {
    expect(sentence(rotated, forget)).toBe(
      "The clear key’s bytes are overwritten after 3 ms. KMS used material 1, although alias/orders now works with material 3.",
    );
    expect(sentence(rotated, copies)).toContain("KMS unwraps it with material 1 of alias/orders and hands back");
  });

  test("without one the material is not spoken of", () => {
    expect(sentence(scene, forget)).toContain("To open the envelope again, KMS must be asked again.");
    expect(sentence(scene, copies)).toContain("KMS unwraps it with alias/orders and hands back");
  });
});

describe("sealing in sentences", () => {
  const sealing: Scene = { ...scene, direction: "seal" };
  const failed = (direction: Scene["direction"], message: string): string =>
    sentence({ ...scene, direction }, { step: "failed", message, keys: 0, exposure: null });

  test("one who takes the envelope must ask KMS, not the key", () => {
    expect(sentence(sealing, { step: "store", bytes: 12_001_000 })).toBe(
      "One file of 12.0 MB lies on the disk: ciphertext, wrapped key and context together. Whoever takes it must still ask KMS to unwrap its key with alias/orders.",
    );
  });

  test("wrapped keys that are nested are counted, and KMS is asked for the first alone", () => {
    expect(sentence({ ...sealing, depth: 5 }, { step: "store", bytes: 12_001_000 })).toBe(
      "One file of 12.0 MB lies on the disk: ciphertext, 5 wrapped keys and context together. Whoever takes it must still ask KMS to unwrap the first of them with alias/orders.",
    );
  });

  test("when a run fails, as many clear keys are overwritten as there were", () => {
    const failed = {
      step: "failed",
      message: "The data key does not open under key 4: its tag does not hold.",
    } as const;
    expect(sentence(scene, { ...failed, keys: 4, exposure: { bytesMs: 3, handlesMs: 3 } })).toContain(
      "The bytes of all 4 clear keys are overwritten after 3 ms.",
    );
    expect(sentence(scene, { step: "stopped", keys: 1, exposure: { bytesMs: 3, handlesMs: 3 } })).toContain(
      "The clear key’s bytes are overwritten after 3 ms.",
    );
  });

  test("an envelope that was deleted since lies there no more", () => {
    expect(sentence({ ...sealing, deleted: true }, { step: "store", bytes: 12_001_000 })).toContain(
      "One file of 12.0 MB was put on the disk",
    );
  });

  test("a sealing that fails stored nothing, and an opening hands out nothing; it is said once", () => {
    expect(failed("seal", "The file is not there any more.")).toBe(
      "The file is not there any more. Nothing was stored.",
    );
    expect(failed("seal", "The browser's disk is full: nothing was stored.")).toBe(
      "The browser's disk is full: nothing was stored.",
    );
    expect(failed("open", "Frame 3 does not match its tag.")).toBe(
      "Frame 3 does not match its tag. No plaintext is handed out.",
    );
  });

  test("the handles of several keys are spoken of in the plural", () => {
    expect(sentence(sealing, { step: "forget", keys: 3, exposure: { bytesMs: 3, handlesMs: 210 } })).toContain(
      "The bytes of all 3 clear keys are overwritten after 3 ms; the browser’s handles to them, usable but unreadable, are dropped after 0.21 s.",
    );
  });
});

describe("a nested envelope in sentences", () => {
  const nested: Scene = { ...scene, direction: "seal", depth: 3 };
  const link = (direction: Scene["direction"], level: number): string =>
    sentence({ ...nested, direction }, { step: "link", level, wrappedBytes: 60 });

  test("its keys have numbers, and the one that locks the file has an article", () => {
    expect(link("seal", 2)).toBe(
      "Your application makes key 2 itself and wraps it under key 1, 60 bytes. KMS is not asked again.",
    );
    expect(link("seal", 3)).toContain("makes the data key itself and wraps it under key 2");
    expect(link("open", 2)).toContain("The clear key 1 opens key 2.");
    expect(link("open", 3)).toContain("The clear key 2 opens the data key.");
  });

  test("leaves wrapped keys of which KMS opens only the first", () => {
    const facts = { step: "forget", keys: 3, exposure: { bytesMs: 3, handlesMs: 210 } } as const;
    expect(sentence(nested, facts)).toMatch(/\. What remains are 3 wrapped keys; KMS opens the first\.$/);
    expect(sentence({ ...nested, depth: 1 }, { ...facts, keys: 1 })).toMatch(
      /\. What remains is the wrapped copy, and only KMS opens that\.$/,
    );
  });
});

describe("which check said no", () => {
  test("none, when the call went through", () => expect(whoSaidNo(call(null, {}))).toBeNull());

  test("the first one in the order of the stages", () => {
    const denied = { ...decision, allowed: false, denial: "implicit" } as const;
    const disabled = { check: "state", subject: "key", expected: "Enabled", actual: "Disabled", ok: false } as const;
    expect(whoSaidNo(call("AccessDeniedException", { authorize: [denied], checks: [disabled] }))).toEqual({
      stage: 6,
      check: "authorization",
      reason: decisionSentence(denied, "role Report"),
    });
    expect(whoSaidNo(call("DisabledException", { authorize: [decision], checks: [disabled] }))).toEqual({
      stage: 7,
      check: "key state",
      reason: "The KMS key is Disabled; this call needs Enabled.",
    });
  });

  test("only a multi-Region key could be Updating", () => {
    const refused = (subject: string) => {
      const check = { check: "state", subject, expected: "Enabled, Updating", actual: "Disabled", ok: false } as const;
      return whoSaidNo(call("DisabledException", { authorize: [decision], checks: [check] }))?.reason;
    };
    expect(refused("arn:aws:kms:us-east-1:111122223333:key/1234")).toBe(
      "The KMS key is Disabled; this call needs Enabled.",
    );
    expect(refused("arn:aws:kms:us-east-1:111122223333:key/mrk-12")).toBe(
      "The KMS key is Disabled; this call needs Enabled or Updating.",
    );
  });

  test("an explicit deny is told in the decision's own words", () => {
    const denied: Decision = {
      ...decision,
      allowed: false,
      denial: "explicit",
      decisive: { document: 0, statement: 0 },
    };
    expect(whoSaidNo(call("AccessDeniedException", { authorize: [denied] }))).toEqual({
      stage: 6,
      check: "authorization",
      reason: decisionSentence(denied),
    });
  });

  test("the HSM, when only the tag was left to fail", () => {
    expect(whoSaidNo(call("InvalidCiphertextException", { authorize: [decision] }))).toMatchObject({
      stage: 8,
      check: "the HSM",
    });
  });
});

test("a line of the HSM speaks of this call's own facts, or else in the operation's own words", () => {
  const step = { facts: {}, anatomy: null, says: "" };
  const context = { order: "1001" };
  expect(hsmLine({ ...step, step: "derive", facts: { ordinal: 3, nonce: "5e1c77a0b3d91f26" } }, context)).toBe(
    "derives a one-time key from material 3 and nonce 5e1c77a0…",
  );
  expect(hsmLine({ ...step, step: "open", facts: { tagHolds: false } }, context)).toBe(
    "the tag does not hold over blob and the context order = 1001",
  );
  expect(hsmLine({ ...step, step: "polish", says: "Polishes the key; nobody sees it." }, context)).toBe(
    "Polishes the key",
  );
});

describe("what was tried", () => {
  const tried: Tried = {
    act: "rotate",
    calls: [{ operation: "RotateKeyOnDemand", who: "role Admin", error: null }],
    opening: { who: "role App", opened: true, error: null, refusal: null, check: null },
    sealedContext: { order: "1001" },
    sentContext: { order: "1001" },
    material: { ofBlob: 1, current: 2 },
    since: null,
    flipped: null,
  };

  test("tells each call on the way, the opening, and which material the blob names", () => {
    expect(triedWords(tried)).toEqual([
      "RotateKeyOnDemand as role Admin: done.",
      "Role App opened it.",
      "The wrapped key names material 1; the KMS key now uses material 2. Rotation re-encrypted nothing.",
    ]);
  });

  test("tells what was true then, and that it was taken back since", () => {
    expect(triedWords({ ...tried, since: { current: 1 } })).toEqual([
      "RotateKeyOnDemand as role Admin: done.",
      "Role App opened it.",
      "The wrapped key names material 1; the KMS key then used material 2. Rotation re-encrypted nothing.",
      "Since then the rotation was taken back: the KMS key uses material 1 again.",
    ]);
    const disabled: Tried = {
      ...tried,
      act: "disable",
      calls: [{ operation: "DisableKey", who: "role Admin", error: null }],
      opening: {
        who: "role App",
        opened: false,
        error: "DisabledException",
        refusal: { stage: 7, check: "key state", reason: "The key is Disabled." },
        check: null,
      },
      since: { state: "Enabled" },
    };
    expect(triedWords(disabled)).toEqual([
      "DisableKey as role Admin: done.",
      "Role App could not open it: KMS says no at stage 7, key state (DisabledException). The key is Disabled.",
      "Since then it has changed: the KMS key is Enabled.",
    ]);
  });

  const refused = { who: "role App", opened: false, error: null, refusal: null, check: null };
  const end = (opening: Partial<Tried["opening"]>) =>
    triedWords({ ...tried, act: "flip-envelope", opening: { ...refused, ...opening } }).at(-1);

  test("tells which check of KMS failed; where its trace is gone, the exception alone", () => {
    const refusal = { stage: 8, check: "the HSM", reason: "The authentication tag does not match." };
    expect(end({ error: "InvalidCiphertextException", refusal })).toBe(
      "Role App could not open it: KMS says no at stage 8, the HSM (InvalidCiphertextException). The authentication tag does not match.",
    );
    expect(end({ error: "InvalidCiphertextException" })).toBe(
      "Role App could not open it: KMS says no (InvalidCiphertextException).",
    );
  });

  test("tells which check of the application failed, and whether KMS was asked before", () => {
    const frame = { name: "frame", message: "The tag of frame 3 does not hold.", asked: true };
    const flipped = { offset: 900_000, bit: 0 };
    expect(
      triedWords({ ...tried, act: "flip-envelope", calls: [], flipped, opening: { ...refused, check: frame } }),
    ).toEqual([
      "Bit 0 of byte 900,000 of a copy of the envelope was altered.",
      "Role App could not open it: KMS unwrapped the key, but the application’s own check of the frames says no. The tag of frame 3 does not hold.",
    ]);
    expect(end({ check: { name: "format", message: "This is no envelope.", asked: false } })).toBe(
      "Role App could not open it: KMS was not asked, as the application’s own check of the format says no. This is no envelope.",
    );
  });

  test("a run that merely stopped failed no check", () => {
    const check = { name: "stopped", message: "The file is not there any more.", asked: true };
    expect(end({ check })).toBe("Role App could not open it: The file is not there any more.");
  });

  test("tells that nothing was opened when a call on the way was refused", () => {
    const calls = [
      { operation: "DisableKey", who: "role App", error: { name: "AccessDeniedException", message: null } },
    ];
    expect(triedWords({ ...tried, act: "disable", calls, opening: null })).toEqual([
      "DisableKey as role App: refused, AccessDeniedException.",
      "So nothing was opened.",
    ]);
  });
});

const decision: Decision = {
  action: "kms:Decrypt",
  resource: "arn:aws:kms:us-east-1:111122223333:key/1",
  allowed: true,
  layer: "identity",
  denial: null,
  path: "kp-account",
  crossAccount: false,
  documents: [
    {
      layer: "key-policy",
      name: "Key policy of alias/orders",
      owner: "111122223333",
      version: 1,
      verdict: "delegates",
      statements: [{ index: 0, sid: "Freeze", effect: "Deny", matched: true, via: "direct", whyNot: null }],
    },
    { layer: "identity", name: "orders-app", owner: "role App", version: 1, verdict: "silent", statements: [] },
  ],
  decisive: null,
};

function call(error: string | null, stages: Partial<CallTrace>): CallTrace {
  return {
    summary: {
      seq: 1,
      id: "r",
      at: 0,
      micros: 1,
      service: "kms",
      operation: "Decrypt",
      kind: "crypto",
      account: null,
      region: "us-east-1",
      who: "role Report",
      principalArn: "arn:aws:sts::111122223333:assumed-role/Report/s",
      keys: [],
      named: null,
      status: error === null ? 200 : 400,
      error: error === null ? null : { name: error, message: null },
      invocation: null,
      source: "application",
    },
    application: null,
    network: { from: "internet", host: "", requestBytes: 0 },
    frontDoor: { target: null, bodyBytes: 0, parsed: true, signature: null, headers: {}, input: null, violations: [] },
    locate: [],
    authorize: [],
    checks: [],
    hsm: [],
    audit: null,
    response: { status: error === null ? 200 : 400, headers: {}, body: null, bodyBytes: 0 },
    changes: [],
    ...stages,
  };
}
