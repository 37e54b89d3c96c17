/** The members that several operations share. */
import { blob, boolean, integer, list, oneOf, optional, string, stringMap, structure, type Field } from "./fields.ts";
import { MESSAGE_TYPES } from "./keys/messages.ts";
import { CUSTOMER_MASTER_KEY_SPECS, KEY_SPECS, KEY_USAGES } from "./keys/specs.ts";

export const keyId = string({ min: 1, max: 2048 });
export const context = optional(stringMap());
export const grantTokens = optional(list(string({ min: 1, max: 8192 }), { min: 0, max: 10 }));
export const flag = optional(boolean());
/** Page length: the service's own bound, and what it takes when the caller leaves it out. */
export const limit = (max: number, otherwise: number): Field<number> => optional(integer(1, max), otherwise);
export const marker = optional(string({ min: 1, max: 1024, pattern: "[\\u0020-\\u00FF]*" }));
export const keyMaterialId = string({ min: 64, max: 64, pattern: "^[a-f0-9]+$" });
export const region = string({ min: 1, max: 32, pattern: "^([a-z]+-){2,3}\\d+$" });
export const aliasName = string({ min: 1, max: 256, pattern: "^[a-zA-Z0-9:/_-]+$" });
export const description = string({ min: 0, max: 8192 });
export const policyText = string({ min: 1, max: 131072, pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+" });
export const policyName = optional(string({ min: 1, max: 128, pattern: "[\\w]+" }), "default");
export const tagKey = string({ min: 1, max: 128 });
export const tags = list(structure({ TagKey: tagKey, TagValue: string({ min: 0, max: 256 }) }));
export const encryptionAlgorithm = optional(
  oneOf("SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"),
  "SYMMETRIC_DEFAULT",
);
/** Sign and Verify: the order of AWS's own refusals (measured). */
export const signingAlgorithm = oneOf(
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
  "ECDSA_SHA_256",
  "ECDSA_SHA_384",
  "ECDSA_SHA_512",
  "ED25519_SHA_512",
  "ED25519_PH_SHA_512",
  "SM2DSA",
  "ML_DSA_SHAKE_256",
);
export const message = blob(1, 4096);
export const messageType = optional(oneOf(...MESSAGE_TYPES), "RAW");
export const macAlgorithm = oneOf("HMAC_SHA_384", "HMAC_SHA_256", "HMAC_SHA_224", "HMAC_SHA_512");
export const keyAgreementAlgorithm = oneOf("ECDH");
export const encapsulationAlgorithm = oneOf("ML_KEM");
export const dataKeySpec = optional(oneOf("AES_256", "AES_128"));
export const keyPairSpec = oneOf(
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "ECC_NIST_P256",
  "ECC_NIST_P384",
  "ECC_NIST_P521",
  "ECC_SECG_P256K1",
  "SM2",
  "ECC_NIST_EDWARDS25519",
  "ML_KEM_512",
  "ML_KEM_768",
  "ML_KEM_1024",
);
export const numberOfBytes = optional(integer(1, 1024));
export const dryRunModifiers = optional(list(oneOf("IGNORE_CIPHERTEXT")));
export const recipient = optional(
  structure({
    KeyEncryptionAlgorithm: optional(oneOf("RSAES_OAEP_SHA_256")),
    AttestationDocument: optional(blob(1, 262144)),
  }),
);
export const keySpec = optional(oneOf(...KEY_SPECS));
export const customerMasterKeySpec = optional(oneOf(...CUSTOMER_MASTER_KEY_SPECS));
export const keyUsage = optional(oneOf(...KEY_USAGES));
export const origin = optional(oneOf("EXTERNAL", "AWS_CLOUDHSM", "AWS_KMS", "EXTERNAL_KEY_STORE"), "AWS_KMS");
export const keyStoreId = string({ min: 1, max: 64 });
export const customKeyStoreId = optional(keyStoreId);
export const keyStoreName = string({ min: 1, max: 256 });
export const keyStorePassword = optional(string({ min: 7, max: 32 }, "secret"));
export const clusterId = optional(string({ min: 19, max: 24, pattern: "cluster-[2-7a-zA-Z]{11,16}" }));
/** What both CreateCustomKeyStore and UpdateCustomKeyStore take of an external key store's proxy. */
export const xksProxyMembers = {
  XksProxyUriEndpoint: optional(string({ min: 10, max: 128, pattern: "^https://[a-zA-Z0-9.-]+$" })),
  XksProxyUriPath: optional(
    string({ min: 10, max: 128, pattern: "^(/[a-zA-Z0-9\\/_-]+/kms/xks/v\\d{1,2})$|^(/kms/xks/v\\d{1,2})$" }),
  ),
  XksProxyVpcEndpointServiceName: optional(
    string({
      min: 20,
      max: 64,
      pattern: "^(com|eu)\\.amazonaws\\.vpce\\.([a-z]+-){2,3}\\d+\\.vpce-svc-[0-9a-z]+$",
    }),
  ),
  XksProxyVpcEndpointServiceOwner: optional(string({ min: 12, max: 12, pattern: "[0-9]{12}" })),
  XksProxyAuthenticationCredential: optional(
    structure(
      {
        AccessKeyId: string({ min: 20, max: 30, pattern: "^[A-Z2-7]+$" }, "secret"),
        RawSecretAccessKey: string({ min: 43, max: 64, pattern: "^[a-zA-Z0-9\\/+=]+$" }, "secret"),
      },
      "secret",
    ),
  ),
  XksProxyConnectivity: optional(oneOf("PUBLIC_ENDPOINT", "VPC_ENDPOINT_SERVICE")),
};
