import { oneOf, optional, string } from "../fields.ts";
import { clusterId, keyStoreName, keyStorePassword, xksProxyMembers } from "../shared-fields.ts";
import { newStoreShape } from "../shapes.ts";
import { defineOperation } from "../operation.ts";

export const CreateCustomKeyStore = defineOperation({
  name: "CreateCustomKeyStore",
  says: "Makes a custom key store over a CloudHSM cluster or an external key manager of one's own; it is not connected yet.",
  kind: "change",
  input: {
    CustomKeyStoreName: keyStoreName,
    CloudHsmClusterId: clusterId,
    TrustAnchorCertificate: optional(string({ min: 1, max: 5000 })),
    KeyStorePassword: keyStorePassword,
    CustomKeyStoreType: optional(oneOf("AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"), "AWS_CLOUDHSM"),
    ...xksProxyMembers,
  },
  keys: {},
  permissions: [{ permission: "kms:CreateCustomKeyStore" }],
  output: ["CustomKeyStoreId"],
  shape: newStoreShape,
  run: async ({ input, keyStores }) => ({ CustomKeyStoreId: (await keyStores.create(input)).id }),
});
