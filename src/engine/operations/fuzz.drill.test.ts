/** A drill: a few bodies with one seed; `npm run fuzz` throws as many as it is told, with the seed that it prints. */
import { expect, test } from "vitest";
import { fuzz, type FuzzReport } from "../testing/fuzz.ts";

const whole = process.env["KEYGLASS_DRILL"] === "whole";
const seed = Number(process.env["KEYGLASS_FUZZ_SEED"] ?? 1);
const count = Number(process.env["KEYGLASS_FUZZ_COUNT"] ?? (whole ? 20_000 : 1_500));
const asked = process.env["KEYGLASS_FUZZ_COUNT"] !== undefined;
/** With so many bodies every operation accepts some of its own. */
const ENOUGH = 10_000;

const cpuTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

test(`${count} made bodies over all operations (seed ${seed}) get well-formed answers, and no refusal changes anything`, async () => {
  const report = await fuzz({ seed, count, ...(asked ? { now: cpuTime } : {}) });
  if (asked) process.stdout.write(asText(report));
  expect(report.problems).toEqual([]);
  expect(report.accepted + report.refused).toBe(count);
  // Bodies that are refused one and all would prove little.
  expect(report.accepted).toBeGreaterThan(count / 10);
  if (count < ENOUGH) return;
  const never = Object.entries(report.operations).filter(([, { accepted }]) => accepted === 0);
  expect(never.map(([name]) => name)).toEqual([]);
}, 3_600_000);

function asText({ operations, ...sums }: FuzzReport): string {
  const rows = Object.entries(operations).map(
    ([name, { accepted, refused }]) =>
      `${name.padEnd(40)}${String(accepted).padStart(7)}${String(refused).padStart(9)}`,
  );
  const head = `${"operation".padEnd(40)}${"accepted".padStart(7)}${"refused".padStart(9)}`;
  return `${JSON.stringify({ seed, ...sums }, null, 2)}\n${[head, ...rows].join("\n")}\n`;
}
