/** CloudTrail's record of a call: authorization.md 6.3, field order as AWS writes it. */
import type { JsonObject, JsonValue } from "#wire/json.ts";
import type { CallError } from "#glass/trace.ts";
import { invokedBy, type Caller } from "../access/caller.ts";
import type { CustomKeyStoreRow } from "../keystores/rows.ts";
import type { Operation } from "../operation.ts";
import { aliasArn, rootArn } from "../keys/arns.ts";

export interface AuditFacts {
  readonly caller: Caller;
  /** The account in whose trail it stands. */
  readonly account: string;
  readonly operation: Pick<Operation, "name" | "kind" | "input" | "logged" | "permissions">;
  readonly region: string;
  readonly at: number;
  readonly requestId: string;
  readonly eventId: string;
  readonly userAgent: string;
  readonly host: string;
  /** Address of the caller or name of the service in between, and the endpoint by which the call came. */
  readonly source: string;
  readonly vpcEndpointId: string | null;
  /** The request's members as parsed JSON. */
  readonly input: JsonObject;
  /** The response body; null for a refusal. */
  readonly output: JsonObject | null;
  readonly error: CallError | null;
  /** Resolved keys, source before destination. */
  readonly keys: readonly AuditedKey[];
  /** The custom key store that was named. */
  readonly keyStore: (Pick<CustomKeyStoreRow, "name"> & { readonly clusterId?: string }) | null;
  readonly keyMaterialId: string | null;
  /** The enclave whose attestation document held. */
  readonly enclave: { readonly module: string; readonly imageDigest: string } | null;
  /** The grant that allowed the call; with RetireGrant the one that is over. */
  readonly grantId: string | null;
  /** Of a call that two accounts see. */
  readonly sharedEventId: string | null;
}

interface AuditedKey {
  readonly arn: string;
  readonly account: string;
  readonly customKeyStoreId: string | null;
  readonly xksKeyId: string | null;
}

/** Never logged, by member name, besides every secret and every blob (plaintext, ciphertext, signatures, material). */
const WITHHELD: ReadonlySet<string> = new Set(["GrantTokens", "GrantToken", "Recipient", "TrustAnchorCertificate"]);
/** Where CloudTrail's name of a member is not its name in lower camel case. */
const RESPELLED: Readonly<Record<string, string>> = { CloudHsmClusterId: "clusterId" };

/** Whose records have no parameters at all: the grant is named beside them, the number of bytes nowhere. */
const WITHOUT_PARAMETERS: ReadonlySet<string> = new Set(["RetireGrant", "GenerateRandom"]);

export function callRecord(facts: AuditFacts): JsonObject {
  const { caller, operation, error, output } = facts;
  const readOnly = operation.kind !== "change";
  // What a service asked for in somebody's name is not told when it is refused (6.3).
  const veiled = caller.via !== null && error?.name === "AccessDeniedException";
  const unsaid = veiled || error?.name === "NotFoundException" || WITHOUT_PARAMETERS.has(operation.name);
  return {
    eventVersion: "1.11",
    userIdentity: identity(caller),
    eventTime: isoSeconds(facts.at),
    eventSource: "kms.amazonaws.com",
    eventName: operation.name,
    awsRegion: facts.region,
    sourceIPAddress: facts.source,
    userAgent: facts.userAgent,
    ...(error === null
      ? {}
      : { errorCode: errorCode(error.name), ...(error.message === null ? {} : { errorMessage: error.message }) }),
    requestParameters: unsaid ? null : parameters(facts),
    responseElements: readOnly || output === null ? null : response(output, facts.keys),
    ...additional(facts),
    requestID: facts.requestId,
    eventID: facts.eventId,
    readOnly,
    ...(veiled ? {} : resources(facts)),
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: facts.account,
    ...(facts.sharedEventId === null ? {} : { sharedEventID: facts.sharedEventId }),
    eventCategory: "Management",
    ...(facts.vpcEndpointId === null ? {} : { vpcEndpointId: facts.vpcEndpointId }),
    tlsDetails: tlsDetails(facts.host),
  };
}

/** Simulated: what the SDK and KMS agree upon today. */
const tlsDetails = (host: string): JsonObject => ({
  tlsVersion: "TLSv1.3",
  cipherSuite: "TLS_AES_128_GCM_SHA256",
  clientProvidedHostHeader: host,
  keyExchange: "X25519MLKEM768",
});

/**
 * The resolved keys, source before destination. Where an alias is made, moved or deleted, it stands beside its key, which of a moved one
 * is the new one; calls about custom key stores have no resources.
 */
