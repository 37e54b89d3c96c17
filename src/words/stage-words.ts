/** What each of the ten stages tells, from the trace alone. */
import type { CallTrace, HsmStep, LocateStage, SecretPrint } from "#glass/trace.ts";
import { checkWords } from "./check-words.ts";
import { decisionSentence } from "./decision.ts";
import { endedAt } from "./ended-at.ts";
import {
  capital,
  count,
  date,
  keyNameOfId,
  list,
  number,
  principalName,
  rowName,
  shortSize,
  timeWithSeconds,
} from "./format.ts";

export interface FactWords {
  readonly name: string;
  readonly value: string;
  /** The value is an id, bytes or code. */
  readonly mono?: boolean;
}

/** What one stage tells. */
export interface Words {
  readonly title: string;
  /** For the right column: `74 B`, `✓ allowed`. */
  readonly result: string;
  readonly sentence: string;
  readonly facts: readonly FactWords[];
}

/** The service of AWS that made the call, which is simulated; null: its caller made it alone. */
function serviceOf({
  network: { path },
  summary,
}: CallTrace): { readonly name: string; readonly forItself: boolean } | null {
  const name = path?.service;
  return name === undefined ? null : { name, forItself: summary.principalArn === name };
}

const ELSEWHERE =
  "The call came through the port from outside of this page, so nothing is known of the program that made it.";

export function composed(trace: CallTrace): Words {
  const title = "Application composes";
  const stage = trace.application?.composed;
  if (stage === undefined)
    return {
      title,
      result: "elsewhere",
      sentence: ELSEWHERE,
      facts: [],
    };
  const service = serviceOf(trace);
  const asks =
    service === null
      ? "The application asks"
      : `In the place of ${service.name}, which is simulated, the application asks`;
  return {
    title,
    result: shortSize(stage.bodyBytes),
    sentence: `${asks} for ${stage.operation} with ${count(Object.keys(stage.input).length, "member")}; as JSON that is ${count(stage.bodyBytes, "byte")}.`,
    facts: stage.run === null ? [] : [{ name: "Part of", value: stage.run }],
  };
}

export function signed(trace: CallTrace): Words {
  const title = "Signs, SigV4";
  const stage = trace.application?.signed;
  if (stage === undefined || stage === null) {
    return {
      title,
      result: trace.application === null ? "elsewhere" : "not signed",
      sentence: trace.application === null ? ELSEWHERE : "The application sent this request without a signature.",
      facts: [],
    };
  }
  // Whom the application signed for; KMS may come to know nobody.
  const who = principalName(stage.principalArn);
  const service = serviceOf(trace);
  const secret =
    service === null || service.forItself
      ? `the secret of ${who}`
      : `the secret of a forward access session: temporary credentials with which ${service.name} carries on ${who}, who had signed a request to it`;
  return {
    title,
    result: who,
    sentence: `The AWS SDK writes the request in one canonical form, hashes it, and signs the hash with a key derived from ${secret}. The secret itself is not sent.`,
    facts: [
      { name: "Access key", value: stage.accessKeyId, mono: true },
      { name: "Scope", value: stage.scope, mono: true },
      { name: "Time", value: stage.timestamp, mono: true },
      { name: "Signed headers", value: stage.signedHeaders.join(", "), mono: true },
      { name: "Signature", value: stage.signature, mono: true },
    ],
  };
}

/** The way in full is drawn and told by the opened stage (network-path.ts). */
export function network(trace: CallTrace): Words {
  const { from, host, requestBytes, path } = trace.network;
  const service = serviceOf(trace);
  if (service !== null)
    return {
      title: "Network",
      result: service.name,
      sentence: `${count(requestBytes, "byte")} of HTTP go to ${host} from ${service.name}, inside TLS. The service is simulated and did nothing else: only its call to KMS is real. No packet leaves this browser.`,
      facts: [
        { name: "Host", value: host, mono: true },
        { name: "From", value: service.name, mono: true },
        { name: "Request", value: count(requestBytes, "byte") },
      ],
    };
  const place = path?.vpc == null ? from : `VPC ${path.vpc.name}`;
  const reached = path?.via !== "nowhere";
  return {
    title: "Network",
    result: reached ? place : "✕ no way",
    sentence: `${count(requestBytes, "byte")} of HTTP ${reached ? "go" : "should go"} to ${host} ${path?.vpc == null ? "over the" : "from the"} ${place}, inside TLS. The network here is simulated: no packet leaves this browser.`,
    facts: [
      { name: "Host", value: host, mono: true },
      { name: "From", value: place },
      { name: "Request", value: count(requestBytes, "byte") },
    ],
  };
}

