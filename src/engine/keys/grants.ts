import { base64, hex, type Bytes } from "#wire/bytes.ts";
import type { Caller } from "../access/caller.ts";
import { accountOf, findParty, partyKey, shownParty } from "../access/parties.ts";
import { accessDenied, invalidGrantId, limitExceeded, notFound, validation } from "../errors.ts";
import { QUOTAS } from "../quotas.ts";
import type { Reads, Writes } from "../storage/state.ts";
import { rootArn } from "./arns.ts";
import { page, type RowPage } from "./pages.ts";
import type { ContextPairs, GrantConstraints, GrantEnd, GrantParty, GrantRow, KeyRow, KeyUsage } from "./rows.ts";
import { isAsymmetric } from "./specs.ts";

/** What makes one new grant differ from another. */
export type NewGrant = Pick<
  GrantRow,
  "name" | "grantee" | "retiring" | "issuingAccount" | "operations" | "constraints" | "created"
>;

/**
 * Ms of world time until a new grant counts without its token, where the settings say nothing. AWS promises less than five minutes and
 * mostly needs seconds: long enough that a call made at once fails, as it does there, and short enough to wait for.
 */
const USUAL_DELAY_MS = 5_000;

/** "Usually less than five minutes": the longest that a world can be told to wait. */
export const LONGEST_GRANT_DELAY_MS = 5 * 60_000;

export const grantDelay = (rows: Reads): number => rows.get("settings", "settings")?.grantDelay ?? USUAL_DELAY_MS;

/** World time in ms from which a grant is known everywhere. */
export const consistentAt = ({ created }: GrantRow, rows: Reads): number => created + grantDelay(rows);

/** Of a grant that is over: whether somebody still does not know. */
export const stillCounts = ({ ended }: GrantRow, now: number): boolean => ended !== undefined && ended.until > now;

/** The verbs operations have on grants; over one call's overlay. */
export class GrantStore {
  readonly #rows: Writes;

  constructor(rows: Writes) {
    this.#rows = rows;
  }

  /**
   * A new grant, or the one that the same Name and the same parameters made before (authorization.md 1.7); either way `token` is one of
   * its tokens from now on. @throws KmsError ValidationException, LimitExceededException.
   */
  create(
    key: KeyRow,
    made: NewGrant,
    random: (bytes: number) => Bytes,
  ): { readonly grantId: string; readonly token: string } {
    checkSuits(key, made);
    const grant = this.#again(key, made) ?? this.#new(key, made, hex(random(32)));
    const token = base64(random(TOKEN_BYTES));
    this.#rows.put("grantTokens", { id: token, grant: grant.id });
    return { grantId: grant.grantId, token };
  }

  /** What CreateGrant's members ask for, its principals found. @throws KmsError InvalidArnException. */
  asked(input: GrantMembers, issuingAccount: string, created: number): NewGrant {
    const party = (arn: string | undefined, service: string | undefined): GrantParty | null =>
      arn !== undefined ? this.party(arn) : service !== undefined ? { service } : null;
    return {
      name: input.Name ?? null,
      grantee: party(input.GranteePrincipal, input.GranteeServicePrincipal) as GrantParty,
      retiring: party(input.RetiringPrincipal, input.RetiringServicePrincipal),
      issuingAccount,
      ...whatItGives(input),
      created,
    };
  }

