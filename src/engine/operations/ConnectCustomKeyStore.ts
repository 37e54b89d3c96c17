import { keyStoreId } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const ConnectCustomKeyStore = defineOperation({
  name: "ConnectCustomKeyStore",
  says: "Begins to connect a custom key store to its cluster or proxy; minutes later it is connected, or says why not.",
  kind: "change",
  input: { CustomKeyStoreId: keyStoreId },
  keys: {},
  permissions: [{ permission: "kms:ConnectCustomKeyStore" }],
  output: [],
  run({ input, keyStores }) {
    keyStores.connect(keyStores.find(input.CustomKeyStoreId));
  },
});