export function door(trace: CallTrace): Words {
  const { frontDoor, summary } = trace;
  const service = serviceOf(trace);
  const title = "Front door verifies";
  const { signature, violations, target, bodyBytes } = frontDoor;
  const facts: FactWords[] = [
    { name: "Target", value: target ?? "none", mono: true },
    { name: "Body", value: count(bodyBytes, "byte") },
  ];
  if (signature?.accessKeyId != null) facts.push({ name: "Access key", value: signature.accessKeyId, mono: true });
  if (signature?.principalArn != null) facts.push({ name: "Is", value: signature.principalArn, mono: true });
  if (!frontDoor.parsed)
    return {
      title,
      result: "✕ unreadable",
      sentence: "The target is unknown or the body is not JSON, so nothing further was looked at.",
      facts,
    };
  if (signature?.verdict === "refused")
    return {
      title,
      result: "✕ refused",
      sentence:
        // AWS's sentence about a signature that differs goes on with the whole canonical request.
        `KMS does not accept the signature that was sent. ${summary.error?.message?.split("\n")[0] ?? ""}`.trim(),
      facts,
    };
  if (violations.length > 0)
    return {
      title,
      result: `✕ ${count(violations.length, "violation")}`,
      sentence: "The signature is right; the members of the request are not.",
      facts,
    };
  if (signature === null && summary.principalArn === null)
    return { title, result: "✕ unsigned", sentence: "The request carries no signature that could be checked.", facts };
  if (signature === null)
    return { title, result: "trusted", sentence: "This call was made inside and needed no signature.", facts };
  return {
    title,
    result: "✓ equal",
    sentence:
      "KMS computes the same signature from the request and its own copy of the secret. The two are equal, so the caller is who it says and nothing was altered on the way." +
      (service === null || service.forItself
        ? ""
        : ` The credentials say who that is: ${principalName(summary.principalArn ?? "")}, by way of ${service.name}; no header could.`),
    facts,
  };
}

const BY: Readonly<Record<LocateStage["by"], string>> = {
  id: "by id",
  arn: "by ARN",
  alias: "by alias",
  "alias-arn": "by alias ARN",
  ciphertext: "by ciphertext",
  "grant-token": "by grant token",
};

export function located(trace: CallTrace): Words {
  const { locate, summary } = trace;
  const title = locate.length > 1 ? "Locates the keys" : "Locates the key";
  if (locate.length === 0) {
    const shape = endedAt(trace) === 5;
    return {
      title,
      result: shape ? "✕ refused" : "no key",
      sentence: shape
        ? `The request’s members do not go together: ${summary.error?.message ?? "it was refused"}`
        : `${summary.operation} is not about one particular KMS key.`,
      facts: [],
    };
  }
  const lost = locate.find(({ keyArn }) => keyArn === null);
  const ways = [...new Set(locate.map(({ by }) => BY[by]))];
  return {
    title,
    result: lost === undefined ? ways.join(", ") : "✕ not found",
    sentence: locate.map((stage) => locateSentence(stage, summary.error?.name ?? null)).join(" "),
    facts: locate.flatMap((stage) => [
      {
        name: locate.length > 1 ? `${capital(stage.role)} key, given` : "Given",
        value: stage.by === "ciphertext" ? `the blob in ${stage.member}` : stage.given,
        mono: stage.by !== "ciphertext",
      },
      { name: "Found", value: stage.keyArn ?? "none", mono: stage.keyArn !== null },
    ]),
  };
}

/** A blob that cannot even be read; one that is read and names an unknown key is an AccessDeniedException. */
const UNREADABLE = "InvalidCiphertextException";

