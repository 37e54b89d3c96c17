import { describe, expect, test } from "vitest";
import type { Pane } from "#glass/pane.ts";
import type { WorldView } from "#glass/views.ts";
import { whoMay, wireInput } from "./who-may.ts";

describe("A call's input as the wire carries it", () => {
  test("texts become base64, the rest stays", () => {
    expect(wireInput({ KeyId: "k", Plaintext: { text: "hi" }, EncryptionContext: { a: "b" } })).toEqual({
      KeyId: "k",
      Plaintext: "aGk=",
      EncryptionContext: { a: "b" },
    });
  });

  test("an artefact's bytes are only in the application", () => {
    expect(wireInput({ CiphertextBlob: { artefact: "1" } })).toBeNull();
  });
});

test("those who could make the call are found among the caller's account", async () => {
  const principal = (name: string, account: string) => ({
    arn: `arn:aws:iam::${account}:role/${name}`,
    kind: "role" as const,
    name,
    account,
    policies: [],
  });
  const world = {
    accounts: [
      { id: "1", name: "Blue", principals: [principal("Admin", "1"), principal("App", "1"), principal("Report", "1")] },
      { id: "2", name: "Green", principals: [principal("GreenEtl", "2")] },
    ],
  } as unknown as WorldView;
  const asked: string[] = [];
  const pane = {
    probe: async ([call]: readonly { principal: string }[]) => {
      asked.push(call?.principal ?? "");
      return [{ status: call?.principal.endsWith("Admin") === true ? 200 : 400 }];
    },
  } as unknown as Pane;
  const may = await whoMay(pane, world, {
    operation: "DisableKey",
    input: { KeyId: "k" },
    region: "us-east-1",
    notBy: "arn:aws:iam::1:role/App",
  });
  expect(may.map(({ name }) => name)).toEqual(["Admin"]);
  expect(asked).toEqual(["arn:aws:iam::1:role/Admin", "arn:aws:iam::1:role/Report"]);
});
