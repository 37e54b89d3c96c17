import { expect, test } from "vitest";
import { BadCommandLine, readCommandLine } from "./endpoint-options.ts";

test("without a word it is AWS's example account in us-east-1, with test:test on port 4599", () => {
  expect(readCommandLine([])).toEqual({
    port: 4599,
    account: "123456789012",
    region: "us-east-1",
    credentials: [{ accessKeyId: "test", secret: "test", principal: null }],
    anyPrincipal: false,
    store: null,
    anonymous: false,
    verbose: false,
    help: false,
  });
});

test("credentials may repeat, and may name their principal", () => {
  const { credentials } = readCommandLine([
    "--credential",
    "AKIDEXAMPLE:wJalr/XUt+nFEMI=",
    "--credential",
    "APP:secret:arn:aws:iam::123456789012:role/path/App",
  ]);
  expect(credentials).toEqual([
    { accessKeyId: "AKIDEXAMPLE", secret: "wJalr/XUt+nFEMI=", principal: null },
    { accessKeyId: "APP", secret: "secret", principal: "arn:aws:iam::123456789012:role/path/App" },
  ]);
});

test.each([
  [["--port", "70000"], "not a port"],
  [["--port", "x"], "not a port"],
  [["--account", "12"], "12 digits"],
  [["--region", "moon-1"], "not a Region"],
  [["--credential", "only-an-id"], "A credential is"],
  [["--credential", "A:secret-one:arn:aws:iam::1:user/x"], "no ARN"],
  [["--credential", "A:b", "--credential", "A:c"], "given twice"],
  [["--unknown"], "unknown"],
])("%s is refused with a sentence", (args, said) => {
  expect(() => readCommandLine(args)).toThrow(BadCommandLine);
  expect(() => readCommandLine(args)).toThrow(new RegExp(said, "i"));
  expect(() => readCommandLine(args)).not.toThrow(/secret-one/);
});
