/**
 * Every exception of AWS's contract, and the test that reaches it. An exception that an operation here may throw must have one.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import contract from "../testing/data/api-contract.json" with { type: "json" };
import { OPERATIONS } from "./index.ts";

const CONTRACT = contract as Readonly<Record<string, { readonly throws: readonly string[] }>>;
const EXCEPTIONS = [...new Set(Object.values(CONTRACT).flatMap(({ throws }) => throws))].toSorted();

/** The test file in which a call through the front door is answered so. */
const REACHED: Readonly<Record<string, string>> = {
  AlreadyExistsException: "aliases.test.ts",
  KMSInvalidMacException: "macs.test.ts",
  KMSInvalidSignatureException: "signatures.test.ts",
  CloudHsmClusterInUseException: "../keystores/key-stores.test.ts",
  CloudHsmClusterInvalidConfigurationException: "../keystores/key-stores.test.ts",
  CloudHsmClusterNotActiveException: "../keystores/key-stores.test.ts",
  CloudHsmClusterNotFoundException: "../keystores/key-stores.test.ts",
  CloudHsmClusterNotRelatedException: "../keystores/update.test.ts",
  ConflictException: "rotation.test.ts",
  CustomKeyStoreHasCMKsException: "../keystores/update.test.ts",
  CustomKeyStoreInvalidStateException: "../keystores/keys-in-stores.test.ts",
  CustomKeyStoreNameInUseException: "../keystores/key-stores.test.ts",
  CustomKeyStoreNotFoundException: "keys.test.ts",
  DependencyTimeoutException: "../world/gate.test.ts",
  DisabledException: "key-states.test.ts",
  DryRunOperationException: "crypto.test.ts",
  ExpiredImportTokenException: "import.test.ts",
  IncorrectKeyException: "crypto.test.ts",
  IncorrectKeyMaterialException: "import.test.ts",
  IncorrectTrustAnchorException: "../keystores/key-stores.test.ts",
  InvalidAliasNameException: "aliases.test.ts",
  InvalidArnException: "aliases.test.ts",
  InvalidCiphertextException: "crypto.test.ts",
  InvalidGrantIdException: "grants.test.ts",
  InvalidGrantTokenException: "grants.test.ts",
  InvalidImportTokenException: "import.test.ts",
  InvalidKeyUsageException: "crypto.test.ts",
  InvalidMarkerException: "keys.test.ts",
  KeyUnavailableException: "../world/gate.test.ts",
  KMSInternalException: "../world/gate.test.ts",
  KMSInvalidStateException: "key-states.test.ts",
  LimitExceededException: "aliases.test.ts",
  MalformedPolicyDocumentException: "policies.test.ts",
  NotFoundException: "keys.test.ts",
  TagException: "tags.test.ts",
  UnsupportedOperationException: "keys.test.ts",
  XksKeyAlreadyInUseException: "../keystores/keys-in-stores.test.ts",
  XksKeyInvalidConfigurationException: "../keystores/keys-in-stores.test.ts",
  XksKeyNotFoundException: "../keystores/keys-in-stores.test.ts",
  XksProxyIncorrectAuthenticationCredentialException: "../keystores/key-stores.test.ts",
  XksProxyInvalidConfigurationException: "../keystores/key-stores.test.ts",
  XksProxyInvalidResponseException: "../keystores/key-stores.test.ts",
  XksProxyUriEndpointInUseException: "../keystores/key-stores.test.ts",
  XksProxyUriInUseException: "../keystores/key-stores.test.ts",
  XksProxyUriUnreachableException: "../keystores/key-stores.test.ts",
  XksProxyVpcEndpointServiceInUseException: "../keystores/key-stores.test.ts",
  XksProxyVpcEndpointServiceInvalidConfigurationException: "../keystores/key-stores.test.ts",
  XksProxyVpcEndpointServiceNotFoundException: "../keystores/key-stores.test.ts",
};

/** A test file without its comments. */
const code = (file: string): string =>
  readFileSync(path.join(import.meta.dirname, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

test("the contract has 48 exceptions", () => {
  expect(EXCEPTIONS).toHaveLength(48);
});

test("every operation here declares exceptions, each of them reached by a test", () => {
  const unheard = [...OPERATIONS.keys()].flatMap((operation) => {
    const throws = CONTRACT[operation]?.throws ?? [];
    if (throws.length === 0) return [`${operation} declares none`];
    return throws.filter((name) => REACHED[name] === undefined).map((name) => `${operation}: ${name}`);
  });
  expect(unheard).toEqual([]);
});

describe.each(EXCEPTIONS)("%s", (name) => {
  const file = REACHED[name] ?? "";

  test(`is reached in ${file}`, () => {
    expect(code(file)).toContain(`"${name}"`);
  });
});
