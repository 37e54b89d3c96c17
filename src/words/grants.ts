/** A grant in plain English. */
import type { EndingGrantView, GrantConstraintsView, GrantView } from "#glass/grants.ts";
import { dateTime, list, principalName, shortId, timeWithSeconds } from "./format.ts";

export const grantName = ({ name, grantId }: Pick<GrantView, "name" | "grantId">): string =>
  name ?? `Grant ${shortId(grantId)}`;

/** Who may do what, and on which constraint. */
export function grantWords({ grantee, operations, constraints }: GrantView): string {
  return `${principalName(grantee)} may ${list(operations, 6)}${constraintWords(constraints)}.`;
}

function constraintWords(constraints: GrantConstraintsView | null): string {
  if (constraints === null) return "";
  const { equals, subset, sourceArn } = constraints;
  const source = sourceArn === null ? "" : `, on behalf of ${sourceArn} only`;
  if (equals !== null) return `, only with exactly this encryption context: ${pairs(equals)}${source}`;
  if (subset !== null) return `, only with an encryption context that contains ${pairs(subset)}${source}`;
  return source;
}

const pairs = (context: Readonly<Record<string, string>>): string =>
  list(
    Object.entries(context).map(([name, value]) => `${name} = ${value}`),
    8,
  );

export interface Moment {
  readonly name: string;
  readonly says: string;
  /** World time in ms; null: not known, or not yet. */
  readonly at: number | null;
}

/** Its life in order: made, known everywhere, last used. */
export function grantLife({ created, knownAt, lastUse }: GrantView, now: number): readonly Moment[] {
  const known = knownAt <= now;
  return [
    { name: "Made", says: dateTime(created), at: created },
    {
      name: known ? "Known everywhere since" : "Known everywhere from",
      says: known ? moment(knownAt) : `${moment(knownAt)}; until then it counts only with its token`,
      at: knownAt,
    },
    {
      name: "Last used",
      says: lastUse === null ? "not in the calls of this log" : `${moment(lastUse.at)}, ${lastUse.operation}`,
      at: lastUse?.at ?? null,
    },
  ];
}

const moment = (at: number): string => timeWithSeconds(at);

/** Of one that is over and still counts. */
export const grantEndWords = (grant: EndingGrantView): string =>
  `${grantName(grant)} was ${grant.how} at ${timeWithSeconds(grant.at)}. Until ${timeWithSeconds(grant.until)}, when all of KMS knows, a call of ${principalName(grant.grantee)} may still be allowed by it.`;

export const revokeWill = (grant: GrantView): string =>
  `${grantName(grant)} goes, and all its tokens with it. ${principalName(grant.grantee)} keeps what the key policy and IAM give.`;
export const retireWill = (grant: GrantView): string =>
  `${grantName(grant)} is given back, which only its retiring principal, a grantee with RetireGrant, or the account that made it may do.`;
