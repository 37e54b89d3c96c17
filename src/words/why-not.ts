/** "Why not?" in plain English: an edit, what is done for it, and how the call then goes. */
import type { Layer } from "#glass/trace.ts";
import type { EditKind, EditStep, Outcome, ProvedEdit, RequestChange, WhyNotView } from "#glass/why-not.ts";
import { dateTime, list, principalName, shortId, timeWithSeconds } from "./format.ts";

/** The question as its button asks it. `refused`: as the call went when it was made; `since`: how it would go now, where that is known. */
export function question(refused: boolean, since = refused): string {
  if (since === refused) return refused ? "What would allow this?" : "What would deny this?";
  return since ? "What would allow it now?" : "What would deny it now?";
}

/** What the edit does, in one sentence. */
export function editWords({ kind, about, steps }: ProvedEdit): string {
  const { layer, document = "", statement = "", action = "", principal = "" } = about;
  const who = principalName(principal);
  const what = action.replace(/^kms:/, "");
  const change = steps.find((step) => step.do === "ask")?.change;
  const WORDS: Readonly<Record<EditKind, () => string>> = {
    "grant-token": () => `Pass the token of the grant ${shortId(document)}: it counts at once then.`,
    wait: () =>
      `Wait until the grant ${shortId(document)} is known everywhere${change?.change === "time" ? `, from ${dateTime(change.at)} on` : ""}.`,
    "encryption-context": () => contextWords(change),
    "request-alias": () =>
      `Name the key by its alias${change?.change === "key" ? `, ${change.after}` : ""}: a condition asks for it.`,
    "enable-key": () => "Enable the key again.",
    "cancel-deletion": () => "Cancel the key’s deletion, and enable it: it comes back disabled.",
    "widen-statement": () =>
      `Add ${what} to ${statementWords(layer, document, statement)}, which is about this caller already.`,
    "add-principal": () =>
      `Add ${who} to statement ${statement} of the key policy. It then has all that this statement gives.`,
    "key-policy-statement": () => `Add a statement to the key policy: ${who} may ${what}.`,
    delegation: () => `Hand ${what} to ${who}’s IAM in the key policy. Whoever has an IAM policy for it there gets in.`,
    "identity-policy": () => `Give ${who} an IAM policy, “${document}”: ${what} on this key alone.`,
    grant: () =>
      `Make a grant: ${who} may ${what}. Its token goes with the call, since a new grant is not known everywhere at once.`,
    "layer-statement": () =>
      action === ""
        ? `Take ${layerWords(layer)} ${document} away: nothing limits the caller then.`
        : `Add ${what} to ${layerWords(layer)} ${document}, which limits without allowing it.`,
    "narrow-deny": () =>
      `Narrow the Deny in ${statementWords(layer, document, statement)}, so that it spares this call.`,
    "both-sides": () =>
      `Two edits together, for one alone is not enough: the key policy says yes to ${who}, and so does an IAM policy of its own account.`,
    "other-caller": () => `Call as ${who}, who may.`,
    network: () => (change?.change === "from" ? `Call from ${change.name}.` : "Call from elsewhere."),
    "without-session-policy": () =>
      "Take the role without the session policy: it cannot be changed once the session is made.",
    "remove-statement": () => `Remove ${statementWords(layer, document, statement)}.`,
    "disable-key": () => "Disable the key: for everybody.",
    "add-deny": () => `Add a Deny to the key policy: ${who} may never ${what}, whatever else allows.`,
    "detach-policy": () => `Take the IAM policy ${document} from ${who}.`,
    "revoke-grant": () =>
      `Revoke the grant ${shortId(document)}${change?.change === "time" ? `; it still counts until ${timeWithSeconds(change.at)}` : ""}.`,
  };
  return WORDS[kind]();
}

