/** Who may do what with a key, in words: one cell of the matrix, its columns, and which of them are shown at first. */
import type { AccessCell, AccessMatrix, AccessPrincipal, ActionGroup } from "#glass/access.ts";
import { principalWords } from "./format.ts";

/** `Encrypt` of `kms:Encrypt`. */
export const actionName = (action: string): string => action.replace(/^kms:/, "");

export const GROUPS: Readonly<Record<ActionGroup, string>> = {
  use: "Use it",
  manage: "Manage it",
  grants: "Give grants",
  policy: "Policy",
};

/** Why, as the end of "role App may Encrypt: …". */
export function cellReason({ allowed, layer, denial, path, across }: AccessCell): string {
  if (!allowed) return denial === "explicit" ? `denied by ${LAYERS[layer]}` : REFUSED[layer];
  const both = across === null ? "" : ", and its own account agrees";
  switch (path) {
    case "kp-account":
      return across === null
        ? "the key policy hands the question to IAM, and IAM allows it"
        : `allowed by the key policy${both}`;
    case "kp-direct":
      return `allowed by the key policy${both}`;
    case "kp-role":
      return `allowed by the key policy, as a role${both}`;
    case "grant-direct":
    case "grant-role":
    case "grant-account":
      return `allowed by a grant${both}`;
    case "identity":
    case null:
      return "allowed by IAM";
  }
}

const LAYERS: Readonly<Record<AccessCell["layer"], string>> = {
  scp: "a service control policy",
  rcp: "a resource control policy",
  "vpc-endpoint": "the VPC endpoint policy",
  "key-policy": "the key policy",
  grant: "a grant",
  identity: "an IAM policy",
  boundary: "the permissions boundary",
  session: "a session policy",
};

const REFUSED: Readonly<Record<AccessCell["layer"], string>> = {
  scp: "no service control policy allows it",
  rcp: "a resource control policy does not allow it",
  "vpc-endpoint": "the VPC endpoint policy does not allow it",
  "key-policy": "the key policy does not allow it, and no grant does",
  grant: "no grant allows it",
  identity: "no IAM policy allows it",
  boundary: "the permissions boundary does not allow it",
  session: "the session policy does not allow it",
};

/** `role App may Encrypt: allowed by the key policy`. */
export const cellName = (principal: AccessPrincipal, action: string, cell: AccessCell): string =>
  `${principalWords(principal)} ${cell.allowed ? "may" : "may not"} ${actionName(action)}: ${cellReason(cell)}`;

/** The columns that most questions are about; those of an operation that the key cannot do are left out. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  ENCRYPT_DECRYPT: ["Encrypt", "Decrypt", "GenerateDataKey", "ReEncryptFrom"],
  SIGN_VERIFY: ["Sign", "Verify", "GetPublicKey"],
  GENERATE_VERIFY_MAC: ["GenerateMac", "VerifyMac"],
  KEY_AGREEMENT: ["DeriveSharedSecret", "GetPublicKey"],
  ENCAPSULATE_DECAPSULATE: ["Encapsulate", "Decapsulate", "GetPublicKey"],
};
const ALWAYS = [
  "DescribeKey",
  "DisableKey",
  "ScheduleKeyDeletion",
  "CreateGrant",
  "RevokeGrant",
  "GetKeyPolicy",
  "PutKeyPolicy",
];

/** Places of the columns to show, by the key's usage, group by group; all of them when `all`. */
export function shownColumns(
  { actions }: Pick<AccessMatrix, "actions">,
  usage: string,
  all: boolean,
): readonly number[] {
  if (all) return actions.map((_, at) => at);
  const first = [...(FIRST[usage] ?? []), ...ALWAYS];
  const places = first.map((name) => actions.findIndex(({ action }) => actionName(action) === name));
  const order = [...new Set(actions.map(({ group }) => group))];
  return [...new Set(places.filter((at) => at >= 0))].toSorted((a, b) => rank(a) - rank(b));

  function rank(at: number): number {
    return order.indexOf(actions[at]?.group ?? "use") * first.length + places.indexOf(at);
  }
}

/* ---- two matrices ---- */

export interface CellChange {
  readonly principal: AccessPrincipal;
  readonly action: string;
  readonly before: AccessCell;
  readonly after: AccessCell;
}

