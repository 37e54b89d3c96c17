import * as kms from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPort, type Port } from "./port.ts";
import { Known, steps, type Members } from "./steps.ts";

let port: Port;
beforeAll(async () => {
  port = await startPort("--principals-any");
});
afterAll(() => port.stop());

const { taken, missing } = steps();

test("every operation that there is has a step", () => {
  expect(missing).toEqual([]);
});

test(`the AWS SDK for JavaScript takes all ${taken.length} steps`, async () => {
  const clients = new Map<string, kms.KMSClient>();
  const clientIn = (region: string): kms.KMSClient => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = clients.get(region) ?? new kms.KMSClient({ endpoint: port.address, region, credentials });
    clients.set(region, client);
    return client;
  };
  type Command = new (input: Members) => kms.ListKeysCommand;
  const known = new Known();
  for (const { operation, input, after, later, region = "us-east-1" } of taken) {
    const command = (kms as unknown as Record<string, Command>)[`${operation}Command`];
    if (command === undefined) throw new Error(`The SDK knows no ${operation}.`);
    if (later !== undefined) await port.advance(later);
    try {
      const output = await clientIn(region).send(new command(input(known)));
      after?.(output as unknown as Members, known);
    } catch (error) {
      // oxlint-disable-next-line preserve-caught-error -- the SDK's errors hold the whole connection
      throw new Error(`${operation}: ${String(error)}`);
    }
  }
  for (const client of clients.values()) client.destroy();
});
