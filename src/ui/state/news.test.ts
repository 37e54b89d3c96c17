import { expect, test } from "vitest";
import { News } from "./news.ts";

const told = { event: "changed", acts: 1, calls: 1, tables: ["keys"] } as const;

test("counts are news once, and again in another world that has had as many", () => {
  const news = new News();
  const heard = ["first", "first", "second"].map((world) => [...news.in({ ...told, world })]);
  expect(heard).toEqual([["keys", "acts", "calls"], ["keys"], ["keys", "acts", "calls"]]);
});

test("a world that was reset counts from the beginning", () => {
  const news = new News();
  news.in({ ...told, world: "first" });
  news.forget();
  expect([...news.in({ ...told, world: "first" })]).toContain("acts");
});
