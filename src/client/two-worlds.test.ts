/** One tab that goes from one world to another while something is still under way in the first. */
import { expect, test } from "vitest";
import { ADMIN, type TestEngine } from "#engine/testing/engine.ts";
import { createTestApplication } from "./testing/application.ts";
import { slow } from "./testing/slow.ts";

const keysOf = async ({ engine }: TestEngine): Promise<number> => (await engine.glass.keys({}, null, 100)).items.length;

test("a call is answered by the world that it was made in, and by no other", async () => {
  const { application, test: first, seat, secondWorld } = await createTestApplication();
  const second = await secondWorld();
  const before = [await keysOf(first), await keysOf(second.test)];
  await application.sit({ ...seat, principalArn: ADMIN });
  await application.call("ListKeys", {});
  const release = slow(first);
  const made = application.call("CreateKey", {});
  await application.sit({ ...second.seat, principalArn: ADMIN });
  await application.call("ListKeys", {});
  release();
  expect((await made).ok).toBe(true);
  expect([await keysOf(first), await keysOf(second.test)]).toEqual([(before[0] ?? 0) + 1, before[1]]);
});

/** A file is being sealed in the first world, which waits, and the tab has gone to the second. */
async function leftWhileSealing() {
  const { application, test: first, seat, secondWorld } = await createTestApplication();
  const second = await secondWorld();
  const file = await application.pick(new File(["three boxes"], "orders.csv"));
  const release = slow(first);
  const sealing = application.seal({ source: { artefact: file.id }, keyId: "alias/orders", context: {}, depth: 1 });
  await application.sit(second.seat);
  return { application, seat, second, sealing, release };
}

test("an envelope that is being sealed in one world is wrapped by a key of that world", async () => {
  const { application, seat, sealing, release } = await leftWhileSealing();
  await application.call("ListKeys", {});
  release();
  const { outcome, result } = await sealing;
  expect(outcome).toBe("done");
  expect(await application.artefact(result ?? "")).toBe(null);
  await application.sit(seat);
  expect((await application.open({ envelope: result ?? "" })).outcome).toBe("done");
});

test("wiping one world's disk ends its own runs and no others", async () => {
  const { application, second, sealing, release } = await leftWhileSealing();
  await application.wipe(second.seat.world);
  release();
  expect((await sealing).outcome).toBe("done");
});