/** The edit in a few words, for the name of its button: `give role Report an IAM policy`. */
export function editName(edit: ProvedEdit): string {
  const [words = ""] = editWords(edit).split(/[,:;.](?:\s|$)/);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** What is so once the edit is made, and how the call goes then; only those that somebody else than the caller can make have words of their own. */
export function doneWords(edit: ProvedEdit): string {
  const { kind, about, steps, by } = edit;
  const { layer, document = "", statement = "", action = "", principal = "" } = about;
  const who = principalName(principal);
  const what = action.replace(/^kms:/, "");
  const DONE: Partial<Record<EditKind, string>> = {
    "enable-key": "the key is enabled again",
    "cancel-deletion": `the key’s deletion is cancelled${steps.length > 1 ? ", and the key is enabled" : ""}`,
    "widen-statement": `${statementWords(layer, document, statement)} names ${what}, too`,
    "add-principal": `${who} stands in statement ${statement} of the key policy`,
    "key-policy-statement": `the key policy has one more statement: ${who} may ${what}`,
    delegation: `the key policy hands ${what} to ${who}’s IAM`,
    "identity-policy": `${who} has the IAM policy “${document}”: ${what} on this key alone`,
    "layer-statement":
      action === ""
        ? `${layerWords(layer)} ${document} limits the caller no longer`
        : `${layerWords(layer)} ${document} lets ${what} pass`,
    "narrow-deny": `the Deny in ${statementWords(layer, document, statement)} spares this call`,
    "both-sides": `the key policy says yes to ${who}, and so does an IAM policy of its own account`,
    "remove-statement": `${statementWords(layer, document, statement)} is gone`,
    "disable-key": "the key is disabled, for everybody",
    "add-deny": `the key policy has a Deny: ${who} may never ${what}`,
    "detach-policy": `${who} has the IAM policy ${document} no longer`,
    "revoke-grant": `the grant ${shortId(document)} is revoked`,
  };
  return `Done: ${DONE[kind] ?? editName(edit)}. Made again now, this call would be ${by.allowed ? "allowed" : "refused"}.`;
}

/** After the edit was taken back. */
export const undoneWords = (edit: ProvedEdit): string =>
  `Taken back: ${editName(edit)}. Made again now, this call would be ${edit.by.allowed ? "refused" : "allowed"}, as before.`;

function contextWords(change: RequestChange | undefined): string {
  if (change?.change !== "context") return "";
  const pairs = Object.entries(change.after).map(([name, value]) => `${name} = ${value}`);
  return pairs.length === 0
    ? "Send no encryption context."
    : `Send the encryption context ${list(pairs, 8)}, in exactly these letters.`;
}

const statementWords = (layer: Layer | undefined, document: string, statement: string): string =>
  layer === "key-policy" || layer === undefined
    ? `statement ${statement} of the key policy`
    : `statement ${statement} of ${layerWords(layer)} ${document}`;

const LAYERS: Partial<Record<Layer, string>> = {
  scp: "the service control policy",
  rcp: "the resource control policy",
  "vpc-endpoint": "the VPC endpoint policy",
  identity: "the IAM policy",
  boundary: "the permissions boundary",
  session: "the session policy",
};
const layerWords = (layer: Layer | undefined): string => (layer === undefined ? "" : (LAYERS[layer] ?? "the policy"));

const REACH = [
  "Changes the request only.",
  "Gives nobody a permission.",
  "Gives one permission to one caller.",
  "Reaches further than this call.",
  "Takes a protection away from everything else, too.",
] as const;

/** How far it reaches. For a call that is allowed, edits take away and give nothing. */
export function reachWords({ reach, kind }: ProvedEdit): string | null {
  if (kind === "add-deny" || kind === "revoke-grant") return "Takes nothing from anybody else.";
  if (kind === "remove-statement" || kind === "detach-policy") return "May take more than this one permission.";
  if (kind === "disable-key") return "Takes the key from everybody.";
  return REACH[reach];
}

/** How the call went on the copy. */
export function proofWords({ by }: ProvedEdit): string {
  const way = by.decided === null ? "" : wayWords(by);
  return by.allowed
    ? `Tried on a copy of this world: the call then passes${way}.`
    : `Tried on a copy of this world: the call is then refused${by.error === null ? "" : ` with ${by.error.name}`}.`;
}

const WAYS: Readonly<Record<string, string>> = {
  "kp-direct": ", by the key policy",
  "kp-role": ", by the key policy",
  "kp-account": ", by IAM, to which the key policy hands the question",
  "grant-direct": ", by the grant",
  "grant-role": ", by the grant",
  "grant-account": ", by the grant",
  identity: ", by IAM",
};
const wayWords = ({ decided }: Outcome): string => WAYS[decided?.path ?? ""] ?? "";

/** Who does what, step by step; what the caller asks otherwise is not done by anybody else. */
export const doersOf = (steps: readonly EditStep[]): readonly string[] =>
  steps.flatMap((step) => (step.do === "call" ? [`${step.operation}, signed by ${principalName(step.as)}`] : []));

/** What is said above the list. `refused`: as the call went when it was made. */
export function leadWords({ now, edits, tried }: WhyNotView, refused: boolean): string {
  const since =
    now.allowed === refused
      ? `As the world is now, this very call would be ${now.allowed ? "allowed" : "refused"}. `
      : "";
  const aim = now.allowed ? "refuse" : "allow";
  if (edits.length === 0)
    return `${since}None of the ${tried} edits that were tried on copies of this world would ${aim} it.`;
  return `${since}Each of these would ${aim} it, the least first. Each was tried on a copy of this world, and the copies were thrown away.`;
}
