/**
 * Everything KMS may answer but success. A `KmsError` is an outcome and becomes an HTTP answer in the pipeline; anything else that is
 * thrown is a bug and loud. Client errors are HTTP 400, whatever the model's traits say (kms-api.md 1.4, measured).
 */
export class KmsError extends Error {
  /** AWS exception name, e.g. `NotFoundException`. */
  readonly exception: string;
  /** AWS's sentence; null where AWS gives none. */
  readonly sentence: string | null;
  readonly status: number;

  constructor(exception: string, sentence: string | null = null, status = 400) {
    super(sentence ?? exception);
    this.name = exception;
    this.exception = exception;
    this.sentence = sentence;
    this.status = status;
  }
}

const refusal =
  (exception: string) =>
  (sentence: string | null = null): KmsError =>
    new KmsError(exception, sentence);

export const validation = refusal("ValidationException");
export const serialization = refusal("SerializationException");
export const notFound = refusal("NotFoundException");
export const invalidArn = refusal("InvalidArnException");
export const accessDenied = refusal("AccessDeniedException");
export const disabled = refusal("DisabledException");
export const invalidState = refusal("KMSInvalidStateException");
export const invalidKeyUsage = refusal("InvalidKeyUsageException");
export const invalidCiphertext = refusal("InvalidCiphertextException");
export const invalidSignature = refusal("KMSInvalidSignatureException");
export const invalidMac = refusal("KMSInvalidMacException");
export const incorrectKey = refusal("IncorrectKeyException");
export const unsupported = refusal("UnsupportedOperationException");
export const limitExceeded = refusal("LimitExceededException");
export const alreadyExists = refusal("AlreadyExistsException");
export const invalidAliasName = refusal("InvalidAliasNameException");
export const invalidMarker = refusal("InvalidMarkerException");
export const incorrectKeyMaterial = refusal("IncorrectKeyMaterialException");
export const invalidImportToken = refusal("InvalidImportTokenException");
export const expiredImportToken = refusal("ExpiredImportTokenException");
export const invalidGrantId = refusal("InvalidGrantIdException");
export const invalidGrantToken = refusal("InvalidGrantTokenException");
export const malformedPolicy = refusal("MalformedPolicyDocumentException");
export const tagError = refusal("TagException");
export const conflict = refusal("ConflictException");
export const notAuthorized = refusal("NotAuthorizedException");

/* ---- custom key stores and what stands behind them ---- */

export const customKeyStoreNotFound = refusal("CustomKeyStoreNotFoundException");
export const customKeyStoreNameInUse = refusal("CustomKeyStoreNameInUseException");
export const customKeyStoreInvalidState = refusal("CustomKeyStoreInvalidStateException");
export const customKeyStoreHasKeys = refusal("CustomKeyStoreHasCMKsException");
export const clusterInUse = refusal("CloudHsmClusterInUseException");
export const clusterNotFound = refusal("CloudHsmClusterNotFoundException");
export const clusterNotActive = refusal("CloudHsmClusterNotActiveException");
export const clusterNotRelated = refusal("CloudHsmClusterNotRelatedException");
export const clusterInvalidConfiguration = refusal("CloudHsmClusterInvalidConfigurationException");
export const incorrectTrustAnchor = refusal("IncorrectTrustAnchorException");
export const xksProxyUriInUse = refusal("XksProxyUriInUseException");
export const xksProxyEndpointInUse = refusal("XksProxyUriEndpointInUseException");
export const xksProxyUnreachable = refusal("XksProxyUriUnreachableException");
export const xksProxyIncorrectCredential = refusal("XksProxyIncorrectAuthenticationCredentialException");
export const xksProxyInvalidConfiguration = refusal("XksProxyInvalidConfigurationException");
export const xksProxyInvalidResponse = refusal("XksProxyInvalidResponseException");
export const vpcServiceInUse = refusal("XksProxyVpcEndpointServiceInUseException");
export const vpcServiceNotFound = refusal("XksProxyVpcEndpointServiceNotFoundException");
export const vpcServiceInvalidConfiguration = refusal("XksProxyVpcEndpointServiceInvalidConfigurationException");
export const xksKeyInUse = refusal("XksKeyAlreadyInUseException");
export const xksKeyNotFound = refusal("XksKeyNotFoundException");
export const xksKeyInvalidConfiguration = refusal("XksKeyInvalidConfigurationException");

/** A fault of the service or what it rests on, which may be over with the next attempt: HTTP 500. */
export const keyUnavailable = (sentence: string | null = null): KmsError =>
  new KmsError("KeyUnavailableException", sentence, 500);

/** A request quota is used up (the guide's "Throttling"). */
export const throttled = (): KmsError =>
  new KmsError(
    "ThrottlingException",
    "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.",
  );

/** "The request would have succeeded": DryRun's own exception (kms-api.md 1.4, 6). */
export const dryRun = (): KmsError =>
  new KmsError("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.");

/** A failure of the service's own store: AWS's name for it, HTTP 500 so that SDKs try again. */
export const internal = (sentence: string): KmsError => new KmsError("KMSInternalException", sentence, 500);

/** What KMS itself waits for did not answer in time: HTTP 500. */
export const dependencyTimeout = (): KmsError =>
  new KmsError(
    "DependencyTimeoutException",
    "The system timed out while trying to fulfill the request. You can retry the request.",
    500,
  );

/** All violations of one request in one sentence, as AWS joins them. */
export function violations(list: readonly string[]): KmsError {
  const noun = list.length === 1 ? "validation error" : "validation errors";
  return validation(`${list.length} ${noun} detected: ${list.join("; ")}`);
}
