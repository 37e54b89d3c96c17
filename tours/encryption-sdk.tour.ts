/** The AWS Encryption SDK seals and opens through the endpoint, under two keys of two keyrings. */
import { buildClient, CommitmentPolicy, getClient, KMS, KmsKeyringNode } from "@aws-crypto/client-node";
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPort, type Port } from "./port.ts";

let port: Port;
beforeAll(async () => {
  port = await startPort();
});
afterAll(() => port.stop());

test("what a keyring of two keys sealed, a keyring of the second key alone opens, and no other", async () => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const kms = new KMSClient({ endpoint: port.address, region: "us-east-1", credentials });
  const key = async (): Promise<string> => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
  const [first, second, third] = [await key(), await key(), await key()];
  // Its types want every member of an answer present; the client is the SDK's own.
  const Client = KMS as unknown as Parameters<typeof getClient>[0];
  const clientProvider = getClient(Client, { endpoint: port.address, credentials });
  const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const encryptionContext = { stage: "tour", origin: "eu-west-1" };

  const sealing = new KmsKeyringNode({ clientProvider, generatorKeyId: first, keyIds: [second] });
  const { result } = await encrypt(sealing, "order 7: three boxes", { encryptionContext });
  await kms.send(new DisableKeyCommand({ KeyId: first }));

  const { plaintext, messageHeader } = await decrypt(new KmsKeyringNode({ clientProvider, keyIds: [second] }), result);
  expect(plaintext.toString()).toBe("order 7: three boxes");
  expect(messageHeader.encryptionContext).toMatchObject(encryptionContext);
  expect(messageHeader.encryptedDataKeys.map(({ providerInfo }) => providerInfo)).toEqual([first, second]);

  const openedWith = (key: string) => decrypt(new KmsKeyringNode({ clientProvider, keyIds: [key] }), result);
  await expect(openedWith(first)).rejects.toThrow(`${first} is disabled.`);
  await expect(openedWith(third)).rejects.toThrow("unencryptedDataKey has not been set");
});
