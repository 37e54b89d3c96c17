/** Which members of requests about custom key stores go together. @NOTE AWS: the sentences are our reading. */
import { unsupported, validation } from "../errors.ts";
import type { KeyOrigin } from "../keys/rows.ts";
import { newKeyKind, type SpecMembers } from "../keys/specs.ts";

export interface CloudHsmMembers {
  readonly CloudHsmClusterId: string | undefined;
  readonly KeyStorePassword: string | undefined;
}

export interface XksMembers {
  readonly XksProxyUriEndpoint: string | undefined;
  readonly XksProxyUriPath: string | undefined;
  readonly XksProxyVpcEndpointServiceName: string | undefined;
  readonly XksProxyVpcEndpointServiceOwner: string | undefined;
  readonly XksProxyAuthenticationCredential:
    | { readonly AccessKeyId: string; readonly RawSecretAccessKey: string }
    | undefined;
  readonly XksProxyConnectivity: "PUBLIC_ENDPOINT" | "VPC_ENDPOINT_SERVICE" | undefined;
}

export interface NewStoreMembers extends CloudHsmMembers, XksMembers {
  readonly CustomKeyStoreName: string;
  readonly CustomKeyStoreType: "AWS_CLOUDHSM" | "EXTERNAL_KEY_STORE";
  readonly TrustAnchorCertificate: string | undefined;
}

export interface StoreChanges extends CloudHsmMembers, XksMembers {
  readonly NewCustomKeyStoreName: string | undefined;
}

/** The members of one type of store; the other type takes none of them. */
const MEMBERS_OF = {
  AWS_CLOUDHSM: ["CloudHsmClusterId", "TrustAnchorCertificate", "KeyStorePassword"],
  EXTERNAL_KEY_STORE: [
    "XksProxyUriEndpoint",
    "XksProxyUriPath",
    "XksProxyVpcEndpointServiceName",
    "XksProxyVpcEndpointServiceOwner",
    "XksProxyAuthenticationCredential",
    "XksProxyConnectivity",
  ],
} as const;

type StoreType = keyof typeof MEMBERS_OF;

/** @throws KmsError ValidationException when a member of the other type of store is given. */
export function refuseForeignMembers(type: StoreType, input: object): void {
  const other = type === "AWS_CLOUDHSM" ? "EXTERNAL_KEY_STORE" : "AWS_CLOUDHSM";
  const foreign = MEMBERS_OF[other].find((member) => (input as Record<string, unknown>)[member] !== undefined);
  if (foreign !== undefined) throw validation(`${foreign} is not valid for a custom key store of type ${type}.`);
}

/** What CreateCustomKeyStore's members must be beside each other. @throws KmsError ValidationException. */
export function newStoreShape(input: NewStoreMembers): void {
  const type = input.CustomKeyStoreType;
  refuseForeignMembers(type, input);
  const viaService = input.XksProxyConnectivity === "VPC_ENDPOINT_SERVICE";
  const needed =
    type === "AWS_CLOUDHSM"
      ? MEMBERS_OF.AWS_CLOUDHSM
      : MEMBERS_OF.EXTERNAL_KEY_STORE.filter(
          (member) =>
            member !== "XksProxyVpcEndpointServiceOwner" && (viaService || member !== "XksProxyVpcEndpointServiceName"),
        );
  const missing = needed.find((member) => input[member] === undefined);
  if (missing !== undefined) throw validation(`${missing} is required for a custom key store of type ${type}.`);
  if (type === "EXTERNAL_KEY_STORE" && !viaService) refuseService(input);
}

/** @throws KmsError ValidationException when a VPC endpoint service is named for a public endpoint. */
export function refuseService(input: XksMembers): void {
  const given = (["XksProxyVpcEndpointServiceName", "XksProxyVpcEndpointServiceOwner"] as const).find(
    (member) => input[member] !== undefined,
  );
  if (given !== undefined) throw validation(`${given} is not valid with XksProxyConnectivity PUBLIC_ENDPOINT.`);
}

/** Not both (DescribeCustomKeyStores). */
export function oneStoreName(id: string | undefined, name: string | undefined): void {
  if (id !== undefined && name !== undefined)
    throw validation("You can specify CustomKeyStoreId or CustomKeyStoreName, but not both.");
}

export interface NewKeyMembers extends SpecMembers {
  readonly Origin: KeyOrigin;
  readonly CustomKeyStoreId: string | undefined;
  readonly XksKeyId: string | undefined;
  readonly MultiRegion: boolean | undefined;
}

const IN_STORES: readonly KeyOrigin[] = ["AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"];

/**
 * CreateKey's members about where the material lies (CreateKey: CustomKeyStoreId, XksKeyId).
 * @throws KmsError ValidationException, UnsupportedOperationException.
 */
export function newKeyStoreShape(input: NewKeyMembers): void {
  const { Origin, CustomKeyStoreId, XksKeyId, MultiRegion } = input;
  const inStore = IN_STORES.includes(Origin);
  if (inStore && CustomKeyStoreId === undefined)
    throw validation(`You must specify a CustomKeyStoreId value for KMS keys with Origin ${Origin}.`);
  if (!inStore && CustomKeyStoreId !== undefined)
    throw validation(`You cannot specify a CustomKeyStoreId value for KMS keys with Origin ${Origin}.`);
  if (Origin === "EXTERNAL_KEY_STORE" && XksKeyId === undefined)
    throw validation("You must specify an XksKeyId value for KMS keys with Origin EXTERNAL_KEY_STORE.");
  if (Origin !== "EXTERNAL_KEY_STORE" && XksKeyId !== undefined)
    throw validation("You can specify an XksKeyId value only for KMS keys with Origin EXTERNAL_KEY_STORE.");
  if (inStore && (newKeyKind(input).spec !== "SYMMETRIC_DEFAULT" || MultiRegion === true))
    throw unsupported("A custom key store holds symmetric encryption KMS keys of a single Region only.");
}
