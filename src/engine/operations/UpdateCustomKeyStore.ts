import { optional } from "../fields.ts";
import { clusterId, keyStoreId, keyStoreName, keyStorePassword, xksProxyMembers } from "../shared-fields.ts";
import { defineOperation } from "../operation.ts";

export const UpdateCustomKeyStore = defineOperation({
  name: "UpdateCustomKeyStore",
  says: "Changes what KMS was told of a custom key store; most of it only while the store is disconnected.",
  kind: "change",
  input: {
    CustomKeyStoreId: keyStoreId,
    NewCustomKeyStoreName: optional(keyStoreName),
    KeyStorePassword: keyStorePassword,
    CloudHsmClusterId: clusterId,
    ...xksProxyMembers,
  },
  keys: {},
  permissions: [{ permission: "kms:UpdateCustomKeyStore" }],
  output: [],
  async run({ input: { CustomKeyStoreId, ...changes }, keyStores }) {
    await keyStores.update(keyStores.find(CustomKeyStoreId), changes);
  },
});
