import { aliasName } from "../shared-fields.ts";
import { ANY_STATE, defineOperation } from "../operation.ts";

export const DeleteAlias = defineOperation({
  name: "DeleteAlias",
  says: "Takes a name away from its KMS key; the key itself is untouched.",
  kind: "change",
  input: { AliasName: aliasName },
  keys: { key: { from: "AliasName", aliasTarget: true, permission: "kms:DeleteAlias", states: ANY_STATE } },
  permissions: [{ permission: "kms:DeleteAlias", alias: "AliasName" }],
  output: [],
  run({ input, keys: { key }, store }) {
    store.deleteAlias(key, input.AliasName);
  },
});
