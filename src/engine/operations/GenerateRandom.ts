import { validation } from "../errors.ts";
import { customKeyStoreId, numberOfBytes, recipient } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const GenerateRandom = defineOperation({
  name: "GenerateRandom",
  says: "Returns up to 1,024 random bytes; no KMS key takes part.",
  kind: "crypto",
  input: { NumberOfBytes: numberOfBytes, CustomKeyStoreId: customKeyStoreId, Recipient: recipient },
  keys: {},
  permissions: [{ permission: "kms:GenerateRandom" }],
  output: ["Plaintext", "CiphertextForRecipient"],
  shape({ NumberOfBytes }) {
    if (NumberOfBytes === undefined) throw validation("NumberOfBytes is required.");
  },
  async run({ input, hsm, keyStores, now }) {
    if (input.CustomKeyStoreId !== undefined) keyStores.drawIn(input.CustomKeyStoreId);
    const bytes = await hsm.randomBytes(input.NumberOfBytes as number);
    const { clear, sealed } = await hsm.deliver(bytes, input.Recipient, now);
    return { Plaintext: clear, CiphertextForRecipient: sealed };
  },
});
