import { describe, expect, test } from "vitest";
import { jsonFault } from "./json-fault.ts";

const at = (text: string): string => {
  const fault = jsonFault(text);
  return fault === null ? "fine" : `${fault.line}:${fault.column} ${fault.message}`;
};

describe("Where a text stops being JSON", () => {
  test("JSON has no fault", () => {
    for (const text of ['{"a":[1,-2.5e3,true,null,"\\u00e9\\n"],"b":{}}', " [ ] ", '"x"', "0"])
      expect(at(text)).toBe("fine");
  });

  test("each fault has its place and its reason", () => {
    expect(at('{ "Statement": [ }')).toBe("1:18 A value is missing before “}”.");
    expect(at('{\n  "a": 1,\n}')).toBe("3:1 There is a comma too many before }.");
    expect(at('{"a" 1}')).toBe("1:6 A colon is missing after the name before “1”.");
    expect(at("{a: 1}")).toBe("1:2 A name in double quotes is missing before “a”.");
    expect(at('{"a": 1 "b": 2}')).toBe('1:9 A comma or } is missing before “"”.');
    expect(at('{"a": "x')).toMatch(/^1:7 This text in quotes does not end/);
    expect(at('{"a": 1')).toBe("1:8 A comma or } is missing: the text ends here.");
    expect(at("{} {}")).toBe("1:4 Nothing may follow the end of the object.");
    expect(at('{"a": tru}')).toBe("1:7 A value is missing before “t”.");
    expect(at("")).toBe("1:1 The text ends too early.");
  });

  test("it never disagrees with the parser", () => {
    const texts = [
      '{"a":01}',
      "[1,]",
      '{"a":1,,}',
      "[-]",
      '"\t"',
      '{"a":.5}',
      "nul",
      '["\\x"]',
      '{"a":1}\u0000',
      "[1 2]",
      "1.e3",
      "+1",
    ];
    for (const text of texts) {
      expect(() => JSON.parse(text) as unknown, text).toThrow(SyntaxError);
      expect(at(text), text).not.toBe("fine");
    }
  });

  test("a text that nests too deeply to be followed has no fault that could be told", () => {
    expect(jsonFault("[".repeat(1_000))).toMatchObject({ column: 1_001 });
    expect(jsonFault("[".repeat(200_000))).toBe(null);
  });
});
