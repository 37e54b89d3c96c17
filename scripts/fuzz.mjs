// npm run fuzz: made bodies at every operation, `-- --count 5000` of them (100,000), made from `--seed 7` (drawn, and printed).
// A world's bodies come from one seed: what is found is found again with the seed that is told beside it.
import { parseArgs } from "node:util";
import { main } from "./lib/main.mjs";
import { ensureInstalled } from "./lib/prepare.mjs";
import { runSteps, unitTests } from "./lib/steps.mjs";

await main(async () => {
  await ensureInstalled();
  const { values } = parseArgs({ options: { seed: { type: "string" }, count: { type: "string" } } });
  const seed = values.seed ?? String(Math.floor(Math.random() * 1_000_000_000));
  const count = values.count ?? "100000";
  console.log(`seed ${seed}, ${count} bodies`);
  await runSteps([unitTests(["fuzz.drill.test."], { KEYGLASS_FUZZ_SEED: seed, KEYGLASS_FUZZ_COUNT: count })]);
});
