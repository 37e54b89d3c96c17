/** Starts the workers of benches and leaves their faces where `page.evaluate` finds them. */
import { connect } from "#glass/port.ts";
import type { EngineBench } from "./engine.worker.ts";
import type { FramesBench } from "./frames.worker.ts";
import type { SdkBench } from "./sdk.worker.ts";

const face = <F extends object>(worker: Worker): F => connect<F>(worker, { deadline: 300_000 }).face as F;

const faces = {
  engine: () =>
    face<EngineBench>(new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module", name: "engine" })),
  frames: () =>
    face<FramesBench>(new Worker(new URL("./frames.worker.ts", import.meta.url), { type: "module", name: "frames" })),
  sdk: () => face<SdkBench>(new Worker(new URL("./sdk.worker.ts", import.meta.url), { type: "module", name: "sdk" })),
};

export type Faces = typeof faces;
(globalThis as unknown as { faces: Faces }).faces = faces;
