import { Choice } from "./Choice.tsx";

export function FromPanel({ onDone }: { readonly onDone: () => void }) {
  return (
    <div className="grid gap-2">
      <Choice
        current
        name="internet"
        note="The public endpoint of KMS in the chosen Region, over TLS."
        onChoose={onDone}
      />
      <p className="px-2 text-sm text-soft">
        It is the only way in so far. Calls from a VPC, with or without an endpoint and its policy, are not built yet.
        The network is simulated: no packet leaves this browser.
      </p>
    </div>
  );
}
