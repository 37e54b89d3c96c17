/**
 * What CloudTrail writes of a call besides the caller's own record (authorization.md 6.3): the same in the account of another's key, and
 * CreateKey in the Region of a new replica.
 */
import type { JsonObject, JsonValue } from "#wire/json.ts";

interface Copied {
  readonly accountId: string;
}

/** Accounts of the keys of a record other than the caller's own. A refusal is told in the caller's account only. */
export function otherAccounts(caller: string, keys: readonly { readonly account: string }[]): readonly string[] {
  return [...new Set(keys.map(({ account }) => account))].filter((account) => account !== caller);
}

/** `eventIds`: one for each copy. ReEncrypt may work on the keys of two other accounts. */
export function copiesOf(record: JsonObject, eventIds: readonly string[]): readonly JsonObject[] {
  const { recipientAccountId, sharedEventID, eventName, errorCode } = record;
  if (errorCode !== undefined) return [];
  if (sharedEventID === undefined)
    return eventName === "ReplicateKey" ? eventIds.map((eventID) => createdReplica(record, eventID)) : [];
  const keys = (record["resources"] as readonly (JsonObject & Copied)[]).map(({ accountId }) => ({
    account: accountId,
  }));
  const owners = otherAccounts(recipientAccountId as string, keys);
  return eventIds.flatMap((eventID, i) => {
    const owner = owners[i];
    return owner === undefined ? [] : [{ ...record, eventID, recipientAccountId: owner }];
  });
}

/** @NOTE AWS: which members its request parameters have is our reading. */
function createdReplica(record: JsonObject, eventId: string): JsonObject {
  const asked = record["requestParameters"] as JsonObject;
  const metadata = (record["responseElements"] as JsonObject)["replicaKeyMetadata"] as JsonObject;
  const { keySpec, keyUsage, origin, arn } = metadata;
  const { replicaRegion, description = "", bypassPolicyLockoutSafetyCheck = false, policy, tags } = asked;
  const parameters: Readonly<Record<string, JsonValue | undefined>> = {
    bypassPolicyLockoutSafetyCheck,
    keyUsage,
    keySpec,
    customerMasterKeySpec: keySpec,
    origin,
    description,
    multiRegion: true,
    ...(policy === undefined ? {} : { policy }),
    ...(tags === undefined ? {} : { tags }),
  };
  return {
    ...record,
    eventName: "CreateKey",
    awsRegion: replicaRegion,
    requestParameters: parameters,
    responseElements: { keyMetadata: metadata },
    eventID: eventId,
    resources: [{ accountId: record["recipientAccountId"], type: "AWS::KMS::Key", ARN: arn }],
  };
}
