import { expect, test } from "vitest";
import { plainReason } from "./plain-reason.ts";
import { refusedTrace, sampleTrace } from "./sample-trace.ts";

test("what the trace knows is told; where it knows only AWS's own sentence, nothing is", () => {
  expect(plainReason(sampleTrace())).toBeNull();
  expect(plainReason(refusedTrace())).toBe(
    "The key policy leaves it to IAM, and no IAM policy of role App allows GenerateDataKey.",
  );
  const message = "1 validation error detected: Value at 'keyId' failed to satisfy constraint";
  const { frontDoor } = sampleTrace();
  const invalid = sampleTrace({
    summary: { error: { name: "ValidationException", message } },
    frontDoor: { ...frontDoor, violations: ["Value at 'keyId' failed to satisfy constraint"] },
  });
  expect(plainReason(invalid)).toBeNull();
});
