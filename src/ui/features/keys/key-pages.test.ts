import { describe, expect, test, vi } from "vitest";
import type { KeyView, Page } from "#glass/views.ts";
import { KeyPages } from "./key-pages.ts";

/** A list of `many` keys whose cursors are places. */
function world(many: number) {
  const asked: (string | null)[] = [];
  const state = { many, failing: false };
  const fetch = async (cursor: string | null, limit: number): Promise<Page<KeyView>> => {
    asked.push(cursor);
    if (state.failing) throw new Error("gone");
    const from = Number(cursor ?? 0);
    const to = Math.min(state.many, from + limit);
    const items = Array.from({ length: to - from }, (_, i) => ({ keyId: `key ${from + i}` }) as KeyView);
    return { items, total: state.many, next: to < state.many ? String(to) : null };
  };
  return { state, asked, fetch };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe("A long list of keys", () => {
  test("loads only what is looked at", async () => {
    const { fetch, asked } = world(10_000);
    const pages = new KeyPages(fetch, () => {});
    pages.look(0, 30);
    await settle();
    expect(pages.total).toBe(10_000);
    expect(pages.row(0)?.keyId).toBe("key 0");
    expect(pages.row(100)).toBeUndefined();
    expect(asked).toEqual([null]);
  });

  test("a jump to the end loads the way there in large pages", async () => {
    const { fetch, asked } = world(10_000);
    const pages = new KeyPages(fetch, () => {});
    pages.look(0, 30);
    await settle();
    pages.look(9_970, 9_999);
    await settle();
    expect(pages.row(9_999)?.keyId).toBe("key 9999");
    expect(asked.length).toBeLessThan(25);
  });

  test("after a change only pages in view are asked for again", async () => {
    const { fetch, asked, state } = world(1_000);
    const pages = new KeyPages(fetch, () => {});
    pages.look(0, 350);
    await settle();
    pages.look(120, 150);
    asked.length = 0;
    state.many = 1_001;
    pages.refresh();
    await settle();
    expect(pages.total).toBe(1_001);
    expect(asked.length).toBe(1);
  });

  test("a list that comes back is as it was, and asks again for what is looked at", async () => {
    const { fetch, asked, state } = world(1_000);
    const before = new KeyPages(fetch, () => {});
    before.look(0, 350);
    await settle();
    before.stop();
    asked.length = 0;
    state.many = 999;
    const pages = new KeyPages(fetch, () => {}, before);
    expect(pages.total).toBe(1_000);
    expect(pages.row(320)?.keyId).toBe("key 320");
    pages.look(300, 350);
    await settle();
    expect(asked.length).toBeLessThan(3);
    expect(pages.row(320)?.keyId).toBe("key 320");
    expect(pages.total).toBe(999);
  });

  test("an empty list is an answer too", async () => {
    const { fetch, asked } = world(0);
    const changed = vi.fn<() => void>();
    const pages = new KeyPages(fetch, changed);
    pages.look(0, 0);
    await settle();
    expect(pages.total).toBe(0);
    expect(changed).toHaveBeenCalled();
    expect(asked).toEqual([null]);
  });

  test("a first key appears in an empty list", async () => {
    const { fetch, state } = world(0);
    const pages = new KeyPages(fetch, () => {});
    pages.look(0, 0);
    await settle();
    state.many = 1;
    pages.refresh();
    await settle();
    expect(pages.row(0)?.keyId).toBe("key 0");
  });

  test("a failure is kept and the next change tries again", async () => {
    const { fetch, state } = world(10);
    const pages = new KeyPages(fetch, () => {});
    state.failing = true;
    pages.look(0, 5);
    await settle();
    expect(pages.error?.message).toBe("gone");
    state.failing = false;
    pages.refresh();
    await settle();
    expect(pages.error).toBeNull();
    expect(pages.row(9)?.keyId).toBe("key 9");
  });

  test("nothing is told after it was stopped", async () => {
    const { fetch } = world(10);
    const changed = vi.fn<() => void>();
    const pages = new KeyPages(fetch, changed);
    pages.look(0, 5);
    pages.stop();
    await settle();
    expect(changed).not.toHaveBeenCalled();
  });
});
