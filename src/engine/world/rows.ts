/** The rows of what surrounds the keys: accounts, principals, their credentials, and the world's own settings. */

export interface SettingsRow {
  readonly id: "settings";
  /** The first is that of unsigned calls. */
  readonly regions: readonly string[];
  /** There is no IAM in this world: any well-formed principal ARN is one that exists. */
  readonly anyPrincipal?: boolean;
  /** World time in ms at the moment this row was written, and world seconds per real second since. */
  readonly clock: { readonly at: number; readonly rate: number };
  /** The most requests a second that any of AWS's request quotas lets through; null: none of them is kept. */
  readonly throttling: number | null;
}

export interface AccountRow {
  /** 12 digits. */
  readonly id: string;
  readonly name: string;
}

export interface PolicyDocument {
  readonly name: string;
  readonly text: string;
  readonly version: number;
}

export interface PrincipalRow {
  /** ARN: `arn:aws:iam::111122223333:role/App`, `…:user/Zoe`, `…:root`. */
  readonly id: string;
  readonly kind: "user" | "role" | "root";
  readonly name: string;
  readonly account: string;
  /** `AIDA…` for users, `AROA…` for roles, the account's id for root: principals are compared by it, never by name. */
  readonly uniqueId: string;
  readonly policies: readonly PolicyDocument[];
}

/** The root of the world's simulated Nitro hypervisor. */
export interface NitroRow {
  readonly id: "root";
  /** Base64 of the certificate's DER. */
  readonly certificate: string;
  /** Base64: its private key under the world's domain key. */
  readonly wrapped: string;
}

/** A long-term access key of a user, or the temporary credentials of one role session. */
export interface AccessKeyRow {
  /** AKIA… or ASIA…. */
  readonly id: string;
  /** Principal row id. */
  readonly principal: string;
  readonly account: string;
  /** Base64: the secret access key, sealed by the vault. */
  readonly sealedSecret: string;
  /** Role sessions: name, token and world time of expiry. Those that the port is told of by hand have no token. */
  readonly session: {
    readonly name: string;
    readonly sealedToken: string | null;
    readonly issued: number;
    readonly expires: number;
  } | null;
}
