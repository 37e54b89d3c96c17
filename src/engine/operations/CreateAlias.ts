import { alreadyExists, invalidAliasName, limitExceeded } from "../errors.ts";
import { aliasName, keyId } from "../fields.ts";
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
    if (!AliasName.startsWith("alias/") || AliasName === "alias/") throw invalidAliasName('Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html');
    if (AliasName.startsWith("alias/aws/")) throw invalidAliasName('Alias name must not begin with "alias/aws/"');
  },
  run({ input, keys: { key }, store, now }) {
    const taken = store.alias(key.account, key.region, input.AliasName);
    if (taken !== undefined) throw alreadyExists(`An alias with the name ${taken.arn} already exists`);
    if (store.aliasCount(key) >= 50) throw limitExceeded();
    store.createAlias(key, input.AliasName, now);
  },
});
