/**
 * What can go wrong between KMS and an external key store proxy, and what becomes of it: one row a failure. Sentences: AWS KMS Developer
 * Guide, "Troubleshooting external key stores". Statuses: External Key Store Proxy API Specification, "Error codes".
 */
import {
  customKeyStoreInvalidState,
  invalidState,
  xksKeyInvalidConfiguration,
  xksKeyNotFound,
  xksProxyIncorrectCredential,
  xksProxyInvalidConfiguration,
  xksProxyInvalidResponse,
  xksProxyUnreachable,
  type KmsError,
} from "../errors.ts";
import type { ConnectionErrorCode } from "./rows.ts";

type Refusal = (sentence: string | null) => KmsError;

interface Failure {
  /** The proxy's HTTP status; null when no answer came. */
  readonly status: number | null;
  readonly sentence: string;
  /** How CreateCustomKeyStore and UpdateCustomKeyStore refuse. */
  readonly management: Refusal;
  /** How CreateKey refuses. */
  readonly createKey: Refusal;
  /** Why a connection fails. */
  readonly connection: ConnectionErrorCode;
}

const failure = (
  status: number | null,
  management: Refusal,
  connection: ConnectionErrorCode,
  sentence: string,
  createKey: Refusal = customKeyStoreInvalidState,
): Failure => ({ status, sentence, management, createKey, connection });

const NO_CONTACT =
  "AWS KMS cannot communicate with the external key store proxy. This might be a transient network issue. If you see this error repeatedly, verify that your external key store proxy is active and is connected to the network, and that its endpoint URI is correct in your external key store.";
const NOT_UNDERSTOOD =
  "AWS KMS cannot interpret the response from the external key store proxy. If you see this error repeatedly, consult your external key store proxy administrator.";
const UNHEALTHY =
  "The external key store proxy is in an unhealthy state. If you see this message repeatedly, notify your external key store proxy administrator.";

/**
 * @NOTE AWS: its documents give no connection error code for a throttled, failing or unsupporting proxy, none but XKS_PROXY_ACCESS_DENIED
 * for one that denies a health check (which it must not), and none for failures that only keys have; those are our reading.
 */
const TABLE = {
  disconnected: failure(null, xksProxyUnreachable, "XKS_PROXY_NOT_REACHABLE", NO_CONTACT),
  network: failure(null, xksProxyUnreachable, "NETWORK_ERRORS", NO_CONTACT),
  kms: failure(null, xksProxyUnreachable, "INTERNAL_ERROR", NO_CONTACT),
  tls: failure(
    null,
    xksProxyInvalidConfiguration,
    "XKS_PROXY_INVALID_TLS_CONFIGURATION",
    "AWS KMS cannot establish a TLS connection to the external key store proxy. Verify the TLS configuration, including its certificate.",
  ),
  "timed-out": failure(
    null,
    xksProxyUnreachable,
    "XKS_PROXY_TIMED_OUT",
    "AWS KMS rejected the request because the external key store proxy did not respond in time. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.",
  ),
  malformed: failure(200, xksProxyInvalidResponse, "XKS_PROXY_INVALID_RESPONSE", NOT_UNDERSTOOD),
  "wrong-answer": failure(
    200,
    xksProxyInvalidResponse,
    "XKS_PROXY_INVALID_RESPONSE",
    "The ciphertext that the external key store proxy submitted for decryption, or the encryption context, is corrupted, missing, or otherwise invalid.",
  ),
  "managers-unavailable": failure(200, xksProxyUnreachable, "XKS_PROXY_NOT_REACHABLE", UNHEALTHY),
  ValidationException: failure(400, xksProxyInvalidResponse, "XKS_PROXY_INVALID_RESPONSE", NOT_UNDERSTOOD),
  InvalidStateException: failure(
    400,
    xksProxyInvalidResponse,
    "XKS_PROXY_INVALID_RESPONSE",
    "The external key store proxy rejected the request because the external key is not enabled in the external key manager.",
    xksKeyInvalidConfiguration,
  ),
  InvalidCiphertextException: failure(
    400,
    xksProxyInvalidResponse,
    "XKS_PROXY_INVALID_RESPONSE",
    "The external key store proxy rejected the request because the specified ciphertext or additional authenticated data is corrupted, missing, or otherwise invalid.",
  ),
  InvalidKeyUsageException: failure(
    400,
    xksProxyInvalidResponse,
    "XKS_PROXY_INVALID_RESPONSE",
    "The external key store proxy rejected the request because the external key does not support the requested operation.",
    xksKeyInvalidConfiguration,
  ),
  AuthenticationFailedException: failure(
    401,
    xksProxyIncorrectCredential,
    "INVALID_CREDENTIALS",
    "The external key store proxy rejected the request because it could not authenticate AWS KMS. Verify the credentials for your external key store and update if necessary.",
  ),
  AccessDeniedException: failure(
    403,
    xksProxyInvalidResponse,
    "XKS_PROXY_ACCESS_DENIED",
    "The external key store proxy denied access to the operation. Verify that the user and the external key are both authorized for this operation, and try the request again.",
  ),
  KeyNotFoundException: failure(
    404,
    xksProxyInvalidResponse,
    "XKS_PROXY_INVALID_RESPONSE",
    "The external key store proxy rejected the request because it could not find the external key.",
    xksKeyNotFound,
  ),
  InvalidUriPathException: failure(
    404,
    xksProxyInvalidConfiguration,
    "XKS_PROXY_INVALID_CONFIGURATION",
    "The external key store proxy rejected the request because of an invalid URI path. Verify the URI path for your external key store and update if necessary.",
  ),
  ThrottlingException: failure(
    429,
    xksProxyUnreachable,
    "XKS_PROXY_NOT_REACHABLE",
    "The external key store proxy rejected the request due to a very high request rate. Reduce the frequency of your calls using KMS keys in this external key store.",
  ),
  InternalException: failure(500, xksProxyUnreachable, "XKS_PROXY_NOT_REACHABLE", UNHEALTHY),
  UnsupportedOperationException: failure(
    501,
    xksProxyInvalidResponse,
    "XKS_PROXY_INVALID_RESPONSE",
    "The external key store proxy rejected the request because it does not support the requested cryptographic operation.",
  ),
  DependencyTimeoutException: failure(
    503,
    xksProxyUnreachable,
    "XKS_PROXY_TIMED_OUT",
    "The external key store proxy did not respond to the request in the time allotted. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.",
  ),
} as const satisfies Record<string, Failure>;

export type FailureName = keyof typeof TABLE;
export const FAILURES: Readonly<Record<FailureName, Failure>> = TABLE;

/** Cryptographic operations have one exception for all of it (AWS: existing callers know no other). */
export const cryptoRefusal = (name: FailureName): KmsError => invalidState(FAILURES[name].sentence);
