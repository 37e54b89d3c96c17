import { context, dataKeySpec, flag, grantTokens, keyId, numberOfBytes, recipient } from "../shared-fields.ts";
import { dataKeyBytes } from "../shapes.ts";
import { CIPHER, defineOperation } from "../operation.ts";

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
    DryRun: flag,
  },
  keys: { key: { from: "KeyId", permission: "kms:GenerateDataKey", able: "wrap a data key", ...CIPHER } },
  output: ["CiphertextBlob", "Plaintext", "KeyId", "CiphertextForRecipient", "KeyMaterialId"],
  steps: {
    random: "Draws the data key: random bytes.",
    forget: "Forgets both copies of the data key; KMS keeps neither.",
  },
  shape: (input) => void dataKeyBytes(input),
  async run({ input, keys: { key }, hsm, now }) {
    const plaintext = await hsm.randomBytes(dataKeyBytes(input));
    const { blob, materialId } = await hsm.seal(key, plaintext, input.EncryptionContext, "data key");
    const { clear, sealed } = await hsm.deliver(plaintext, input.Recipient, now);
    return {
      CiphertextBlob: blob,
      Plaintext: clear,
      KeyId: key.arn,
      CiphertextForRecipient: sealed,
      KeyMaterialId: sealed === undefined ? materialId : undefined,
    };
  },
});
