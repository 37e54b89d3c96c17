import { expect, test } from "vitest";
import { InOrder } from "./in-order.ts";

interface Making {
  readonly promise: Promise<{ readonly name: string }>;
  done(): void;
  fail(): void;
}

function making(name: string): Making {
  let done = (): void => {};
  let fail = (): void => {};
  const promise = new Promise<{ name: string }>((resolve, reject) => {
    done = () => resolve({ name });
    fail = () => reject(new Error(name));
  });
  return { promise, done, fail };
}

test("what is ready early waits for what began before, and what fails holds up nobody", async () => {
  const taken: string[] = [];
  const order = new InOrder<{ readonly name: string }>(({ name }) => taken.push(name));
  const [a, b, c] = [making("a"), making("b"), making("c")];
  for (const { promise } of [a, b, c]) void order.add(promise);
  const all = order.taken();
  c.done();
  await c.promise;
  expect(taken).toEqual([]);
  a.done();
  await a.promise;
  expect(taken).toEqual(["a"]);
  b.fail();
  await all;
  expect(taken).toEqual(["a", "c"]);
});
