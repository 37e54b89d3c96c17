import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "#wire/bytes.ts";
import { uuid } from "./ids.ts";

test("any sixteen random bytes make an id of version 4, and nearly all of them are in it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const id = uuid(() => bytes.slice());
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      // Without the digits of version and variant.
      const drawn = (digits: string): string => digits.replace(/^(.{12}).(.{3}).(.*)$/, "$1$2$3");
      expect(drawn(id.replaceAll("-", ""))).toBe(drawn(hex(bytes)));
    }),
  );
});
