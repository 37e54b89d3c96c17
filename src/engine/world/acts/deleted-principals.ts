/**
 * A principal is deleted: every policy that names it shows its bare unique id from then on (authorization.md 1.2), so a new principal of
 * the same name has no share in what was allowed to the old one. Grants hold unique ids from the start (access/parties.ts).
 */
import { isObject, parseJson, type JsonValue } from "#wire/json.ts";
import { ALL } from "./act.ts";
import { regionsOf } from "../regions.ts";
import type { PrincipalRow } from "../rows.ts";
import type { Writes } from "../../storage/state.ts";

/** Rewrites the key policies and trust policies that name `gone`, which is still there. */
export function nameNoMore(gone: PrincipalRow, rows: Writes): void {
  if (gone.kind === "root") return;
  const regions = regionsOf(rows);
  for (const { id: account } of rows.range("accounts", "all", null, ALL)) {
    for (const region of regions)
      for (const { id } of rows.range("keysOf", `${account}/${region}`, null, ALL)) {
        const policy = rows.get("policies", id);
        const text = policy === undefined ? null : withBareId(policy.text, gone);
        if (policy !== undefined && text !== null)
          rows.put("policies", { ...policy, text, version: policy.version + 1 });
      }
    for (const role of rows.range("principalsOf", account, null, ALL)) {
      const text = role.trust === null ? null : withBareId(role.trust.text, gone);
      if (role.trust !== null && text !== null && role.id !== gone.id)
        rows.put("principals", { ...role, trust: { ...role.trust, text, version: role.trust.version + 1 } });
    }
  }
}

/** The policy with the unique id where the principal or a session of it was named; null when it was not named at all. */
function withBareId(text: string, { id, kind, name, account, uniqueId }: PrincipalRow): string | null {
  const session = `arn:aws:sts::${account}:assumed-role/${name}/`;
  if (!text.includes(id) && !(kind === "role" && text.includes(session))) return null;
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch {
    return null;
  }
  let found = false;
  const bare = (value: JsonValue): JsonValue => {
    if (value === id) return ((found = true), uniqueId);
    if (kind === "role" && typeof value === "string" && value.startsWith(session))
      return ((found = true), `${uniqueId}:${value.slice(session.length)}`);
    return value;
  };
  const inElement = (element: JsonValue | undefined): JsonValue | undefined =>
    !isObject(element)
      ? element
      : Object.fromEntries(
          Object.entries(element).map(([who, values]) => [
            who,
            who !== "AWS"
              ? values
              : Array.isArray(values)
                ? (values as JsonValue[]).map(bare)
                : bare(values as JsonValue),
          ]),
        );
  const inStatement = (statement: JsonValue): JsonValue =>
    !isObject(statement)
      ? statement
      : Object.fromEntries(
          Object.entries(statement).map(([member, value]) => [
            member,
            member === "Principal" || member === "NotPrincipal" ? inElement(value) : value,
          ]),
        );
  if (!isObject(json)) return null;
  const { Statement } = json as { Statement?: JsonValue };
  if (Statement === undefined) return null;
  const statements = Array.isArray(Statement) ? (Statement as JsonValue[]).map(inStatement) : inStatement(Statement);
  const changed = JSON.stringify({ ...json, Statement: statements }, null, 2);
  return found ? changed : null;
}
