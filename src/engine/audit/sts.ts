/** CloudTrail's records of STS calls. The session token and the secret key of what was handed out are not in them. */
import type { CallError } from "#glass/trace.ts";
import type { JsonObject } from "#wire/json.ts";
import type { Caller } from "../access/caller.ts";
import { SOURCE_ADDRESS } from "../world/network.ts";
import { identity, isoSeconds } from "./cloudtrail.ts";

interface StsFacts {
  readonly at: number;
  readonly region: string;
  readonly requestId: string;
  readonly eventId: string;
  readonly userAgent: string;
}

export interface AssumedRoleFacts extends StsFacts {
  /** The request's parameters as they came. */
  readonly form: Readonly<Record<string, string>>;
  readonly error: CallError | null;
}

/** `got`: the session, and world time of its end; null after a refusal. */
export function assumedRoleRecord(
  caller: Caller,
  facts: AssumedRoleFacts,
  got: { readonly session: Caller; readonly expires: number } | null,
): JsonObject {
  const { form, error } = facts;
  const { RoleArn: roleArn = "", RoleSessionName: roleSessionName = "", Policy: policy } = form;
  const { DurationSeconds: seconds, ExternalId: externalId } = form;
  const { SourceIdentity: sourceIdentity, SerialNumber: serialNumber } = form;
  const account = roleArn.split(":")[4] ?? caller.account;
  const carried = got?.session.session?.sourceIdentity;
  return {
    ...head(caller, "AssumeRole", facts),
    ...(error === null
      ? {}
      : { errorCode: error.name, ...(error.message === null ? {} : { errorMessage: error.message }) }),
    requestParameters: {
      roleArn,
      roleSessionName,
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      ...(serialNumber === undefined ? {} : { serialNumber }),
      ...(policy === undefined ? {} : { policy }),
      ...(seconds === undefined ? {} : { durationSeconds: Number(seconds) }),
      ...(externalId === undefined ? {} : { externalId }),
    },
    responseElements:
      got === null
        ? null
        : {
            credentials: { accessKeyId: got.session.accessKeyId, expiration: isoSeconds(got.expires) },
            assumedRoleUser: { assumedRoleId: got.session.uniqueId, arn: got.session.arn },
            ...(carried === undefined ? {} : { sourceIdentity: carried }),
          },
    ...tail(caller, facts),
    resources: [{ accountId: account, type: "AWS::IAM::Role", ARN: roleArn }],
  };
}

export const identityRecord = (caller: Caller, facts: StsFacts): JsonObject => ({
  ...head(caller, "GetCallerIdentity", facts),
  requestParameters: null,
  responseElements: null,
  ...tail(caller, facts),
});

const head = (caller: Caller, eventName: string, { at, region, userAgent }: StsFacts): JsonObject => ({
  eventVersion: "1.11",
  userIdentity: identity(caller),
  eventTime: isoSeconds(at),
  eventSource: "sts.amazonaws.com",
  eventName,
  awsRegion: region,
  sourceIPAddress: SOURCE_ADDRESS,
  userAgent,
});

const tail = (caller: Caller, { requestId, eventId }: StsFacts): JsonObject => ({
  requestID: requestId,
  eventID: eventId,
  readOnly: true,
  eventType: "AwsApiCall",
  managementEvent: true,
  recipientAccountId: caller.account,
  eventCategory: "Management",
});
