import { context, flag, grantTokens, keyId, keyPairSpec, recipient } from "../shared-fields.ts";
import { dataKeyPairSpec } from "../shapes.ts";
import { CIPHER, defineOperation } from "../operation.ts";

export const GenerateDataKeyPair = defineOperation({
  name: "GenerateDataKeyPair",
  says: "Makes a key pair for use outside KMS and returns its private key twice: in the clear, and wrapped by a KMS key.",
  kind: "crypto",
  input: {
    EncryptionContext: context,
    KeyId: keyId,
    KeyPairSpec: keyPairSpec,
    GrantTokens: grantTokens,
    Recipient: recipient,
    DryRun: flag,
  },
  keys: { key: { from: "KeyId", permission: "kms:GenerateDataKeyPair", able: "wrap a data key", ...CIPHER } },
  output: [
    "PrivateKeyCiphertextBlob",
    "PrivateKeyPlaintext",
    "PublicKey",
    "KeyId",
    "KeyPairSpec",
    "CiphertextForRecipient",
    "KeyMaterialId",
  ],
  shape: (input) => void dataKeyPairSpec(input),
  async run({ input, keys: { key }, hsm, now }) {
    const { privateKey, publicKey } = await hsm.newPair(dataKeyPairSpec(input));
    const { blob, materialId } = await hsm.seal(key, privateKey, input.EncryptionContext, "private key");
    const { clear, sealed } = await hsm.deliver(privateKey, input.Recipient, now);
    return {
      PrivateKeyCiphertextBlob: blob,
      PrivateKeyPlaintext: clear,
      PublicKey: publicKey,
      KeyId: key.arn,
      KeyPairSpec: input.KeyPairSpec,
      CiphertextForRecipient: sealed,
      KeyMaterialId: sealed === undefined ? materialId : undefined,
    };
  },
});
