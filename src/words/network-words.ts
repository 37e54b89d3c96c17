/** Stage 3 in words: which addresses a name led to, and by which way the request went. */
import type { CallTrace, NetworkPath } from "#glass/trace.ts";
import { count, list } from "./format.ts";
import type { FactWords, Words } from "./stage-words.ts";

const SIMULATED = "The network here is simulated: no packet leaves this browser.";

export function network({ network: { from, host, requestBytes, path } }: CallTrace): Words {
  const sent = `${count(requestBytes, "byte")} of HTTP`;
  const facts: FactWords[] = [
    { name: "Host", value: host, mono: true },
    { name: "From", value: placeOf(from, path) },
    { name: "Request", value: count(requestBytes, "byte") },
  ];
  if (path === undefined || path.via === "internet")
    return {
      title: "Network",
      result: from,
      sentence: `${sent} go to ${host} over the ${from}, inside TLS. ${SIMULATED}`,
      facts: [...facts, ...pathFacts(path)],
    };
  return {
    title: "Network",
    result: RESULTS[path.via],
    sentence: `${SENTENCES[path.via](path, host, sent)} ${SIMULATED}`,
    facts: [...facts, ...pathFacts(path)],
  };
}

const RESULTS = { nat: "VPC → internet", endpoint: "VPC endpoint", nowhere: "✕ no way" } as const;

const SENTENCES: Readonly<Record<keyof typeof RESULTS, (path: NetworkPath, host: string, sent: string) => string>> = {
  endpoint: ({ endpoint, source }, host, sent) =>
    `Inside the VPC ${host} is the endpoint ${endpoint?.id ?? ""}: ${sent} go to a private address of it, inside TLS, and nothing leaves AWS’s network. KMS sees ${source ?? ""} and the endpoint.`,
  nat: ({ endpoint, source }, host, sent) =>
    `${unused(endpoint)}So ${sent} for ${host} leave the VPC by its NAT gateway, inside TLS, and KMS sees them come from the internet, from ${source ?? ""}.`,
  nowhere: ({ vpc, endpoint }, host) =>
    vpc?.cidr === ""
      ? "The VPC from which this was sent is no more."
      : `${unused(endpoint)}The addresses of ${host} are on the internet, and no route leads there from the VPC: the connection was waited for and never came about.`,
};

const unused = (endpoint: NetworkPath["endpoint"]): string =>
  endpoint === null
    ? "The VPC has no endpoint for KMS. "
    : "The VPC has an endpoint for KMS, but without Private DNS (or in another Region) the name still means KMS’s public addresses. ";

export const placeOf = (from: string, path: NetworkPath | undefined): string =>
  path?.vpc == null ? from : `VPC ${path.vpc.name}`;

function pathFacts(path: NetworkPath | undefined): FactWords[] {
  if (path === undefined) return [];
  return [
    ...(path.addresses.length === 0
      ? []
      : [{ name: "Resolver", value: `${path.resolver}: ${list(path.addresses)} (simulated)` }]),
    ...(path.endpoint === null
      ? []
      : [
          {
            name: "Endpoint",
            value: `${path.endpoint.id}, Private DNS ${path.endpoint.privateDns ? "on" : "off"}${path.via === "endpoint" ? "" : ", not used"}`,
          },
        ]),
    ...(path.source === null ? [] : [{ name: "KMS sees", value: path.source, mono: true }]),
  ];
}
