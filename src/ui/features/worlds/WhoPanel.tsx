import { principalName } from "#words/format.ts";
import { iamLine } from "#words/principals.ts";
import { setSeat, useSeat, useWorld } from "../../state/session.ts";
import { Choice } from "./Choice.tsx";

/** Principals by account, with what IAM gives each. */
export function WhoPanel({ onDone }: { readonly onDone: () => void }) {
  const { accounts } = useWorld();
  const seat = useSeat();
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
              current={principal.arn === seat.principalArn}
              name={principalName(principal.arn)}
              note={iamLine(principal)}
              onChoose={() => {
                setSeat({ principalArn: principal.arn });
                onDone();
              }}
            />
          ))}
        </section>
      ))}
    </div>
  );
}
