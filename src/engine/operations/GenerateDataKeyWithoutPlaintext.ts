import { context, dataKeySpec, flag, grantTokens, keyId, numberOfBytes } from "../shared-fields.ts";
import { dataKeyBytes } from "../shapes.ts";
import { CIPHER, defineOperation } from "../operation.ts";

export const GenerateDataKeyWithoutPlaintext = defineOperation({
  name: "GenerateDataKeyWithoutPlaintext",
  says: "Makes a data key and returns it only wrapped by a KMS key, for whoever may open it later.",
  kind: "crypto",
  input: {
    KeyId: keyId,
    EncryptionContext: context,
    KeySpec: dataKeySpec,
    NumberOfBytes: numberOfBytes,
    GrantTokens: grantTokens,
    DryRun: flag,
  },
  keys: {
    key: { from: "KeyId", permission: "kms:GenerateDataKeyWithoutPlaintext", able: "wrap a data key", ...CIPHER },
  },
  output: ["CiphertextBlob", "KeyId", "KeyMaterialId"],
  steps: {
    random: "Draws the data key: random bytes.",
    forget: "Forgets the data key; only its wrapped copy leaves the HSM.",
  },
  shape: (input) => void dataKeyBytes(input),
  async run({ input, keys: { key }, hsm }) {
    const { blob, materialId } = await hsm.seal(
      key,
      await hsm.randomBytes(dataKeyBytes(input)),
      input.EncryptionContext,
      "data key",
    );
    return { CiphertextBlob: blob, KeyId: key.arn, KeyMaterialId: materialId };
  },
});
