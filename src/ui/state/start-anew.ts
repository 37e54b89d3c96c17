/** What a learner may ask for when nothing could be started. */
import { application } from "./application-line.ts";
import { replaceApplication, startEngine } from "./connection.ts";
import { engine } from "./engine-line.ts";
import { settle, wanted } from "./seating.ts";
import { changeSession, readSession } from "./store.ts";
import { failUnlessEnded, forgetRestarts } from "./trouble.ts";

/** After `failed`: tries once more from the start. */
export function tryAgain(): void {
  forgetRestarts();
  changeSession({ status: "starting", fault: null });
  if (!application.lived()) replaceApplication("Its script is fetched again.");
  void startEngine();
}

/** After `WorldLost`: puts the default content in place of the world that is gone, and opens it. */
export async function resetLostWorld(): Promise<void> {
  if (engine === null) return;
  changeSession({ status: "starting", fault: null });
  try {
    const { face } = engine.remote;
    const id = wanted.world ?? (await face.worlds())[0]?.id;
    if (id !== undefined) await face.resetWorld(id);
    await settle(true);
    const { world } = readSession();
    if (world !== null) await application.face.wipe(world.id);
  } catch (error) {
    failUnlessEnded(error);
  }
}
