/** What an AWS error means in plain words, by its name. AWS's own sentence stands beside it wherever it is shown. */

export interface ErrorWords {
  /** One sentence: what happened. */
  readonly means: string;
  /** One sentence: where to look. */
  readonly look: string;
}

const WORDS: Readonly<Record<string, ErrorWords>> = {
  AccessDeniedException: {
    means: "The caller is known, but nothing allows it to do this, or something forbids it.",
    look: "Where stage 6 was reached, it shows each statement that was read and why it did not say yes.",
  },
  NotFoundException: {
    means: "There is no such key or alias in this account and Region.",
    look: "Compare the account, the Region and the spelling in stage 5.",
  },
  InvalidArnException: {
    means: "The key was named in a form that this operation does not take.",
    look: "Some operations take a key id or key ARN only, not an alias.",
  },
  ValidationException: {
    means: "The request breaks a rule about its members: a length, a range, a pattern, a missing value.",
    look: "Stage 4 lists every violation that was found.",
  },
  SerializationException: {
    means: "The body is not the JSON that this operation expects.",
    look: "Stage 4 shows the body as it arrived.",
  },
  UnknownOperationException: {
    means: "The X-Amz-Target header names no operation of this service.",
    look: "Stage 4 shows the target.",
  },
  RequestEntityTooLargeException: {
    means: "The request is larger than the front door reads.",
    look: "Large data stays outside of KMS: encrypt it with a data key.",
  },
  DisabledException: {
    means: "The key is disabled; it keeps everything and does nothing until it is enabled.",
    look: "Enable the key, or use another one.",
  },
  KMSInvalidStateException: {
    means: "The key exists, but not in a state in which this can be done.",
    look: "Stage 7 shows the state it is in and the states that would do.",
  },
  InvalidKeyUsageException: {
    means: "The key is made for another use, or the algorithm does not fit its kind.",
    look: "Stage 7 compares what was asked with what the key is for.",
  },
  InvalidCiphertextException: {
    means:
      "The ciphertext does not open: it was altered, cut short, or sealed with another encryption context. KMS does not say which.",
    look: "Compare the encryption context with the one used when it was sealed.",
  },
  IncorrectKeyException: {
    means: "The ciphertext was sealed under another KMS key than the one that the request names.",
    look: "Leave KeyId out, or name the key that sealed it.",
  },
  UnsupportedOperationException: {
    means: "This kind of key cannot do this at all.",
    look: "Look at the key's spec, usage and origin.",
  },
  LimitExceededException: {
    means: "A quota is used up, or a document is longer than KMS keeps.",
    look: "The message or the stage names the limit.",
  },
  AlreadyExistsException: {
    means: "Another thing has this name already.",
    look: "Take another name, or change what has it.",
  },
  InvalidAliasNameException: {
    means: "An alias begins with alias/ and may not begin with alias/aws/, which is AWS's own.",
    look: "Compare the name with that rule.",
  },
  NotAuthorizedException: {
    means: "Names that begin with alias/aws/ are for AWS’s own keys; nobody else can make one, whatever is allowed.",
    look: "Take a name that does not begin with aws/.",
  },
  InvalidMarkerException: {
    means: "The place in the list from which to go on is not one that KMS gave out.",
    look: "Begin the list again without a marker.",
  },
  InvalidGrantTokenException: {
    means: "The grant token belongs to no grant here.",
    look: "Leave it out, or take the token that CreateGrant returned.",
  },
  MalformedPolicyDocumentException: {
    means:
      "The policy is not one that KMS would keep: its JSON, a principal in it, or nobody could change it afterwards.",
    look: "AWS's sentence names which of these it is.",
  },
  TagException: {
    means: "One of the tags is not allowed.",
    look: "AWS's sentence names the rule.",
  },
  ConflictException: {
    means: "Something else is being done to the key at this moment.",
    look: "Try again when that has ended.",
  },
  CustomKeyStoreNotFoundException: {
    means: "There is no custom key store of that id or name in this account and Region.",
    look: "DescribeCustomKeyStores lists those that there are.",
  },
  CustomKeyStoreNameInUseException: {
    means: "Another custom key store of the account has this name.",
    look: "Choose another name.",
  },
  CustomKeyStoreInvalidStateException: {
    means: "The connection of the custom key store is not in a state in which this can be done.",
    look: "DescribeCustomKeyStores shows the connection state; most changes need it disconnected, all use needs it connected.",
  },
  CustomKeyStoreHasCMKsException: {
    means: "KMS keys still have their material in this custom key store.",
    look: "Schedule the deletion of its keys, and wait until their waiting periods are over.",
  },
  CloudHsmClusterInUseException: {
    means: "Another custom key store uses this cluster, or one that comes from the same backup.",
    look: "Each CloudHSM key store needs a cluster of its own.",
  },
  CloudHsmClusterNotFoundException: {
    means: "There is no CloudHSM cluster of that id in this account and Region.",
    look: "Compare the cluster id.",
  },
  CloudHsmClusterNotActiveException: {
    means: "The CloudHSM cluster was not initialized and activated.",
    look: "Activate the cluster, then try again.",
  },
  CloudHsmClusterNotRelatedException: {
    means: "The cluster does not come from the same backup as the one that the custom key store has.",
    look: "Only a related cluster can hold the keys; its certificate is the same.",
  },
  CloudHsmClusterInvalidConfigurationException: {
    means: "The cluster lacks what KMS needs of it: HSMs in two zones, and the rules of its security group.",
    look: "Add an HSM in another zone, or restore the security group.",
  },
  IncorrectTrustAnchorException: {
    means: "The certificate is not the one that the cluster was initialized with.",
    look: "Take the content of customerCA.crt.",
  },
  DependencyTimeoutException: {
    means: "Something that KMS itself waits for did not answer in time; nothing was changed.",
    look: "AWS SDKs try such calls again by themselves.",
  },
  KeyUnavailableException: {
    means: "What holds the key cannot be reached at this moment.",
    look: "AWS SDKs try such calls again by themselves.",
  },
  XksProxyUriInUseException: {
    means: "Another external key store uses this endpoint and path.",
    look: "Each external key store needs an address of its own.",
  },
  XksProxyUriEndpointInUseException: {
    means: "Another external key store uses this endpoint with the other kind of connectivity.",
    look: "A private DNS name and a public endpoint cannot be the same.",
  },
  XksProxyUriUnreachableException: {
    means: "KMS did not get an answer of a healthy external key store proxy within 250 ms.",
    look: "The steps show what was asked, and what came back.",
  },
  XksProxyIncorrectAuthenticationCredentialException: {
    means: "The external key store proxy does not accept the credential that KMS signs its requests with.",
    look: "Tell KMS the credential that was set up on the proxy.",
  },
  XksProxyInvalidConfigurationException: {
    means: "The external key store proxy is not where or what KMS was told: its path or its certificate.",
    look: "AWS's sentence names which of these it is.",
  },
  XksProxyInvalidResponseException: {
    means: "The external key store proxy answered something that KMS cannot interpret.",
    look: "The proxy's vendor would have to mend it.",
  },
  XksProxyVpcEndpointServiceInUseException: {
    means: "Another external key store uses this VPC endpoint service.",
    look: "Each external key store needs a service of its own.",
  },
  XksProxyVpcEndpointServiceNotFoundException: {
    means: "KMS finds no VPC endpoint service of that name and owner that lets it in.",
    look: "Compare the name, the owner and the allowed principals of the service.",
  },
  XksProxyVpcEndpointServiceInvalidConfigurationException: {
    means: "The VPC endpoint service does not fulfil what KMS asks of one.",
    look: "Its private DNS name must be the endpoint and verified, and it must not ask for acceptance.",
  },
  XksKeyAlreadyInUseException: {
    means: "Another KMS key of this external key store uses that external key.",
    look: "Each KMS key needs an external key of its own.",
  },
  XksKeyNotFoundException: {
    means: "The external key manager has no key of that id.",
    look: "Take the id by which the proxy knows the key.",
  },
  XksKeyInvalidConfigurationException: {
    means: "The external key is not an enabled AES-256 key that encrypts and decrypts.",
    look: "AWS's sentence names what it is instead.",
  },
  DryRunOperationException: {
    means: "Everything would have been allowed; nothing was done, because the call asked for a dry run.",
    look: "This is the good outcome of a dry run.",
  },
  ThrottlingException: {
    means: "The account's calls of this kind came faster than AWS lets them come.",
    look: "The SDK waits a little and tries again by itself; Calls shows each attempt.",
  },
  KMSInternalException: {
    means: "The service could not finish; nothing was changed.",
    look: "AWS SDKs try such calls again by themselves.",
  },
  InvalidSignatureException: {
    means: "The signature is not the one that KMS computes for this request, or its time is too far off.",
    look: "Stage 4 shows both computations; one byte that differs is enough.",
  },
  IncompleteSignatureException: {
    means: "The Authorization header lacks a part that a signature needs.",
    look: "Stage 4 shows the header as it arrived.",
  },
  MissingAuthenticationTokenException: {
    means: "The request is not signed at all.",
    look: "Every call to KMS carries a signature.",
  },
  UnrecognizedClientException: {
    means: "The access key or its session token is not one that exists.",
    look: "Compare the access key id in stage 4.",
  },
  InvalidClientTokenIdException: {
    means: "The access key is not one that exists.",
    look: "Compare the access key id in stage 4.",
  },
  ExpiredTokenException: {
    means: "The role's temporary credentials have run out.",
    look: "The application fetches new ones and tries again.",
  },
};

/** Null for a name that has no entry; AWS's sentence then stands alone. */
export const errorWords = (name: string): ErrorWords | null => WORDS[name] ?? null;
