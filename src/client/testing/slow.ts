import type { TestEngine } from "#engine/testing/engine.ts";

/** Has everything that goes to the engine wait there; the returned function lets it through. */
export function slow({ engine }: TestEngine): () => void {
  const { handle } = engine;
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  engine.handle = async (...request) => {
    await held;
    return handle.apply(engine, request);
  };
  return release;
}
