/** The 38 official cases of Signature Version 4, each signed in a header and in the query (data/SOURCE.md). */
import { readFileSync } from "node:fs";
import type { PathRule, Scope, Signable } from "#wire/sigv4.ts";

interface Signed {
  readonly canonical_request: string;
  readonly string_to_sign: string;
  readonly signature: string;
  /** HTTP as text, lines ended by a bare line feed. */
  readonly signed_request: string;
}

interface Case {
  readonly name: string;
  readonly context: {
    readonly region: string;
    readonly service: string;
    readonly timestamp: string;
    readonly normalize: boolean;
    readonly omit_session_token?: boolean;
    readonly credentials: {
      readonly secret_access_key: string;
      readonly access_key_id: string;
    };
  };
  readonly header: Signed;
  readonly query: Signed;
}

export interface OfficialCase {
  readonly name: string;
  readonly request: Signable;
  readonly body: string;
  readonly signedHeaders: readonly string[];
  readonly pathRule: PathRule;
  readonly timestamp: string;
  readonly scope: Scope;
  readonly accessKeyId: string;
  readonly secret: string;
  readonly expected: {
    readonly canonicalRequest: string;
    readonly stringToSign: string;
    readonly signature: string;
  };
}

const { cases } = JSON.parse(readFileSync(new URL("data/sigv4-cases.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

export function officialCases(carriedIn: "header" | "query"): readonly OfficialCase[] {
  return cases.map(({ name, context, [carriedIn]: signed }) => {
    const end = signed.signed_request.indexOf("\n\n");
    const [first = "", ...lines] = signed.signed_request.slice(0, end).split("\n");
    const [, method = "", target = ""] = /^(\S+) (.*) HTTP\/1\.1$/.exec(first) ?? [];
    const timestamp = context.timestamp.replace(/[-:]/g, "");
    const { region, service } = context;
    return {
      name,
      // Where a case leaves the token out of the signature, it was added to the query afterwards.
      request: {
        method,
        target: context.omit_session_token === true ? target.replace(/&X-Amz-Security-Token=[^&]*/, "") : target,
        headers: headersOf(lines),
      },
      body: signed.signed_request.slice(end + 2),
      signedHeaders: signed.canonical_request.split("\n").at(-2)?.split(";") ?? [],
      pathRule: context.normalize ? "normalised" : "as sent",
      timestamp,
      scope: {
        date: timestamp.slice(0, 8),
        region,
        service,
        terminator: "aws4_request",
      },
      accessKeyId: context.credentials.access_key_id,
      secret: context.credentials.secret_access_key,
      expected: {
        canonicalRequest: signed.canonical_request,
        stringToSign: signed.string_to_sign,
        signature: signed.signature,
      },
    };
  });
}

/** A line that begins with white space goes on with the one before it, as old HTTP had it. */
function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  let last = "";
  for (const line of lines) {
    if (/^\s/.test(line)) {
      headers[last] += ` ${line.trim()}`;
      continue;
    }
    last = line.slice(0, line.indexOf(":")).toLowerCase();
    const value = line.slice(line.indexOf(":") + 1).trim();
    headers[last] = last in headers ? `${headers[last]},${value}` : value;
  }
  return headers;
}