/** Cells that are another answer after a change. Principals who come or go with it are not compared. */
export function changedCells(before: AccessMatrix, after: AccessMatrix): readonly CellChange[] {
  const rows = new Map(before.principals.map(({ arn }, at) => [arn, at]));
  return after.principals.flatMap((principal, row) => {
    const old = rows.get(principal.arn);
    if (old === undefined) return [];
    return after.actions.flatMap(({ action }, column) => {
      const [was, is] = [before.cells[old]?.[column], after.cells[row]?.[column]];
      return was === undefined || is === undefined || was.allowed === is.allowed
        ? []
        : [{ principal, action, before: was, after: is }];
    });
  });
}

/** `role App loses Decrypt and Encrypt`, one line a principal and direction. */
export function changeLines(
  changes: readonly CellChange[],
): readonly { readonly who: string; readonly gains: boolean; readonly actions: readonly string[] }[] {
  const lines = new Map<string, { who: string; gains: boolean; actions: string[] }>();
  for (const { principal, action, after } of changes) {
    const id = `${principal.arn} ${after.allowed}`;
    const line = lines.get(id) ?? { who: principalWords(principal), gains: after.allowed, actions: [] };
    line.actions.push(actionName(action));
    lines.set(id, line);
  }
  return [...lines.values()];
}

/* ---- a key that takes over another one's work ---- */

/** Somebody who may use the one key and not, or not as much, the one that takes over. */
export interface LeftBehind {
  readonly principal: AccessPrincipal;
  /** What is lost, `Decrypt`. */
  readonly actions: readonly string[];
  /** Whether nothing of it is kept. */
  readonly all: boolean;
  /** Why, as the end of a sentence. */
  readonly reason: string;
}

export function leftBehind(before: AccessMatrix, after: AccessMatrix): readonly LeftBehind[] {
  const uses = new Set(before.actions.filter(({ group }) => group === "use").map(({ action }) => action));
  const lost = changedCells(before, after).filter(({ action, after: { allowed } }) => uses.has(action) && !allowed);
  return before.principals.flatMap((principal, row) => {
    const mine = lost.filter((change) => change.principal.arn === principal.arn);
    const [first] = mine;
    if (first === undefined) return [];
    const had = before.actions.filter(({ action }, at) => uses.has(action) && before.cells[row]?.[at]?.allowed);
    const actions = mine.map(({ action }) => actionName(action));
    return [{ principal, actions, all: actions.length === had.length, reason: whyLeft(first) }];
  });
}

/** `role App may not use the new key: its IAM policy names the old one`. */
export const leftBehindWords = ({ principal, actions, all, reason }: LeftBehind, key = "the new key"): string =>
  `${principalWords(principal)} may not ${all ? `use ${key}` : `${actions.join(", ")} with ${key}`}: ${reason}`;

function whyLeft({ before, after }: CellChange): string {
  if (after.denial === "explicit" || (after.layer !== "identity" && after.layer !== "key-policy"))
    return cellReason(after);
  if (before.path?.startsWith("grant")) return "a grant on the old one allowed it";
  return before.path === "kp-account" && before.across === null
    ? "its IAM policy names the old one"
    : "the old one’s key policy allowed it";
}

/* ---- pins ---- */

/** A cell that the reader wants to stay as it is. */
export interface Pin {
  readonly keyArn: string;
  /** ARN. */
  readonly principal: string;
  readonly action: string;
  readonly must: "allowed" | "denied";
}

export const pinAt = (pins: readonly Pin[], keyArn: string, principal: string, action: string): Pin | undefined =>
  pins.find((pin) => pin.keyArn === keyArn && pin.principal === principal && pin.action === action);

/** The pins that this matrix does not keep; those about somebody who is not in it are not judged. */
export function brokenPins(
  pins: readonly Pin[],
  matrix: AccessMatrix,
): readonly { readonly pin: Pin; readonly principal: AccessPrincipal }[] {
  return pins.flatMap((pin) => {
    const row = matrix.principals.findIndex(({ arn }) => arn === pin.principal);
    const column = matrix.actions.findIndex(({ action }) => action === pin.action);
    const [principal, cell] = [matrix.principals[row], matrix.cells[row]?.[column]];
    if (pin.keyArn !== matrix.keyArn || principal === undefined || cell === undefined) return [];
    return cell.allowed === (pin.must === "allowed") ? [] : [{ pin, principal }];
  });
}

/** `role Report must stay denied Decrypt`. */
export const pinWords = (principal: AccessPrincipal, { action, must }: Pin): string =>
  `${principalWords(principal)} must ${must === "allowed" ? "stay allowed to" : "never be allowed to"} ${actionName(action)}`;
