import { validation } from "../errors.ts";
import { customKeyStoreId, numberOfBytes, recipient, refuseCustomKeyStore, refuseRecipient } from "../fields.ts";
import { defineOperation } from "../operation.ts";

export const GenerateRandom = defineOperation({
  name: "GenerateRandom",
  says: "Returns up to 1,024 random bytes; no KMS key takes part.",
  kind: "crypto",
  input: { NumberOfBytes: numberOfBytes, CustomKeyStoreId: customKeyStoreId, Recipient: recipient },
  keys: {},
  permissions: [{ permission: "kms:GenerateRandom" }],
  output: ["Plaintext", "CiphertextForRecipient"],
  shape({ NumberOfBytes, CustomKeyStoreId, Recipient }) {
    if (NumberOfBytes === undefined) throw validation("NumberOfBytes is required.");
    refuseCustomKeyStore(CustomKeyStoreId);
    refuseRecipient(Recipient);
  },
  async run({ input, hsm }) {
    return { Plaintext: await hsm.randomBytes(input.NumberOfBytes as number) };
  },
});
