import { Link } from "@tanstack/react-router";
import type { VpcView } from "#glass/surroundings.ts";
import { setSeat, useAsk, useSeat } from "../../state/session.ts";
import { CarriedCredentials } from "./CarriedCredentials.tsx";
import { Choice } from "./Choice.tsx";

export function FromPanel({ onDone }: { readonly onDone: () => void }) {
  const seat = useSeat();
  const { value } = useAsk(({ pane }) => pane.surroundings(), [], { on: ["vpcs"] });
  const choose = (from: string): void => {
    setSeat({ from, carriedFrom: undefined });
    onDone();
  };
  return (
    <div className="grid gap-2">
      <div>
        <Choice
          current={seat.from === "internet"}
          name="internet"
          note="The public endpoint of KMS in the chosen Region, over TLS."
          onChoose={() => choose("internet")}
        />
        {(value?.vpcs ?? []).map((vpc) => (
          <Choice
            key={vpc.id}
            current={vpc.id === seat.from}
            name={vpc.name}
            note={vpcLine(vpc)}
            onChoose={() => choose(vpc.id)}
          />
        ))}
      </div>
      <CarriedCredentials vpcs={value?.vpcs ?? []} />
      <p className="px-2 text-sm text-soft">
        <Link to="/world" search={(before) => ({ ...before, part: "network" })} onClick={onDone} className="underline">
          Make and change VPCs
        </Link>
        . The network is simulated: no packet leaves this browser.
        {value?.vpcs.length === 0 && " No VPC is there yet."}
      </p>
    </div>
  );
}

const vpcLine = ({ cidr, region, internet, endpoint }: VpcView): string =>
  [
    `VPC ${cidr} in ${region}`,
    endpoint === null ? "no endpoint for KMS" : `endpoint for KMS, Private DNS ${endpoint.privateDns ? "on" : "off"}`,
    internet ? "a way to the internet" : "no way to the internet",
  ].join(", ");
