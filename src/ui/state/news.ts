/** Which topics the engine's telling of a change is news of. */
import type { PaneEvent } from "#glass/pane.ts";
import type { Topic } from "./hub.ts";

type Changed = Extract<PaneEvent, { event: "changed" }>;

export class News {
  /** The counts that were told last; null: they begin anew. */
  #last: Pick<Changed, "world" | "acts" | "calls"> | null = null;

  in({ world, acts, calls, tables }: Changed): ReadonlySet<Topic> {
    const topics = new Set<Topic>(tables);
    // Another world may have had as many.
    const last = this.#last?.world === world ? this.#last : null;
    if (last?.acts !== acts) topics.add("acts");
    if (last?.calls !== calls) topics.add("calls");
    this.#last = { world, acts, calls };
    return topics;
  }

  forget(): void {
    this.#last = null;
  }
}
