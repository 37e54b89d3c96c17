import { invalidAliasName, notAuthorized, validation } from "../errors.ts";
import { aliasName, keyId } from "../shared-fields.ts";
import { defineOperation, NOT_PENDING_DELETION } from "../operation.ts";

export const CreateAlias = defineOperation({
  name: "CreateAlias",
  says: "Gives a KMS key a friendly name of this account and Region.",
  kind: "change",
  input: { AliasName: aliasName, TargetKeyId: keyId },
  keys: { key: { from: "TargetKeyId", permission: "kms:CreateAlias", states: NOT_PENDING_DELETION } },
  permissions: [{ permission: "kms:CreateAlias", alias: "AliasName" }],
  output: [],
  shape({ AliasName }) {
    if (!AliasName.startsWith("alias/"))
      throw validation(
        'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
      );
    // @NOTE AWS: these three are known from emulators that were compared with AWS, not from AWS's own pages.
    if (AliasName.startsWith("alias/aws/")) throw notAuthorized();
    if (AliasName.includes(":")) throw validation(`${AliasName} contains invalid characters for an alias`);
    if (AliasName === "alias/") throw invalidAliasName();
  },
  run({ input, keys: { key }, store, now }) {
    store.createAlias(key, input.AliasName, now);
  },
});
