import { describe, expect, test } from "vitest";
import { refusedTrace, sampleTrace } from "./sample-trace.ts";
import { calledKey, headline } from "./headline.ts";
import { endedAt, factName, factText, stages, stagesUntil } from "./stages.ts";

const results = (trace = sampleTrace()): readonly string[] => stages(trace).map(({ result }) => result);

describe("a call that went through", () => {
  test("has ten stages, each with a short result from the trace", () => {
    expect(results()).toEqual([
      "74 B",
      "role App",
      "internet",
      "✓ equal",
      "by alias",
      "✓ allowed",
      "Enabled",
      "material 3",
      "CloudTrail",
      "200",
    ]);
    expect(stages(sampleTrace()).map(({ title }) => title)).toContain("HSM seals");
  });

  test("is told in one sentence", () => {
    expect(calledKey("alias/pay", "alias/orders")).toBe("alias/pay");
    expect(calledKey(sampleTrace().summary.keys[0] ?? null, "alias/orders")).toBe("alias/orders");
    expect(calledKey(null, "alias/orders")).toBe("alias/orders");
    expect(calledKey("1234abcd-12ab-34cd-56ef-1234567890ab", null)).toBe("key 1234abcd…90ab");
    expect(headline(sampleTrace())).toBe(
      "Role App asked for GenerateDataKey on alias/orders, and got it within 430 µs.",
    );
  });

  test("says which bytes are in the log and which are not", () => {
    expect(stages(sampleTrace())[8]?.sentence).toContain("The encryption context stands in it readably.");
  });
});

test("who signed is told, though KMS refused the signature and knows nobody", () => {
  const refusal = { name: "InvalidSignatureException", message: null };
  const trace = sampleTrace({ summary: { who: "nobody", principalArn: null, error: refusal } });
  expect(stages(trace)[1]).toMatchObject({ result: "role App" });
  expect(stages(trace)[1]?.sentence).toContain("the secret of role App.");
});

describe("a call that a service made", () => {
  const path = {
    vpc: null,
    resolver: "the resolver of AWS",
    addresses: [],
    via: "service",
    service: "s3.amazonaws.com",
    endpoint: null,
    source: "203.0.113.254",
  } as const;
  const network = { ...sampleTrace().network, path };

  test("in somebody's name says so at the first four stages, and that the service is simulated", () => {
    const told = stages({ ...sampleTrace(), network }).map(({ sentence }) => sentence);
    expect(told[0]).toMatch(
      /^In the place of s3\.amazonaws\.com, which is simulated, the application asks for GenerateDataKey/,
    );
    expect(told[1]).toContain("the secret of a forward access session");
    expect(told[1]).toContain("s3.amazonaws.com carries on role App");
    expect(told[2]).toContain("The service is simulated and did nothing else: only its call to KMS is real.");
    expect(told[3]).toContain("role App, by way of s3.amazonaws.com");
  });

  test("as itself is signed and known as the service", () => {
    const trace = sampleTrace({ summary: { who: "s3.amazonaws.com", principalArn: "s3.amazonaws.com" } });
    const told = stages({ ...trace, network });
    expect(told[1]?.sentence).not.toContain("forward access session");
    expect(told[2]).toMatchObject({ result: "s3.amazonaws.com" });
    expect(told[3]?.sentence).not.toContain("by way of");
  });
});

test("at a moment in the middle, what has happened is told and the rest is left open", () => {
  for (const trace of [sampleTrace(), refusedTrace()]) {
    const told = stagesUntil(trace, 3);
    expect(told.map(({ result }) => result)).toEqual(["74 B", "role App", "internet", ...Array<string>(7).fill("?")]);
    expect(JSON.stringify(told.slice(3))).not.toMatch(/allowed|seals|200|AccessDenied/);
  }
});