  #again(key: KeyRow, made: NewGrant): GrantRow | undefined {
    if (made.name === null) return undefined;
    const wanted = parameters(made);
    return this.#rows
      .range("grantsNamed", `${key.id} ${made.name}`, null, Number.MAX_SAFE_INTEGER)
      .find((grant) => parameters(grant) === wanted);
  }

  #new(key: KeyRow, made: NewGrant, grantId: string): GrantRow {
    // @NOTE AWS: sentence not public.
    if (this.#rows.tally("grantsOf", key.id) >= QUOTAS.grantsPerKey) throw limitExceeded();
    this.#sweep(key.id, made.created);
    const grant: GrantRow = { id: grantRowId(key, grantId), grantId, keyRow: key.id, region: key.region, ...made };
    this.#rows.put("grants", grant);
    return grant;
  }

  /** @throws KmsError InvalidGrantIdException for what is no id of a grant, NotFoundException for one that is not there. */
  byId(key: KeyRow, grantId: string): GrantRow {
    // @NOTE AWS: sentences not public.
    if (!GRANT_ID.test(grantId)) throw invalidGrantId();
    const grant = this.#inForce(grantRowId(key, grantId));
    if (grant === undefined) throw notFound(`Grant ID ${grantId} not found`);
    return grant;
  }

  /** The principal that `text` names. @throws KmsError InvalidArnException. */
  party(text: string): GrantParty {
    return findParty(text, this.#rows);
  }

  /**
   * A principal of the caller's own account. @throws KmsError InvalidArnException, AccessDeniedException.
   * @NOTE AWS: that it must be of the own account is documented, how another one is refused is not.
   */
  ownParty(text: string, caller: Caller): GrantParty {
    const party = this.party(text);
    if ("service" in party || accountOf(party.arn) === caller.account) return party;
    throw accessDenied(
      `User: ${caller.arn} is not authorized to perform: kms:ListRetirableGrants on resource: ${text}`,
    );
  }

  /** AWS's GrantListEntry. */
  entry(grant: GrantRow): GrantEntry {
    return grantEntry(grant, this.keyOf(grant).arn, (party) => shownParty(party, this.#rows));
  }

  /** The grant of a token of this Region. */
  byToken(region: string, token: string): GrantRow | undefined {
    const row = this.#rows.get("grantTokens", token);
    const grant = row === undefined ? undefined : this.#inForce(row.grant);
    return grant?.region === region ? grant : undefined;
  }

  /** Whether a call may carry the token: it means something as long as its grant counts. */
  takesToken(region: string, token: string, now: number): boolean {
    const row = this.#rows.get("grantTokens", token);
    const grant = row === undefined ? undefined : this.#rows.get("grants", row.grant);
    return grant?.region === region && (grant.ended === undefined || stillCounts(grant, now));
  }

  #inForce(id: string): GrantRow | undefined {
    const grant = this.#rows.get("grants", id);
    return grant?.ended === undefined ? grant : undefined;
  }

  keyOf(grant: GrantRow): KeyRow {
    return this.#rows.get("keys", grant.keyRow) as KeyRow;
  }

  /** The grants of a key in the order of their ids; of one grantee, or that of one id. @throws KmsError InvalidGrantIdException. */
  page(
    key: KeyRow,
    filter: { readonly grantId: string | undefined; readonly grantee: GrantParty | null },
    marker: string | undefined,
    limit: number,
  ): RowPage<GrantRow> {
    const { grantId, grantee } = filter;
    if (grantId !== undefined) {
      if (!GRANT_ID.test(grantId)) throw invalidGrantId();
      const grant = this.#inForce(grantRowId(key, grantId));
      const fits = grant !== undefined && (grantee === null || partyKey(grant.grantee) === partyKey(grantee));
      return { rows: fits ? [grant] : [], NextMarker: undefined, Truncated: false };
    }
    const id = (grant: GrantRow): string => grant.grantId;
    return grantee === null
      ? page(this.#rows, "grantsOf", key.id, marker, limit, id)
      : page(this.#rows, "grantsTo", `${key.id} ${partyKey(grantee)}`, marker, limit, id);
  }

  /** The grants of a Region, whichever the key's account, that `party` may retire. */
  retirable(region: string, party: GrantParty, marker: string | undefined, limit: number): RowPage<GrantRow> {
    const bucket = `${region} ${partyKey(party)}`;
    return page(this.#rows, "grantsRetirableBy", bucket, marker, limit, (grant) => grant.id);
  }

  /**
   * The grant is over: for whoever lists grants or names this one, at once; for a call that needs it, when all of KMS knows, which takes as
   * long as it does for a new grant. What lists and names grants reads them where they are written, a cryptographic call asks a copy:
   * that is how AWS's "eventually consistent" is read here. The moment is fixed now, so that a world that is told of another delay
   * afterwards brings no grant back.
   */
  end(grant: GrantRow, how: GrantEnd["how"], now: number): void {
    this.#sweep(grant.keyRow, now);
    const until = now + grantDelay(this.#rows);
    if (until > now) this.#rows.put("grants", { ...grant, ended: { how, at: now, until } });
    else this.#drop([grant]);
  }

  /** Grants of the key that everybody knows to be over. They count no more; nobody needs to see them go. */
  #sweep(keyRow: string, now: number): void {
    const ending = this.#rows.range("grantsEnding", keyRow, null, Number.MAX_SAFE_INTEGER);
    this.#drop(ending.filter((grant) => !stillCounts(grant, now)));
  }

  /** Takes grants away, and all their tokens with them. */
  #drop(grants: readonly GrantRow[]): void {
    // All tokens are looked up before the first one goes: a look-up goes through what its own call has written so far.
    const tokens = grants.flatMap(({ id }) => this.#rows.range("grantTokensOf", id, null, Number.MAX_SAFE_INTEGER));
    for (const { id } of tokens) this.#rows.delete("grantTokens", id);
    // The last one first, for an index closes every gap that is not at its end.
    for (const { id } of grants.toReversed()) this.#rows.delete("grants", id);
  }

  dropAll(key: KeyRow): void {
    const of = (index: "grantsOf" | "grantsEnding") => this.#rows.range(index, key.id, null, Number.MAX_SAFE_INTEGER);
    this.#drop([...of("grantsOf"), ...of("grantsEnding")]);
  }
}

/** CreateGrant's members, as far as they say what the grant is. */
export interface GrantMembers {
  readonly Name: string | undefined;
  readonly GranteePrincipal: string | undefined;
  readonly GranteeServicePrincipal: string | undefined;
  readonly RetiringPrincipal: string | undefined;
  readonly RetiringServicePrincipal: string | undefined;
  readonly Operations: readonly string[];
  readonly Constraints:
    | {
        readonly EncryptionContextEquals: ReadonlyMap<string, string> | undefined;
        readonly EncryptionContextSubset: ReadonlyMap<string, string> | undefined;
        readonly SourceArn: string | undefined;
      }
    | undefined;
}

/** The part of a new grant that a parent grant is held against (authorization.md 1.7). */
export const whatItGives = (
  input: Pick<GrantMembers, "Operations" | "Constraints">,
): Pick<GrantRow, "operations" | "constraints"> => ({
  operations: [...new Set(input.Operations)].toSorted(),
  constraints: constraintsOf(input.Constraints),
});

function constraintsOf(given: GrantMembers["Constraints"]): GrantConstraints | null {
  const pairs = (context: ReadonlyMap<string, string> | undefined): ContextPairs | null =>
    context === undefined ? null : [...context].toSorted(([a], [b]) => (a < b ? -1 : 1));
  // Both may have been sent when one of them is empty; that one constrains nothing.
  const [left, right] = [pairs(given?.EncryptionContextEquals), pairs(given?.EncryptionContextSubset)];
  const equals = left?.length === 0 && right !== null ? null : left;
  const subset = right?.length === 0 && left !== null ? null : right;
  const sourceArn = given?.SourceArn ?? null;
  return equals === null && subset === null && sourceArn === null ? null : { equals, subset, sourceArn };
}

/** Ours: AWS's tokens are longer, and opaque as well. */
const TOKEN_BYTES = 96;

/** 64 hex digits (authorization.md 1.7). */
const GRANT_ID = /^[0-9a-f]{64}$/;

const grantRowId = (key: KeyRow, grantId: string): string => `${key.id}/${grantId}`;

/** Everything that must be the same for a second CreateGrant to mean the first one's grant. Principals count by unique id. */
const parameters = ({ grantee, retiring, issuingAccount, operations, constraints }: NewGrant): string =>
  JSON.stringify([
    partyKey(grantee),
    retiring === null ? null : partyKey(retiring),
    issuingAccount,
    operations,
    constraints,
  ]);

/* ---- which operations suit which key ---- */

const ANY_KEY = ["CreateGrant", "RetireGrant", "DescribeKey"];
const CIPHER = ["Decrypt", "Encrypt", "ReEncryptFrom", "ReEncryptTo"];
const DATA_KEYS = [
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
];
const BY_USAGE: Readonly<Record<KeyUsage, readonly string[]>> = {
  ENCRYPT_DECRYPT: CIPHER,
  SIGN_VERIFY: ["Sign", "Verify"],
  GENERATE_VERIFY_MAC: ["GenerateMac", "VerifyMac"],
  KEY_AGREEMENT: ["DeriveSharedSecret"],
  ENCAPSULATE_DECAPSULATE: ["Encapsulate", "Decapsulate"],
};

/** Grant operations that a key of this kind supports (authorization.md 1.7). */
export const grantOperationsOf = ({ spec, usage }: Pick<KeyRow, "spec" | "usage">): readonly string[] => [
  ...ANY_KEY,
  ...BY_USAGE[usage],
  ...(spec === "SYMMETRIC_DEFAULT" ? DATA_KEYS : []),
  ...(isAsymmetric(spec) ? ["GetPublicKey"] : []),
];

/** @NOTE AWS: that it is a ValidationException is documented, both sentences come from an implementation compared with AWS. */
function checkSuits(key: KeyRow, { operations, constraints }: NewGrant): void {
  if (key.spec !== "SYMMETRIC_DEFAULT" && (constraints?.equals ?? constraints?.subset ?? null) !== null)
    throw validation("EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key.");
  const suits = grantOperationsOf(key);
  const strangers = operations.filter((operation) => !suits.includes(operation));
  if (strangers.length === 0) return;
  const kind = isAsymmetric(key.spec) ? "an asymmetric" : "a symmetric";
  throw validation(
    `Operations [${strangers.join(", ")}] are not supported when creating a grant for ${kind} KMS key with key usage ${key.usage}. Valid operations are [${suits.join(", ")}]`,
  );
}

/* ---- how a grant is told ---- */

interface GrantEntry extends Readonly<Record<string, string | number | readonly string[] | ConstraintsEntry>> {}
type ConstraintsEntry = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** `shown`: a party as it is shown today. */
function grantEntry(grant: GrantRow, keyArn: string, shown: (party: GrantParty) => string): GrantEntry {
  const { grantee, retiring, constraints } = grant;
  return {
    KeyId: keyArn,
    GrantId: grant.grantId,
    Name: grant.name ?? "",
    CreationDate: grant.created / 1000,
    ["service" in grantee ? "GranteeServicePrincipal" : "GranteePrincipal"]: shown(grantee),
    ...(retiring === null
      ? {}
      : { ["service" in retiring ? "RetiringServicePrincipal" : "RetiringPrincipal"]: shown(retiring) }),
    IssuingAccount: rootArn(grant.issuingAccount),
    Operations: grant.operations,
    ...(constraints === null ? {} : { Constraints: constraintsEntry(constraints) }),
  };
}

const constraintsEntry = ({ equals, subset, sourceArn }: GrantConstraints): ConstraintsEntry => ({
  ...(subset === null ? {} : { EncryptionContextSubset: Object.fromEntries(subset) }),
  ...(equals === null ? {} : { EncryptionContextEquals: Object.fromEntries(equals) }),
  ...(sourceArn === null ? {} : { SourceArn: sourceArn }),
});
