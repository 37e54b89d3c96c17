import { context, flag, grantTokens, keyId, keyPairSpec } from "../shared-fields.ts";
import { dataKeyPairSpec } from "../shapes.ts";
import { CIPHER, defineOperation } from "../operation.ts";

export const GenerateDataKeyPairWithoutPlaintext = defineOperation({
  name: "GenerateDataKeyPairWithoutPlaintext",
  says: "Makes a key pair for use outside KMS; its private key is returned only wrapped by a KMS key.",
  kind: "crypto",
  input: {
    EncryptionContext: context,
    KeyId: keyId,
    KeyPairSpec: keyPairSpec,
    GrantTokens: grantTokens,
    DryRun: flag,
  },
  keys: {
    key: { from: "KeyId", permission: "kms:GenerateDataKeyPairWithoutPlaintext", able: "wrap a data key", ...CIPHER },
  },
  output: ["PrivateKeyCiphertextBlob", "PublicKey", "KeyId", "KeyPairSpec", "KeyMaterialId"],
  shape: (input) => void dataKeyPairSpec(input),
  async run({ input, keys: { key }, hsm }) {
    const { privateKey, publicKey } = await hsm.newPair(dataKeyPairSpec(input));
    const { blob, materialId } = await hsm.seal(key, privateKey, input.EncryptionContext, "private key");
    return {
      PrivateKeyCiphertextBlob: blob,
      PublicKey: publicKey,
      KeyId: key.arn,
      KeyPairSpec: input.KeyPairSpec,
      KeyMaterialId: materialId,
    };
  },
});
