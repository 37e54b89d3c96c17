/** A long list of keys, page by page: loads what is looked at, in order of cursors, and asks again only for pages in view. */
import type { KeyView, Page } from "#glass/views.ts";

export type FetchKeys = (cursor: string | null, limit: number) => Promise<Page<KeyView>>;

interface LoadedPage {
  readonly cursor: string | null;
  readonly limit: number;
  readonly items: readonly KeyView[];
  readonly next: string | null;
  fresh: boolean;
}

const SMALL = 100;
/** When the learner has jumped far ahead. */
const LARGE = 500;

export class KeyPages {
  #fetch: FetchKeys;
  #changed: () => void;
  #pages: LoadedPage[] = [];
  #first = 0;
  #last = 0;
  #running = false;
  #stopped = false;
  #changes = 0;
  /** Null until the first answer. */
  total: number | null = null;
  error: Error | null = null;

  /** `before`: the same list as it was; what is looked at of it is asked for again. */
  constructor(fetch: FetchKeys, changed: () => void, before: KeyPages | null = null) {
    this.#fetch = fetch;
    this.#changed = changed;
    if (before === null) return;
    this.#pages = before.#pages.map((page) => ({ ...page, fresh: false }));
    this.total = before.total;
  }

  /** The key at `index`, or undefined while its page is on its way. */
  row(index: number): KeyView | undefined {
    let rest = index;
    for (const { items } of this.#pages) {
      if (rest < items.length) return items[rest];
      rest -= items.length;
    }
    return undefined;
  }

  /** Rows `first` to `last` are in view. */
  look(first: number, last: number): void {
    this.#first = first;
    this.#last = last;
    void this.#run();
  }

  /** Something changed in the world: pages in view are asked for again, others when they come into view. */
  refresh(): void {
    this.#changes++;
    for (const page of this.#pages) page.fresh = false;
    this.error = null;
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#next(); next !== null && !this.#stopped; next = this.#next())
        await this.#load(next.at, next.limit);
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error));
      if (!this.#stopped) this.#changed();
    } finally {
      this.#running = false;
    }
  }

  /** Which page to ask for now, or null when all in view is there and fresh. */
  #next(): { readonly at: number; readonly limit: number } | null {
    let begin = 0;
    for (const [at, { items, fresh, limit }] of this.#pages.entries()) {
      const inView = begin <= this.#last && begin + Math.max(1, items.length) > this.#first;
      if (inView && !fresh) return { at, limit };
      begin += items.length;
    }
    const end = this.#pages.at(-1);
    if (end !== undefined && (end.next === null || begin > this.#last)) return null;
    return { at: this.#pages.length, limit: this.#last - begin > SMALL ? LARGE : SMALL };
  }

  async #load(at: number, limit: number): Promise<void> {
    const cursor = this.#pages[at]?.cursor ?? this.#pages[at - 1]?.next ?? null;
    const changes = this.#changes;
    const { items, next, total } = await this.#fetch(cursor, limit);
    if (this.#stopped) return;
    this.#pages[at] = { cursor, limit, items, next, fresh: changes === this.#changes };
    // Rows moved over the page's end: the pages behind it begin elsewhere now.
    if (this.#pages[at + 1] !== undefined && this.#pages[at + 1]?.cursor !== next) this.#pages.length = at + 1;
    this.total = total;
    this.error = null;
    this.#changed();
  }
}
