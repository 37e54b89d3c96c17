/** Condition keys that tell where in the organization the caller's and the key's accounts are (authorization.md 1.10). */
import type { Reads } from "../../storage/state.ts";
import { organizationPath } from "../row-documents.ts";
import type { Value } from "./facts.ts";

interface Membership {
  readonly id: string;
  /** `o-…/r-…/ou-…/`: from the organization by its root to the unit that holds the account. */
  readonly path: string;
}

function membership(rows: Reads, account: string): Membership | null {
  const organization = rows.get("organizations", "organization");
  if (organization === undefined || rows.get("accounts", account)?.parent === undefined) return null;
  const id = organization.organizationId;
  return { id, path: `${[id, ...organizationPath(rows, account).slice(0, -1)].join("/")}/` };
}

const ofCaller =
  (value: (member: Membership) => string): Value =>
  ({ rows, caller }) => {
    const member = membership(rows, caller.account);
    return member === null ? null : value(member);
  };
const ofResource =
  (value: (member: Membership) => string): Value =>
  ({ rows, caller, subject }) => {
    const member = membership(rows, subject?.key.account ?? caller.account);
    return member === null ? null : value(member);
  };

export const BY_ORGANIZATION: Readonly<Record<string, Value>> = {
  "aws:PrincipalOrgID": ofCaller(({ id }) => id),
  "aws:PrincipalOrgPaths": ofCaller(({ path }) => path),
  "aws:ResourceOrgID": ofResource(({ id }) => id),
  "aws:ResourceOrgPaths": ofResource(({ path }) => path),
};
