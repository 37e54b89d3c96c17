import { expect, test } from "vitest";
import { openQuestion } from "./ask.ts";
import type { Session } from "./store.ts";

/** A question whose answers come when the test says so. */
function scripted() {
  const waiting: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const question = openQuestion<string>();
  question.phrase(() => new Promise((resolve, reject) => waiting.push({ resolve, reject })));
  return { question, waiting };
}
const session = {} as Session;
const soon = () => new Promise((resolve) => setTimeout(resolve));

test("the old answer stays until the newer one has come", async () => {
  const { question, waiting } = scripted();
  question.put(session, 0);
  waiting[0]?.resolve("old");
  await soon();
  let looked = 0;
  question.look(() => looked++);
  question.again();
  expect(question.read()).toMatchObject({ value: "old", error: null });
  expect(looked, "asking again draws nothing anew").toBe(0);
  waiting[1]?.resolve("new");
  await soon();
  expect(question.read()).toMatchObject({ value: "new", error: null });
});

test("the same answer again is no news, and of another one what has stayed is the same object", async () => {
  const waiting: ((value: unknown) => void)[] = [];
  const question = openQuestion<unknown>();
  question.phrase(() => new Promise((resolve) => waiting.push(resolve)));
  question.put(session, 0);
  waiting[0]?.({ key: { state: "Enabled", uses: [1] }, calls: 1 });
  await soon();
  const first = question.read();
  let looked = 0;
  question.look(() => looked++);
  question.again();
  waiting[1]?.({ key: { state: "Enabled", uses: [1] }, calls: 1 });
  await soon();
  expect(looked).toBe(0);
  expect(question.read()).toBe(first);
  question.again();
  waiting[2]?.({ key: { state: "Enabled", uses: [1] }, calls: 2 });
  await soon();
  expect(looked).toBe(1);
  expect(question.read().value).toEqual({ key: { state: "Enabled", uses: [1] }, calls: 2 });
  expect((question.read().value as { key: unknown }).key).toBe((first.value as { key: unknown }).key);

  // Another question's answer is its own, though it be the same.
  const other = { key: { state: "Enabled", uses: [1] }, calls: 2 };
  question.put(session, 1);
  waiting[3]?.(other);
  await soon();
  expect(question.read().value).toBe(other);
});

test("an answer to an older question is dropped, however late it comes", async () => {
  const { question, waiting } = scripted();
  const leave = question.put(session, 0);
  leave();
  question.put(session, 1);
  waiting[1]?.resolve("second");
  await soon();
  waiting[0]?.resolve("first");
  await soon();
  expect(question.read().value).toBe("second");
});

test("an old answer that stays is known to answer the question before", async () => {
  const { question, waiting } = scripted();
  const leave = question.put(session, 0);
  waiting[0]?.resolve("first");
  await soon();
  expect(question.read().round).toBe(0);
  leave();
  question.put(session, 1);
  expect(question.read().value).toBe("first");
  expect(question.read().round).toBe(0);
  waiting[1]?.resolve("second");
  await soon();
  expect(question.read().round).toBe(1);
});

test("many changes while a question is open make one more question", async () => {
  const { question, waiting } = scripted();
  question.put(session, 0);
  for (let change = 0; change < 10; change++) question.again();
  waiting[0]?.resolve("a");
  await soon();
  expect(waiting).toHaveLength(2);
});

test("a failure is shown beside the old answer; the engine's end is not a failure", async () => {
  const { question, waiting } = scripted();
  question.put(session, 0);
  waiting[0]?.resolve("a");
  await soon();
  question.again();
  waiting[1]?.reject(new Error("no"));
  await soon();
  expect(question.read()).toMatchObject({ value: "a", error: { message: "no" } });
  question.again();
  waiting[2]?.reject(Object.assign(new Error("gone"), { name: "Disconnected" }));
  await soon();
  expect(question.read()).toMatchObject({ value: "a", error: { message: "no" } });
});
