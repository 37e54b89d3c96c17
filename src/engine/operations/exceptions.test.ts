/**
 * Every exception of AWS's contract, and the test that reaches it. An exception that an operation here may throw must have one, or must
 * say for which operation it waits; once that one is there, waiting is over.
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
  ConflictException: "rotation.test.ts",
  CustomKeyStoreNotFoundException: "keys.test.ts",
  DependencyTimeoutException: "../world/gate.test.ts",
  DisabledException: "key-states.test.ts",
  DryRunOperationException: "crypto.test.ts",
  ExpiredImportTokenException: "import.test.ts",
  IncorrectKeyException: "crypto.test.ts",
  IncorrectKeyMaterialException: "import.test.ts",
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
};

/** What no operation here can answer before this one exists. */
const WAITS_FOR: Readonly<Record<string, string>> = {
  CloudHsmClusterInUseException: "CreateCustomKeyStore",
  CloudHsmClusterInvalidConfigurationException: "CreateCustomKeyStore",
  CloudHsmClusterNotActiveException: "CreateCustomKeyStore",
  CloudHsmClusterNotFoundException: "CreateCustomKeyStore",
  CloudHsmClusterNotRelatedException: "UpdateCustomKeyStore",
  CustomKeyStoreHasCMKsException: "DeleteCustomKeyStore",
  CustomKeyStoreInvalidStateException: "CreateCustomKeyStore",
  CustomKeyStoreNameInUseException: "CreateCustomKeyStore",
  IncorrectTrustAnchorException: "CreateCustomKeyStore",
  KMSInvalidMacException: "VerifyMac",
  KMSInvalidSignatureException: "Verify",
  XksKeyAlreadyInUseException: "CreateCustomKeyStore",
  XksKeyInvalidConfigurationException: "CreateCustomKeyStore",
  XksKeyNotFoundException: "CreateCustomKeyStore",
  XksProxyIncorrectAuthenticationCredentialException: "CreateCustomKeyStore",
  XksProxyInvalidConfigurationException: "CreateCustomKeyStore",
  XksProxyInvalidResponseException: "CreateCustomKeyStore",
  XksProxyUriEndpointInUseException: "CreateCustomKeyStore",
  XksProxyUriInUseException: "CreateCustomKeyStore",
  XksProxyUriUnreachableException: "CreateCustomKeyStore",
  XksProxyVpcEndpointServiceInUseException: "CreateCustomKeyStore",
  XksProxyVpcEndpointServiceInvalidConfigurationException: "CreateCustomKeyStore",
  XksProxyVpcEndpointServiceNotFoundException: "CreateCustomKeyStore",
};

/** A test file without its comments. */
const code = (file: string): string =>
  readFileSync(path.join(import.meta.dirname, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

test("the contract has 48 exceptions", () => {
  expect(EXCEPTIONS).toHaveLength(48);
});

test("every operation here declares exceptions, each of them reached by a test or waiting for another operation", () => {
  const unheard = [...OPERATIONS.keys()].flatMap((operation) => {
    const throws = CONTRACT[operation]?.throws ?? [];
    if (throws.length === 0) return [`${operation} declares none`];
    return throws
      .filter((name) => REACHED[name] === undefined && WAITS_FOR[name] === undefined)
      .map((name) => `${operation}: ${name}`);
  });
  expect(unheard).toEqual([]);
});

describe.each(EXCEPTIONS)("%s", (name) => {
  const file = REACHED[name];
  const waitsFor = WAITS_FOR[name];

  test(file === undefined ? `waits for ${waitsFor}, which is not there yet` : `is reached in ${file}`, () => {
    expect([file, waitsFor].filter((place) => place !== undefined)).toHaveLength(1);
    const asserted = file !== undefined && code(file).includes(`"${name}"`);
    const waiting = waitsFor !== undefined && Object.hasOwn(CONTRACT, waitsFor) && !OPERATIONS.has(waitsFor);
    expect(asserted || waiting).toBe(true);
  });
});