function locateSentence({ by, given, keyArn, alias, member }: LocateStage, error: string | null): string {
  if (keyArn === null && by === "grant-token") return `${member} is of no grant that exists here.`;
  if (keyArn === null)
    return by === "ciphertext"
      ? error === UNREADABLE
        ? `KMS does not recognise what is in ${member} as a blob of its own, so it looked for no key.`
        : `The blob in ${member} names no key that exists here.`
      : `${member} names ${keyNameOfId(given)}, and there is none here.`;
  if (by === "ciphertext") return `No key is named: the blob’s own header says ${keyNameOfId(keyArn)}.`;
  if (by === "grant-token") return `${member} is of a grant on ${keyNameOfId(keyArn)}.`;
  if (alias !== null) return `${alias} is a name that points at ${keyNameOfId(keyArn)} at this moment.`;
  return `${member} names ${keyNameOfId(keyArn)} itself.`;
}

export function authorized(trace: CallTrace): Words {
  const { authorize, summary } = trace;
  const title = "Authorizes";
  if (authorize.length === 0)
    return {
      title,
      result: "no question",
      sentence: `Nothing needed to be allowed for ${summary.operation}.`,
      facts: [],
    };
  const denied = authorize.find(({ allowed }) => !allowed);
  return {
    title,
    result:
      denied === undefined
        ? endedAt(trace) === 6
          ? "✕ grant token"
          : "✓ allowed"
        : denied.denial === "explicit"
          ? "✕ denied"
          : "✕ not allowed",
    sentence: decisionSentence(denied ?? (authorize.at(-1) as (typeof authorize)[number]), summary.who),
    facts: [
      {
        name: authorize.length > 1 ? "Actions" : "Action",
        value: list(authorize.map(({ action }) => action)),
        mono: true,
      },
      { name: "Caller", value: summary.principalArn ?? "nobody", mono: true },
    ],
  };
}

const CHECKS = {
  ciphertext: "Ciphertext",
  usage: "Usage",
  origin: "Origin",
  "multi-Region": "Multi-Region",
  state: "State",
  algorithm: "Algorithm",
  shape: "Shape",
  limit: "Limit",
  "dry-run": "Dry run",
} as const;

export function checked({ checks, summary }: CallTrace): Words {
  const title = "Key state, usage";
  const dry = summary.error?.name === "DryRunOperationException";
  const facts = checks.map(({ check, expected, actual, ok }) => ({
    name: CHECKS[check],
    value: ok ? `✓ ${actual}` : `✕ ${actual}; needed: ${expected}`,
  }));
  const failed = checks.find(({ ok }) => !ok);
  if (failed !== undefined)
    return {
      title,
      result: `✕ ${failed.actual}`,
      sentence: checkWords(failed),
      facts,
    };
  if (dry)
    return {
      title,
      result: "dry run",
      sentence: "Every check holds. The call asked for a dry run, so it ends here and nothing is done.",
      facts,
    };
  const state = checks.find(({ check }) => check === "state");
  if (checks.length === 0)
    return { title, result: "no key", sentence: "There is no key whose state or usage could matter.", facts };
  return {
    title,
    result: state?.actual ?? "✓",
    sentence: `The key is ${checks.map(({ actual }) => actual).join(", ")}: that suits ${summary.operation}.`,
    facts,
  };
}

export function worked({ hsm, changes, summary }: CallTrace): Words {
  const title = workTitle(hsm, summary.kind);
  if (hsm.length === 0) {
    if (summary.error !== null)
      return { title, result: "✕ refused", sentence: summary.error.message ?? summary.error.name, facts: [] };
    if (changes.length === 0)
      return {
        title,
        result: "no key used",
        sentence: "No key material was used: the answer was read from what KMS keeps about its keys.",
        facts: [],
      };
    return {
      title,
      result: count(changes.length, "change"),
      sentence: "No key material was used. What KMS keeps about its keys was changed, on disk before the answer left.",
      facts: changes.map(({ table, key, what }) => ({
        name: capital(what),
        value: `${table} ${rowName(key)}`,
        mono: true,
      })),
    };
  }
  const ordinals = [...new Set(hsm.map(({ facts }) => facts["ordinal"]).filter((value) => value !== undefined))];
  const broken = hsm.some(({ facts }) => facts["tagHolds"] === false);
  const result = broken
    ? "✕ tag differs"
    : summary.error !== null
      ? "✕ refused"
      : ordinals.length > 0
        ? `material ${ordinals.map(String).join(", ")}`
        : count(hsm.length, "step");
  const sentence = broken
    ? "The authentication tag does not match, so nothing was decrypted: the blob or the context is not what was sealed."
    : `${stepsTold(hsm)} The walls are simulated; the cryptography is this browser’s own and real.`;
  return {
    title,
    result,
    sentence,
    facts: changes.map(({ table, key, what }) => ({
      name: capital(what),
      value: `${table} ${rowName(key)}`,
      mono: true,
    })),
  };
}

