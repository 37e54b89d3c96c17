import { createFileRoute, useNavigate } from "@tanstack/react-router";
import { KeyPlace } from "../features/keys/KeyPlace.tsx";
import { KEY_TABS, type KeyTab } from "../features/keys/tabs.ts";
import { KeyPolicyEditor } from "../features/policy/KeyPolicyEditor.tsx";
import { LastCall } from "../features/same-call/LastCall.tsx";

export const Route = createFileRoute("/keys/$keyId")({
  validateSearch: ({ tab }): { readonly tab?: KeyTab | undefined } => {
    const known = KEY_TABS.find((name) => name === tab);
    return known === undefined ? {} : { tab: known };
  },
  component: Key,
});

function Key() {
  const { keyId } = Route.useParams();
  const { tab = "material" } = Route.useSearch();
  const navigate = useNavigate();
  const go = (next: KeyTab): void =>
    void navigate({
      to: ".",
      search: (before) => ({ ...before, tab: next === "material" ? undefined : next }),
      resetScroll: false,
    });
  return (
    <KeyPlace
      key={keyId}
      keyId={keyId}
      tab={tab}
      onTab={go}
      lastAct={<LastCall />}
      renderPolicyEditor={(detail, onDone) => <KeyPolicyEditor detail={detail} onDone={onDone} />}
    />
  );
}