function resources({ operation, keys, input, region, caller }: AuditFacts): JsonObject {
  if (aboutStores(operation)) return {};
  const named = keys.map(({ account, arn }) => resource(account, arn));
  const member = operation.permissions?.find(({ alias }) => alias !== undefined)?.alias;
  const name = member === undefined ? undefined : input[member];
  const key = named.at(-1);
  if (typeof name !== "string" || key === undefined) return { resources: named };
  const alias = resource(caller.account, aliasArn(region, caller.account, name));
  return { resources: operation.name === "CreateAlias" ? [key, alias] : [alias, key] };
}

const aboutStores = ({ name }: AuditFacts["operation"]): boolean => name.includes("CustomKeyStore");

const resource = (accountId: string, ARN: string): JsonObject => ({ accountId, type: "AWS::KMS::Key", ARN });

/**
 * What the record says though nobody asked: the material, the grant, the custom key store behind a key that is used or will be deleted,
 * which store it was that a call about stores changed, and the enclave that got the answer.
 */
function additional({ keyMaterialId, keys, keyStore, operation, grantId, enclave }: AuditFacts): JsonObject {
  const tells = operation.kind === "crypto" || operation.name === "ScheduleKeyDeletion";
  const { customKeyStoreId = null, xksKeyId = null } = tells ? (keys[0] ?? {}) : {};
  const changed = operation.kind === "change" && aboutStores(operation) ? keyStore : null;
  const store = { customKeyStoreName: changed?.name ?? null, clusterId: changed?.clusterId ?? null };
  const recipient = enclave && {
    attestationDocumentModuleId: enclave.module,
    attestationDocumentEnclaveImageDigest: enclave.imageDigest,
  };
  const data = { ...store, customKeyStoreId, xksKeyId, keyMaterialId, grantId, recipient };
  const said = Object.entries(data).filter(([, value]) => value !== null);
  return said.length === 0 ? {} : { additionalEventData: Object.fromEntries(said) };
}
/** What KMS does by itself, as CloudTrail names it. */
export type ServiceEvent = "RotateKey" | "DeleteKey" | "DeleteExpiredKeyMaterial" | "SynchronizeMultiRegionKey";

export interface ServiceFacts {
  readonly name: ServiceEvent;
  readonly account: string;
  readonly region: string;
  readonly at: number;
  readonly eventId: string;
  readonly keyArn: string;
  readonly keyId: string;
}

/** What KMS does by itself when the calendar says so. */
export function serviceRecord(facts: ServiceFacts): JsonObject {
  return {
    eventVersion: "1.11",
    userIdentity: { accountId: facts.account, invokedBy: "AWS Internal" },
    eventTime: isoSeconds(facts.at),
    eventSource: "kms.amazonaws.com",
    eventName: facts.name,
    awsRegion: facts.region,
    sourceIPAddress: "AWS Internal",
    userAgent: "AWS Internal",
    requestParameters: null,
    responseElements: null,
    eventID: facts.eventId,
    readOnly: false,
    resources: [{ accountId: facts.account, type: "AWS::KMS::Key", ARN: facts.keyArn }],
    eventType: "AwsServiceEvent",
    managementEvent: true,
    recipientAccountId: facts.account,
    serviceEventDetails: { keyId: facts.keyId },
    eventCategory: "Management",
  };
}

export interface AssumeRoleFacts {
  readonly account: string;
  readonly region: string;
  readonly at: number;
  readonly requestId: string;
  readonly eventId: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sessionArn: string;
  readonly accessKeyId: string;
  readonly expires: number;
}

/** The application's platform took the role for it, as EC2 does for an instance profile. */
export function assumeRoleRecord(facts: AssumeRoleFacts): JsonObject {
  return {
    eventVersion: "1.11",
    userIdentity: { type: "AWSService", invokedBy: "ec2.amazonaws.com" },
    eventTime: isoSeconds(facts.at),
    eventSource: "sts.amazonaws.com",
    eventName: "AssumeRole",
    awsRegion: facts.region,
    sourceIPAddress: "ec2.amazonaws.com",
    userAgent: "ec2.amazonaws.com",
    requestParameters: { roleArn: facts.roleArn, roleSessionName: facts.sessionName },
    responseElements: {
      credentials: { accessKeyId: facts.accessKeyId, expiration: isoSeconds(facts.expires) },
      assumedRoleUser: { arn: facts.sessionArn },
    },
    requestID: facts.requestId,
    eventID: facts.eventId,
    readOnly: true,
    resources: [{ accountId: facts.account, type: "AWS::IAM::Role", ARN: facts.roleArn }],
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: facts.account,
    eventCategory: "Management",
  };
}

