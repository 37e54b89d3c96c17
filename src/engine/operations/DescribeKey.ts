import { grantTokens, keyId } from "../shared-fields.ts";
import { ANY_STATE, defineOperation } from "../operation.ts";

export const DescribeKey = defineOperation({
  name: "DescribeKey",
  says: "Tells what a KMS key is: its spec, usage, state, dates and current material. Policy, tags and aliases are told elsewhere.",
  kind: "read",
  input: { KeyId: keyId, GrantTokens: grantTokens },
  keys: { key: { from: "KeyId", aliases: true, permission: "kms:DescribeKey", states: ANY_STATE, crossAccount: true } },
  output: ["KeyMetadata"],
  run: ({ keys: { key }, store }) => ({ KeyMetadata: store.metadata(key) }),
});
