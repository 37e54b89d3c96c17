import type { NetworkStage } from "#glass/trace.ts";
import { pathFacts, pathSentence } from "#words/network-path.ts";
import { FactLines } from "../../design/Facts.tsx";
import { cx } from "../../design/cx.ts";

/** The way of a request as boxes in a row: where it began, by what it left, where it arrived or did not. */
export function PathView({ network }: { readonly network: NetworkStage }) {
  const { host, path } = network;
  if (path === undefined) return null;
  const sentence = pathSentence(network);
  const { vpc, via, endpoint, source, addresses, service } = path;
  const reached = via !== "nowhere";
  return (
    <>
      {sentence !== null && <p className="text-pretty">{sentence}</p>}
      <ol aria-label="The way of the request" className="flex flex-wrap items-stretch gap-2 text-xs">
        {service === undefined ? (
          <Box name="Application" more={vpc === null ? "on the internet" : `in VPC ${vpc.name}, ${vpc.cidr}`} dashed />
        ) : (
          <Box name={service} more={`simulated, as ${source}`} dashed />
        )}
        {via === "endpoint" && <Box name="VPC endpoint" more={`${endpoint?.id}, ${addresses.join(", ")}`} arrow />}
        {via === "nat" && <Box name="NAT gateway" more={`leaves the VPC as ${source}`} arrow />}
        {via === "internet" && <Box name="Internet" more={`as ${source}`} arrow />}
        {reached ? (
          <Box name="KMS" more={host} arrow />
        ) : (
          <Box name="✕ No route" more={`${host} is ${addresses.join(", ")}: waited for, never reached`} arrow hot />
        )}
      </ol>
      <FactLines
        facts={pathFacts(network).map(({ name, value, mono }) => ({
          name,
          value: mono === true ? <code className="text-xs">{value}</code> : value,
        }))}
      />
    </>
  );
}

function Box({
  name,
  more,
  arrow = false,
  dashed = false,
  hot = false,
}: {
  readonly name: string;
  readonly more: string;
  readonly arrow?: boolean;
  readonly dashed?: boolean;
  readonly hot?: boolean;
}) {
  return (
    <li className="flex min-w-0 items-center gap-2">
      {arrow && <span aria-hidden="true">→</span>}
      <span
        className={cx(
          "min-w-0 rounded-md border px-2 py-1 [overflow-wrap:anywhere]",
          dashed && "border-dashed",
          hot ? "border-hot text-hot" : "border-edge",
        )}
      >
        <b>{name}</b>
        <span className="block">{more}</span>
      </span>
    </li>
  );
}
