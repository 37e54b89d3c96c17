import { optional } from "../fields.ts";
import { keyId, limit, marker } from "../shared-fields.ts";
import { ANY_STATE, defineOperation, seconds } from "../operation.ts";

export const ListAliases = defineOperation({
  name: "ListAliases",
  says: "Lists the aliases of the account in this Region, those of AWS managed keys too, or those of one KMS key, a page at a time.",
  kind: "read",
  input: { KeyId: optional(keyId), Limit: limit(100, 50), Marker: marker },
  keys: { key: { from: "KeyId", optional: true, permission: null, states: ANY_STATE } },
  permissions: [{ permission: "kms:ListAliases" }],
  output: ["Aliases", "NextMarker", "Truncated"],
  run({ input, keys: { key }, caller: { account }, region, store }) {
    const { rows, ...more } = store.aliasesPage(key ?? { account, region }, input.Marker, input.Limit);
    const Aliases = rows.map((alias) => ({
      AliasName: alias.name,
      AliasArn: alias.arn,
      ...(alias.target === null
        ? {}
        : {
            TargetKeyId: store.target(alias).keyId,
            CreationDate: seconds(alias.created),
            LastUpdatedDate: seconds(alias.updated),
          }),
    }));
    return { Aliases, ...more };
  },
});
