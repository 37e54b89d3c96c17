import { expect, test } from "vitest";
import type { PrincipalView, WorldView } from "#glass/views.ts";
import { formatSearch, parseSearch } from "../search.ts";
import { sameSeat, searchOfSeat, seatOf, seatSearch, whoOfArn } from "./seat.ts";
import { whoWords } from "./who-words.ts";

const principal = (account: string, kind: PrincipalView["kind"], name: string): PrincipalView => ({
  arn: `arn:aws:iam::${account}:${kind === "root" ? kind : `${kind}/${name}`}`,
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
      principals: [
        principal(BLUE, "role", "Admin"),
        principal(BLUE, "role", "App"),
        principal(BLUE, "user", "Zoe"),
        principal(BLUE, "root", "root"),
      ],
    },
    { id: "444455556666", name: "Green", principals: [principal("444455556666", "role", "GreenEtl")] },
  ],
  regions: ["us-east-1", "eu-west-1"],
  vpcs: [{ id: "vpc-1", name: "Office" }],
  clock: { now: 0, rate: 1, next: null },
  storage: "durable",
  throttling: null,
  grantDelay: 5_000,
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

test("a principal is named by its kind, the root as what it is, one that is gone as the URL would", () => {
  expect(whoWords(world, `arn:aws:iam::${BLUE}:user/Zoe`)).toBe("user Zoe");
  expect(whoWords(world, `arn:aws:iam::${BLUE}:root`)).toBe("the root user");
  expect(whoWords(world, "arn:aws:iam::999:role/Gone")).toBe("999:role/Gone");
});

test("a seat leads back to the URL that it came from, defaults left out", () => {
  expect(formatSearch(searchOfSeat(world, seatOf(world, {})))).toBe("");
  const zoe = searchOfSeat(world, { principalArn: `arn:aws:iam::${BLUE}:user/Zoe` });
  expect(formatSearch(zoe)).toBe(`?who=${BLUE}:user/Zoe`);
  expect(sameSeat(null, seatOf(world, {}))).toBe(false);
  expect(sameSeat(seatOf(world, {}), seatOf(world, {}))).toBe(true);
});

test("a VPC is chosen by its name, and a role can be taken by somebody; where either is gone the seat is as usual", () => {
  const search = { who: `${BLUE}:role/App`, from: "Office", by: `${BLUE}:user/Zoe`, session: "zoe", policy: "{}" };
  const seat = seatOf(world, search);
  const zoe = `arn:aws:iam::${BLUE}:user/Zoe`;
  expect(seat).toMatchObject({ from: "vpc-1", assume: { by: zoe, sessionName: "zoe", policy: "{}" } });
  expect(searchOfSeat(world, seat)).toEqual({ ...search, who: undefined, region: undefined });
  expect(seatOf(world, { from: "Gone", by: "999:user/Nobody" })).toEqual(seatOf(world, {}));
  expect(sameSeat(seat, seatOf(world, search))).toBe(true);
  expect(sameSeat(seat, seatOf(world, { ...search, policy: "[]" }))).toBe(false);
  const known = { ...search, source: "zoe", mfa: "1" };
  expect(seatOf(world, known).assume).toMatchObject({ sourceIdentity: "zoe", mfa: true });
  expect(searchOfSeat(world, seatOf(world, known))).toEqual({ ...known, who: undefined, region: undefined });
  expect(sameSeat(seat, seatOf(world, known))).toBe(false);
  expect(searchOfSeat(world, { principalArn: zoe })).toMatchObject({ by: undefined, session: undefined });
});

test("a service may call in the principal's name; a new principal calls by itself again, unless it is said", () => {
  const seat = seatOf(world, { via: "s3" });
  expect(seat.via).toBe("s3");
  expect(formatSearch(searchOfSeat(world, seat))).toBe("?via=s3");
  expect(sameSeat(seat, seatOf(world, {}))).toBe(false);
  expect(seatOf(world, { via: "S3/../x" })).toEqual(seatOf(world, {}));
  const { principalArn } = seat;
  expect(searchOfSeat(world, { principalArn })).toHaveProperty("via", undefined);
  expect(searchOfSeat(world, { principalArn, via: "s3" })).toMatchObject({ via: "s3" });
  expect(searchOfSeat(world, { via: undefined })).toEqual({ via: undefined });
  expect(searchOfSeat(world, { region: "eu-west-1" })).not.toHaveProperty("via");
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
