import fc from "fast-check";
import { expect, test } from "vitest";
import { uuid } from "./ids.ts";

test("any sixteen random bytes make an id of version 4, and nearly all of them are in it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const id = uuid(() => bytes.slice());
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const digits = id.replaceAll("-", "");
      for (const [at, byte] of bytes.entries())
        if (at !== 6 && at !== 8) expect(Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16)).toBe(byte);
    }),
  );
});
