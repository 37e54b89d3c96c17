import { keyStoreId } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const DisconnectCustomKeyStore = defineOperation({
  name: "DisconnectCustomKeyStore",
  says: "Takes a custom key store off its cluster or proxy; its KMS keys are unavailable until it is connected again.",
  kind: "change",
  input: { CustomKeyStoreId: keyStoreId },
  keys: {},
  permissions: [{ permission: "kms:DisconnectCustomKeyStore" }],
  output: [],
  run({ input, keyStores }) {
    keyStores.disconnect(keyStores.find(input.CustomKeyStoreId));
  },
});
