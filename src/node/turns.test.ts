import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

test("whoever asks in one turn begins together, whoever asks in the next one later", async () => {
  const turns = new Turns();
  const heard: string[] = [];
  const ask = async (name: string): Promise<void> => {
    await turns.end();
    heard.push(`${name} begins`);
    await Promise.resolve();
    heard.push(`${name} goes on`);
  };
  const first = [ask("a"), ask("b")];
  await nextTurn();
  await Promise.all([...first, ask("c")]);
  expect(heard).toEqual(["a begins", "b begins", "a goes on", "b goes on", "c begins", "c goes on"]);
});
