/** A drill: a few bodies with one seed; `npm run fuzz` throws as many as it is told, with the seed that it prints. */
import { expect, test } from "vitest";
import { fuzz } from "../testing/fuzz.ts";

const whole = process.env["KEYGLASS_DRILL"] === "whole";
const seed = Number(process.env["KEYGLASS_FUZZ_SEED"] ?? 1);
const count = Number(process.env["KEYGLASS_FUZZ_COUNT"] ?? (whole ? 20_000 : 1_500));
const asked = process.env["KEYGLASS_FUZZ_COUNT"] !== undefined;

const cpuTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

test(`${count} made bodies over all operations (seed ${seed}) get well-formed answers, and no refusal changes anything`, async () => {
  const report = await fuzz({ seed, count, ...(asked ? { now: cpuTime } : {}) });
  if (asked) process.stdout.write(`${JSON.stringify({ seed, ...report }, null, 2)}\n`);
  expect(report.problems).toEqual([]);
  expect(report.accepted + report.refused).toBe(count);
  // Bodies that are refused one and all would prove little.
  expect(report.accepted).toBeGreaterThan(count / 20);
}, 3_600_000);
