/** The way of a request through the simulated network, in words: which addresses a name led to, and by which way it went. */
import type { NetworkPath, NetworkStage } from "#glass/trace.ts";
import { list } from "./format.ts";
import type { FactWords } from "./stage-words.ts";

/** One sentence; null where the stage has said it all: straight over the internet. */
export function pathSentence({ host, path }: NetworkStage): string | null {
  if (path === undefined || path.via === "internet") return null;
  const { vpc, endpoint, source } = path;
  if (path.via === "endpoint")
    return `Inside the VPC ${host} means the endpoint ${endpoint?.id ?? ""}, by its private addresses: nothing leaves AWS’s network. KMS sees ${source ?? ""} and the endpoint.`;
  if (path.via === "service")
    return `Wherever its caller stands, ${path.service ?? "the service"} asks from machines of AWS: KMS sees their address, ${source ?? ""}, and no VPC endpoint. That is what conditions on aws:SourceIp, aws:SourceVpc and aws:SourceVpce find.`;
  if (path.via === "nat")
    return `${unused(endpoint)}So the request leaves the VPC by its NAT gateway, and KMS sees it come from the internet, from ${source ?? ""}.`;
  return vpc?.cidr === ""
    ? "The VPC from which this was sent is no more."
    : `${unused(endpoint)}The addresses of ${host} are on the internet, and no route leads there from the VPC: the connection was waited for and never came about.`;
}

const unused = (endpoint: NetworkPath["endpoint"]): string =>
  endpoint === null
    ? "The VPC has no endpoint for KMS. "
    : "The VPC has an endpoint for KMS, but without Private DNS, or in another Region, the name still means KMS’s public addresses. ";

export function pathFacts({ path }: NetworkStage): readonly FactWords[] {
  if (path === undefined) return [];
  const { resolver, addresses, endpoint, source, via } = path;
  const facts: FactWords[] = [];
  if (addresses.length > 0) facts.push({ name: "Resolver", value: `${resolver}: ${list(addresses)} (simulated)` });
  if (endpoint !== null) {
    const dns = endpoint.privateDns ? "on" : "off";
    const used = via === "endpoint" ? "" : ", not used";
    facts.push({ name: "Endpoint", value: `${endpoint.id}, Private DNS ${dns}${used}` });
  }
  if (source !== null) facts.push({ name: "KMS sees", value: source, mono: true });
  return facts;
}
