import { unsupported, validation } from "../errors.ts";
import { context, dataKeySpec, dryRunFlag, grantTokens, keyId, numberOfBytes, recipient } from "../fields.ts";
import { defineOperation, IN_USE } from "../operation.ts";

export const GenerateDataKey = defineOperation({
  name: "GenerateDataKey",
  says: "Makes a data key and returns it twice: in the clear, and wrapped by a KMS key.",
  kind: "crypto",
  input: {
    KeyId: keyId,
    EncryptionContext: context,
    NumberOfBytes: numberOfBytes,
    KeySpec: dataKeySpec,
    GrantTokens: grantTokens,
    Recipient: recipient,
    DryRun: dryRunFlag,
  },
  keys: { key: { from: "KeyId", aliases: true, permission: "kms:GenerateDataKey", states: IN_USE, usage: "ENCRYPT_DECRYPT", crossAccount: true } },
  output: ["CiphertextBlob", "Plaintext", "KeyId", "KeyMaterialId"],
  steps: { random: "Draws the data key: random bytes.", forget: "Forgets both copies of the data key; KMS keeps neither." },
  shape({ NumberOfBytes, KeySpec, Recipient }) {
    if ((NumberOfBytes === undefined) === (KeySpec === undefined)) throw validation("Please specify either number of bytes or key spec.");
    // Nitro enclaves are not simulated yet; nothing is silently answered in their stead.
    if (Recipient !== undefined) throw unsupported();
  },
  async run({ input, keys: { key }, hsm }) {
    const plaintext = await hsm.randomBytes(input.NumberOfBytes ?? (input.KeySpec === "AES_128" ? 16 : 32));
    const { blob, materialId } = await hsm.seal(key, plaintext, input.EncryptionContext, "data key");
    return { CiphertextBlob: blob, Plaintext: plaintext, KeyId: key.arn, KeyMaterialId: materialId };
  },
});