/** Steps outside of KMS: in a customer's cluster, or at the proxy of an external key manager. */
const OUTSIDE: ReadonlySet<string> = new Set(["cluster", "proxy"]);

function stepsTold(hsm: readonly HsmStep[]): string {
  const outside = hsm.filter(({ step }) => OUTSIDE.has(step)).length;
  const inside = hsm.length - outside;
  if (outside === 0) return `${count(inside, "step")} inside the HSM’s walls.`;
  const asked = `${count(outside, "request")} to what stands behind the custom key store, outside of KMS and simulated`;
  return inside === 0 ? `${asked}.` : `${count(inside, "step")} inside the HSM’s walls, and ${asked}.`;
}

function workTitle(hsm: readonly HsmStep[], kind: CallTrace["summary"]["kind"]): string {
  const done = new Set(hsm.map(({ step }) => step));
  if (done.has("seal")) return done.has("open") ? "HSM opens and seals" : "HSM seals";
  if (done.has("open") || done.has("parse")) return "HSM opens";
  if (done.has("generate")) return "HSM makes material";
  if (done.has("random")) return "HSM draws bytes";
  if (hsm.length > 0 && hsm.every(({ step }) => OUTSIDE.has(step))) return "KMS asks outside";
  if (hsm.length > 0 || kind === "crypto") return "HSM works";
  return kind === "change" ? "Changes the state" : "Reads the state";
}

export function audited({ audit, summary }: CallTrace): Words {
  const title = "Audit record";
  if (audit === null)
    return {
      title,
      result: "none",
      sentence:
        summary.source === "calendar"
          ? "CloudTrail gets no record: it logged the call that began this, and this is only how it ended."
          : "CloudTrail gets no record: AWS cannot say for which account a caller that it does not know should be logged.",
      facts: [],
    };
  const context = recordedContext(audit["requestParameters"]);
  return {
    title,
    result: "CloudTrail",
    sentence: `The log says who, what, when and with which key; never the plaintext or the ciphertext.${context ? " The encryption context stands in it readably." : ""}`,
    facts: [{ name: "At", value: `${date(summary.at)}, ${timeWithSeconds(summary.at)} UTC` }],
  };
}

const recordedContext = (parameters: unknown): boolean =>
  typeof parameters === "object" && parameters !== null && "encryptionContext" in parameters;

export function responded({ response, summary }: CallTrace): Words {
  const title = "Responds";
  if (summary.source === "calendar")
    return { title, result: "nobody", sentence: "There is nobody to answer.", facts: [] };
  const facts: FactWords[] = [
    { name: "Status", value: String(response.status) },
    { name: "Body", value: count(response.bodyBytes, "byte") },
    { name: "Request id", value: summary.id, mono: true },
  ];
  const { error } = summary;
  if (error === null)
    return {
      title,
      result: String(response.status),
      sentence: `${response.status}, with ${count(response.bodyBytes, "byte")} of JSON.`,
      facts,
    };
  return {
    title,
    result: String(response.status),
    sentence: `${error.name}${error.message === null ? ", without a sentence, as AWS does here." : `: ${error.message}`}`,
    facts,
  };
}

/* ---- small words ---- */

/** A fact of an HSM step: `32 bytes, print 7f3a 91c0` for a secret, ids shortened only where they are very long. */
export function factText(value: string | number | boolean | SecretPrint): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") return `${count(value.bytes, "byte")}, print ${value.print}`;
  return typeof value === "number" ? number(value) : value;
}

/** Facts whose name in the trace would say too little. */
const FACT_NAMES: Readonly<Record<string, string>> = {
  known: "A material of this key",
  ordinal: "Material number",
};

/** `contextPairs` → `Context pairs`. */
export const factName = (name: string): string =>
  FACT_NAMES[name] ?? capital(name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`));