export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, -5)}Z`;

const identities = new WeakMap<Caller, JsonObject>();

/** A caller makes many calls; their records share this part. */
export function identity(caller: Caller): JsonObject {
  let told = identities.get(caller);
  if (told === undefined) identities.set(caller, (told = tellIdentity(caller)));
  return told;
}

function tellIdentity(caller: Caller): JsonObject {
  const service = invokedBy(caller);
  if (caller.kind === "service") return { type: "AWSService", invokedBy: service };
  return service === null ? identityOf(caller) : { ...identityOf(caller), invokedBy: service };
}

function identityOf(caller: Caller): JsonObject {
  const { account, arn, uniqueId, accessKeyId } = caller;
  if (caller.kind === "root")
    return { type: "Root", principalId: account, arn: rootArn(account), accountId: account, accessKeyId };
  const name = caller.principalArn.slice(caller.principalArn.lastIndexOf("/") + 1);
  if (caller.session === null)
    return { type: "IAMUser", principalId: uniqueId, arn, accountId: account, accessKeyId, userName: name };
  const { issued, sourceIdentity, mfa, delivered } = caller.session;
  return {
    type: "AssumedRole",
    principalId: uniqueId,
    arn,
    accountId: account,
    accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: uniqueId.split(":")[0],
        arn: caller.principalArn,
        accountId: account,
        userName: name,
      },
      attributes: { creationDate: isoSeconds(issued), mfaAuthenticated: String(mfa === true) },
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      // The metadata address here is asked without a token, as of version 1 of EC2's (CloudTrail userIdentity element).
      ...(delivered === undefined ? {} : { ec2RoleDelivery: "1.0" }),
    },
  };
}

/** Withheld members are simply left out; the encryption context is there in clear. Null where nothing is left. */
function parameters({ operation, input }: AuditFacts): JsonObject | null {
  const defaults = typeof operation.logged === "function" ? operation.logged(input) : operation.logged;
  const shown: Record<string, JsonValue | undefined> = { ...defaults };
  for (const [name, field] of Object.entries(operation.input)) {
    if (field.view.type === "blob" || field.view.secret || WITHHELD.has(name)) continue;
    // A member that is null is as good as left out (`optional` of fields.ts).
    const given = Object.hasOwn(input, name) ? (input[name] ?? null) : null;
    if (given !== null) shown[RESPELLED[name] ?? lowerCamel(name)] = deepLowerCamel(name, given);
  }
  return Object.keys(shown).length === 0 ? null : shown;
}

function response(output: JsonObject, keys: AuditFacts["keys"]): JsonObject | null {
  const shown = Object.fromEntries(
    Object.entries(output)
      .filter(([name]) => !WITHHELD.has(name))
      .map(([name, value]) => [lowerCamel(name), deepLowerCamel(name, value)]),
  );
  const arn = keys[0]?.arn;
  // The metadata of a key that was made names it already.
  if (arn === undefined || NAMES_KEY.some((member) => output[member] !== undefined))
    return Object.keys(shown).length > 0 ? shown : null;
  return { ...shown, keyId: arn };
}

const NAMES_KEY = ["KeyMetadata", "ReplicaKeyMetadata"];

/** Dates are written out; the wire has them as seconds. */
const DATES: ReadonlySet<string> = new Set(["CreationDate", "DeletionDate", "ValidTo"]);

/** Further from 1970 there are no dates (ECMA-262, time values); a refused call may have asked for one, and is recorded. */
const LAST_SECOND = 8.64e12;
/** `Aug 10, 2022, 10:38:27 PM`. */
const DATE = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });

let second = Number.NaN;
let secondWritten = "";

/** The last one is kept: to write a date out takes longer than all the rest of a record. */
function written(seconds: number): string {
  const at = Math.floor(seconds);
  if (at !== second) {
    second = at;
    secondWritten = DATE.format(at * 1000).replaceAll("\u202f", " ");
  }
  return secondWritten;
}

/** Structures are respelled, dates written out; the names inside an encryption context are the caller's own and stay. */
function deepLowerCamel(member: string, value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((each: JsonValue) => deepLowerCamel(member, each) as JsonValue);
  if (typeof value === "number" && DATES.has(member) && Math.abs(value) <= LAST_SECOND) return written(value);
  if (typeof value !== "object" || value === null || IS_CONTEXT.test(member)) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, inner]) => [lowerCamel(name), deepLowerCamel(name, inner)]),
  );
}

/** An encryption context, and the constraint of a grant on one. */
const IS_CONTEXT = /EncryptionContext(?:Equals|Subset)?$/;

/** `AWSAccountId` stays as it is. */
const lowerCamel = (name: string): string =>
  name.startsWith("AWS") ? name : (name[0] ?? "").toLowerCase() + name.slice(1);

const errorCode = (exception: string): string => (exception === "AccessDeniedException" ? "AccessDenied" : exception);
