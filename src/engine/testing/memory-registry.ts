/** The registry of worlds, in memory. */
import type { WorldSummary } from "#glass/views.ts";
import type { WorldRegistry } from "../storage/storage.ts";

export class MemoryRegistry implements WorldRegistry {
  readonly #worlds = new Map<string, WorldSummary>();

  async list(): Promise<readonly WorldSummary[]> {
    return [...this.#worlds.values()].toSorted((a, b) => a.created - b.created);
  }

  async put(world: WorldSummary): Promise<void> {
    this.#worlds.set(world.id, world);
  }

  async remove(id: string): Promise<void> {
    this.#worlds.delete(id);
  }
}
