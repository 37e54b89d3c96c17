import { describe, expect, test } from "vitest";
import { hex, utf8, type Bytes } from "#wire/bytes.ts";
import { officialCases } from "../testing/sigv4-cases.ts";
import { signingKey, type Printer } from "./authenticate-chain.ts";

/** Prints that tell everything: this test looks at the values themselves. */
const open: Printer = {
  print: (secret: Bytes) => Promise.resolve({ bytes: secret.length, print: hex(secret) }),
};

for (const carriedIn of ["header", "query"] as const) {
  describe(`the official cases, signed in the ${carriedIn}, get their signature`, () => {
    for (const { name, secret, scope, accessKeyId, expected } of officialCases(carriedIn)) {
      test(name, async () => {
        const { key } = await signingKey(secret, scope, accessKeyId, open);
        const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(expected.stringToSign)));
        expect(hex(signature)).toBe(expected.signature);
      });
    }
  });
}

test("5.1 key chain: the chain is fed with date, Region, service and terminator, and ends in the signing key that AWS publishes", async () => {
  // The example of "Deriving a signing key", AWS General Reference.
  const scope = {
    date: "20120215",
    region: "us-east-1",
    service: "iam",
    terminator: "aws4_request",
  };
  const { chain } = await signingKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope, "AKIDEXAMPLE", open);
  expect(chain.links.map(({ fed }) => fed)).toEqual(["20120215", "us-east-1", "iam", "aws4_request"]);
  expect(chain.links.map(({ value }) => value.print)).toEqual([
    "969fbb94feb542b71ede6f87fe4d5fa29c789342b0f407474670f0c2489e0a0d",
    "69daa0209cd9c5ff5c8ced464a696fd4252e981430b10e3d3fd8e2f197d7a70c",
    "f72cfd46f26bc4643f06a11eabb6c0ba18780c19a8da0c31ace671265e3c87fa",
    "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d",
  ]);
});

test("another world's prints are made anew, though the signing key is the same", async () => {
  const scope = {
    date: "20120215",
    region: "us-east-1",
    service: "iam",
    terminator: "aws4_request",
  };
  const veiled: Printer = {
    print: (secret) => Promise.resolve({ bytes: secret.length, print: "0000 0000" }),
  };
  await signingKey("secret", scope, "AKIDOTHER", open);
  const { chain } = await signingKey("secret", scope, "AKIDOTHER", veiled);
  expect(chain.secret).toEqual({ bytes: 6, print: "0000 0000" });
});
