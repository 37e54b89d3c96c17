import { keyStoreId } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const DeleteCustomKeyStore = defineOperation({
  name: "DeleteCustomKeyStore",
  says: "Deletes a disconnected custom key store that holds no KMS keys; the cluster or proxy behind it stays as it is.",
  kind: "change",
  input: { CustomKeyStoreId: keyStoreId },
  keys: {},
  permissions: [{ permission: "kms:DeleteCustomKeyStore" }],
  output: [],
  run({ input, keyStores }) {
    keyStores.delete(keyStores.find(input.CustomKeyStoreId));
  },
});
