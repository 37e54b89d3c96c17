import { describe, expect, test } from "vitest";
import { createTestEngine } from "../testing/engine.ts";

const many = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => ({
    TagKey: `Key${String(from + n).padStart(3, "0")}`,
    TagValue: `${from + n}`,
  }));

describe("TagResource", () => {
  test("adds tags, and gives a key that is there its new value", async () => {
    const { call, orders } = await createTestEngine();
    expect(
      (
        await call("TagResource", {
          KeyId: orders,
          Tags: [
            { TagKey: "Team", TagValue: "Blue" },
            { TagKey: "Cost", TagValue: "" },
          ],
        })
      ).body,
    ).toEqual({});
    await call("TagResource", { KeyId: orders, Tags: [{ TagKey: "Team", TagValue: "Green" }] });
    expect((await call("ListResourceTags", { KeyId: orders })).body["Tags"]).toEqual([
      { TagKey: "Cost", TagValue: "" },
      { TagKey: "Team", TagValue: "Green" },
    ]);
  });

  test("a key holds 50 tags, counted after the change", async () => {
    const { call, orders } = await createTestEngine();
    expect((await call("TagResource", { KeyId: orders, Tags: many(0, 50) })).error).toBeNull();
    expect((await call("TagResource", { KeyId: orders, Tags: many(10, 20) })).error).toBeNull();
    const { error, message } = await call("TagResource", { KeyId: orders, Tags: many(50, 51) });
    expect([error, message]).toEqual(["TagException", "Too many tags"]);
  });

  test.each([
    [
      "one key twice",
      [
        { TagKey: "A", TagValue: "1" },
        { TagKey: "A", TagValue: "1" },
      ],
      "TagException",
      "Duplicate tag keys",
    ],
    [
      "AWS's own prefix in any case",
      [{ TagKey: "Aws:team", TagValue: "1" }],
      "TagException",
      "Tags beginning with aws: are reserved",
    ],
    ["51 tags", many(0, 51), "TagException", "Too many tags"],
    [
      "a key of more than 128 characters",
      [
        { TagKey: "A", TagValue: "1" },
        { TagKey: "K".repeat(129), TagValue: "" },
      ],
      "ValidationException",
      `1 validation error detected: Value '${"K".repeat(129)}' at 'tags.2.member.tagKey' failed to satisfy constraint: Member must have length less than or equal to 128`,
    ],
    [
      "a value of more than 256 characters",
      [{ TagKey: "A", TagValue: "V".repeat(257) }],
      "ValidationException",
      `1 validation error detected: Value '${"V".repeat(257)}' at 'tags.1.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256`,
    ],
    [
      "half a surrogate pair, which no marker of a page could name",
      [{ TagKey: "K\ud800", TagValue: "" }],
      "SerializationException",
      "Invalid UTF-8 in a string.",
    ],
    [
      "a tag without a value",
      [{ TagKey: "A" }],
      "ValidationException",
      "1 validation error detected: Value null at 'tags.1.member.tagValue' failed to satisfy constraint: Member must not be null",
    ],
  ])("refuses %s", async (_, Tags, error, message) => {
    const { call, orders, snapshot } = await createTestEngine();
    const before = await snapshot();
    const answer = await call("TagResource", { KeyId: orders, Tags });
    expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
    expect(await snapshot()).toBe(before);
  });
});

describe("UntagResource", () => {
  test("takes off what is there and does not mind what is not", async () => {
    const { call, orders } = await createTestEngine();
    await call("TagResource", { KeyId: orders, Tags: many(0, 3) });
    expect((await call("UntagResource", { KeyId: orders, TagKeys: ["Key001", "None"] })).body).toEqual({});
    const { body } = await call("ListResourceTags", { KeyId: orders });
    expect((body["Tags"] as unknown as { TagKey: string }[]).map(({ TagKey }) => TagKey)).toEqual(["Key000", "Key002"]);
  });

  test("says of the whole list what is wrong with one key in it", async () => {
    const { call, orders } = await createTestEngine();
    const { message } = await call("UntagResource", { KeyId: orders, TagKeys: ["Team", ""] });
    expect(message).toBe(
      "1 validation error detected: Value '[Team, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
    );
  });
});

describe("ListResourceTags", () => {
  test("gives at most 50 a page, each tag once", async () => {
    const { call, orders } = await createTestEngine();
    await call("TagResource", { KeyId: orders, Tags: many(0, 50) });
    expect((await call("ListResourceTags", { KeyId: orders })).body).toMatchObject({ Truncated: false });
    const first = await call("ListResourceTags", { KeyId: orders, Limit: 30 });
    const second = await call("ListResourceTags", { KeyId: orders, Limit: 30, Marker: first.body["NextMarker"] });
    expect([first.body["Truncated"], second.body["Truncated"]]).toEqual([true, false]);
    expect([...(first.body["Tags"] as unknown as unknown[]), ...(second.body["Tags"] as unknown as unknown[])]).toEqual(
      many(0, 50),
    );
    expect((await call("ListResourceTags", { KeyId: orders, Limit: 51 })).error).toBe("ValidationException");
    expect((await call("ListResourceTags", { KeyId: orders, Marker: "x" })).error).toBe("InvalidMarkerException");
  });
});