describe("a refused call", () => {
  test("ends where it was refused, and says so for what comes after", () => {
    expect(endedAt(refusedTrace())).toBe(6);
    const told = stages(refusedTrace());
    expect(told[5]).toMatchObject({ state: "refused", result: "✕ not allowed" });
    expect(told[6]).toMatchObject({
      state: "unreached",
      result: "not reached",
      sentence: "Not reached: the call ended at stage 6.",
    });
    expect(told[8]?.state).toBe("passed");
    expect(headline(refusedTrace())).toBe(
      "Role App asked for GenerateDataKey on alias/orders, and stage 6 (Authorizes) said no: AccessDeniedException.",
    );
  });

  test.each([
    ["an unreadable body", { frontDoor: { ...sampleTrace().frontDoor, parsed: false } }, 4],
    ["a violation", { frontDoor: { ...sampleTrace().frontDoor, violations: ["Value null"] } }, 4],
    [
      "a key that is not there",
      { locate: [{ ...sampleTrace().locate[0]!, keyArn: null }], authorize: [], checks: [], hsm: [] },
      5,
    ],
    [
      "a state that does not do",
      { checks: [{ ...sampleTrace().checks[1]!, actual: "Disabled", ok: false }], hsm: [] },
      7,
    ],
    ["a tag that does not match", {}, 8],
  ])("of %s ends at its stage", (_, changes, stage) => {
    expect(
      endedAt(sampleTrace({ ...changes, summary: { error: { name: "SomeException", message: null }, status: 400 } })),
    ).toBe(stage);
  });
});

test("a call from elsewhere has no stages 1 and 2, and says why", () => {
  const told = stages(sampleTrace({ application: null, summary: { source: "port" } }));
  expect(told[0]).toMatchObject({ state: "absent", result: "elsewhere" });
  expect(told[2]?.state).toBe("passed");
});

test("what the calendar did has no caller and no answer", () => {
  const told = stages(sampleTrace({ application: null, summary: { source: "calendar", operation: "RotateKey" } }));
  expect(told.slice(0, 7).every(({ state, result }) => state === "absent" && result === "nobody called")).toBe(true);
  expect(told[9]?.result).toBe("nobody");
});

test("what KMS asked of a custom key store's other side is told apart from what its HSM did", () => {
  const step = (name: string) => ({ step: name, says: "", facts: {}, anatomy: null });
  const sealing = stages(sampleTrace({ hsm: ["derive", "seal", "proxy", "double"].map(step) }));
  expect(sealing[7]?.sentence).toMatch(
    /^3 steps inside the HSM’s walls, and 1 request to what stands behind the custom key store/,
  );
  const summary = {
    source: "calendar",
    operation: "SettleKeyStore",
    kind: "change",
    keys: [],
    named: null,
  } as const;
  const settled = stages(sampleTrace({ application: null, audit: null, hsm: [step("cluster")], summary }));
  expect(settled[7]).toMatchObject({ title: "KMS asks outside" });
  expect(settled[7]?.sentence).toMatch(/^1 request to what stands behind/);
  expect(settled[8]?.sentence).toMatch(/^CloudTrail gets no record: it logged the call that began this/);
});

test("a call to STS is told as what it is, and a call that grew old says that its stages are not at hand", () => {
  const bare = { application: null, network: { from: "internet", host: "", requestBytes: 0 } } as const;
  const role = sampleTrace({ ...bare, summary: { service: "sts", operation: "AssumeRole", named: null } });
  expect(headline(role)).toBe("AWS STS gave the application new temporary credentials of role App: AssumeRole.");
  const asked = { service: "sts", operation: "AssumeRole", who: "user Zoe", named: role.summary.principalArn } as const;
  expect(headline(sampleTrace({ ...bare, summary: asked }))).toBe(
    "AWS STS gave the application new temporary credentials of role App: AssumeRole, asked by user Zoe.",
  );
  const error = { name: "AccessDenied", message: null };
  expect(headline(sampleTrace({ ...bare, summary: { ...asked, error } }))).toBe(
    "User Zoe asked AWS STS for AssumeRole, and was refused: AccessDenied.",
  );
  expect(stages(sampleTrace(bare))[5]).toMatchObject({ state: "absent", result: "not kept" });
});

test("facts of the HSM read as words, secrets as their print", () => {
  expect(["contextPairs", "known", "ordinal"].map(factName)).toEqual([
    "Context pairs",
    "A material of this key",
    "Material number",
  ]);
  expect(factText({ bytes: 32, print: "7f3a 91c0" })).toBe("32 bytes, print 7f3a 91c0");
  expect([factText(true), factText(4096), factText("5e1c")]).toEqual(["yes", "4,096", "5e1c"]);
});
