import { expect, test } from "vitest";
import type { PrincipalView, WorldView } from "#glass/views.ts";
import { formatSearch, parseSearch } from "../search.ts";
import { sameSeat, searchOfSeat, seatOf, seatSearch, whoOfArn } from "./seat.ts";

const principal = (account: string, kind: "role" | "user", name: string): PrincipalView => ({
  arn: `arn:aws:iam::${account}:${kind}/${name}`,
  kind,
  name,
  account,
  policies: [],
});
const BLUE = "111122223333";
const world: WorldView = {
  id: "w1",
  name: "Blue and Green",
  accounts: [
    {
      id: BLUE,
      name: "Blue",
      principals: [principal(BLUE, "role", "Admin"), principal(BLUE, "role", "App"), principal(BLUE, "user", "Zoe")],
    },
    { id: "444455556666", name: "Green", principals: [principal("444455556666", "role", "GreenEtl")] },
  ],
  regions: ["us-east-1", "eu-west-1"],
  clock: { now: 0, rate: 1, next: null },
  storage: "durable",
  throttling: null,
  fault: null,
  acts: 0,
  undo: null,
  redo: null,
};

test("without a word in the URL, role App of the first account sits in the first Region", () => {
  expect(seatOf(world, {})).toEqual({
    world: "w1",
    principalArn: `arn:aws:iam::${BLUE}:role/App`,
    region: "us-east-1",
    from: "internet",
  });
});

test("what the URL names is taken; what this world does not have is the default", () => {
  const seat = seatOf(world, { who: "444455556666:role/GreenEtl", region: "eu-west-1" });
  expect(whoOfArn(seat.principalArn)).toBe("444455556666:role/GreenEtl");
  expect(seat.region).toBe("eu-west-1");
  expect(seatOf(world, { who: "999:role/Nobody", region: "mars-1" })).toEqual(seatOf(world, {}));
});

test("a seat leads back to the URL that it came from, defaults left out", () => {
  expect(searchOfSeat(world, seatOf(world, {}))).toEqual({ who: undefined, region: undefined });
  expect(searchOfSeat(world, { principalArn: `arn:aws:iam::${BLUE}:user/Zoe` })).toEqual({ who: `${BLUE}:user/Zoe` });
  expect(sameSeat(null, seatOf(world, {}))).toBe(false);
  expect(sameSeat(seatOf(world, {}), seatOf(world, {}))).toBe(true);
});

test("only texts are taken from a search", () => {
  expect(seatSearch({ world: 1, who: "", region: "eu-west-1", beat: "3" })).toEqual({ region: "eu-west-1" });
});

test("links stay readable, and come back as they went", () => {
  const search = { who: `${BLUE}:role/App`, search: "a&b = c", beat: 3, gone: undefined };
  const text = formatSearch(search);
  expect(text).toContain(`who=${BLUE}:role/App`);
  expect(parseSearch(text)).toEqual({ who: search.who, search: search.search, beat: "3" });
  expect(formatSearch({})).toBe("");
});
