import { useState } from "react";
import { principalName } from "#words/format.ts";
import { iamLine } from "#words/principals.ts";
import { Button } from "../../design/Button.tsx";
import { setSeat, useSeat, useWorld } from "../../state/session.ts";
import { AssumePanel } from "./AssumePanel.tsx";
import { Choice } from "./Choice.tsx";
import { ViaService } from "./ViaService.tsx";

/** Principals by account, with what IAM gives each. */
export function WhoPanel({ onDone }: { readonly onDone: () => void }) {
  const { accounts } = useWorld();
  const seat = useSeat();
  const [assuming, setAssuming] = useState(false);
  if (assuming) return <AssumePanel onBack={() => setAssuming(false)} onDone={onDone} />;
  return (
    <div className="grid gap-3">
      <p className="text-sm text-soft">
        Whoever you choose signs what the application sends. What they may do with a key is for its key policy and for
        their IAM policies to say.
      </p>
      {accounts.map((account) => (
        <section key={account.id} aria-label={`Account ${account.name}`}>
          <h3 className="px-2">
            {account.name} <span className="numbers font-normal">{account.id}</span>
          </h3>
          {account.principals.map((principal) => (
            <Choice
              key={principal.arn}
              current={principal.arn === seat.principalArn && seat.assume === undefined}
              name={principalName(principal.arn)}
              note={iamLine(principal)}
              onChoose={() => {
                setSeat({ principalArn: principal.arn, via: seat.via });
                onDone();
              }}
            />
          ))}
        </section>
      ))}
      <ViaService />
      <div className="border-t border-line pt-3">
        <Button size="small" onClick={() => setAssuming(true)}>
          Take a role with AssumeRole…
        </Button>
      </div>
    </div>
  );
}
