import { Link } from "@tanstack/react-router";
import { Button, buttonLook } from "../../design/Button.tsx";
import { setSeat, useAsk, useSeat, useWorld } from "../../state/session.ts";

/** The seat's account has no KMS key in its Region: how to come by one. */
export function NoKey({ onClose }: { readonly onClose: () => void }) {
  const { accounts } = useWorld();
  const { principalArn, region } = useSeat();
  const account = principalArn.split(":")[4] ?? "";
  const { value } = useAsk(({ pane }) => pane.keys({ account }, null, 100), [account], { on: ["keys"] });
  const elsewhere = [...new Set((value?.items ?? []).map((key) => key.region))].filter((each) => each !== region);
  const name = accounts.find(({ id }) => id === account)?.name ?? account;
  return (
    <section className="border-stroke rounded-lg border-line px-4 py-3">
      <p>
        <b>No KMS key in {region}.</b> Keys belong to one account and one Region; account {name} has none here.
      </p>
      <p className="mt-2.5 flex flex-wrap gap-2">
        <Link to="/keys" onClick={onClose} className={buttonLook("primary")}>
          Create one
        </Link>
        {elsewhere.map((each) => (
          <Button
            key={each}
            onClick={() => {
              setSeat({ region: each });
              onClose();
            }}
          >
            Go to {each}
          </Button>
        ))}
      </p>
    </section>
  );
}
