import { expect, test } from "vitest";
import { callLine } from "./call-line.ts";
import { refusedTrace, sampleTrace } from "./sample-trace.ts";

test("a call that went through says who, what, who allowed it, and what the HSM did", () => {
  expect(callLine(sampleTrace())).toBe(
    "12:00:05 us-east-1 · role App · GenerateDataKey alias/orders → 200 in 430 µs · allowed by orders-app · random, derive, seal",
  );
});

test("a refused one says the stage and the first line of AWS's sentence", () => {
  expect(callLine(refusedTrace())).toMatch(
    /^12:00:05 us-east-1 · role App · GenerateDataKey alias\/orders → 400 in 430 µs · stage 6 \(.+\): AccessDeniedException: User: … is not authorized$/,
  );
  const error = { name: "InvalidSignatureException", message: "It does not match.\n\nThe Canonical String …" };
  expect(callLine(sampleTrace({ summary: { status: 400, error } }))).not.toContain("\n");
});
