import { Link, createFileRoute } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ByteStrip } from "../features/bytes/ByteStrip.tsx";
import { CallPage } from "../features/calls/CallPage.tsx";
import { callsSearch, type CallsSearch } from "../features/calls/filters.ts";
import { SameCall } from "../features/same-call/SameCall.tsx";
import { XRay } from "../features/xray/XRay.tsx";
import { buttonLook } from "../design/Button.tsx";
import { EmptyState } from "../design/EmptyState.tsx";
import { Page } from "../design/Page.tsx";
import { usePageTitle } from "../shell/title.ts";
import { useAsk } from "../state/session.ts";

export const Route = createFileRoute("/calls/$id")({
  validateSearch: (search): CallsSearch => callsSearch(search),
  component: CallOfAddress,
});

/** Each call is looked for anew: what is known of one says nothing of the next. */
function CallOfAddress() {
  const { id } = Route.useParams();
  return <Call key={id} id={id} />;
}

function Call({ id }: { readonly id: string }) {
  const search = callsSearch(Route.useSearch());
  const { value: trace, error } = useAsk(({ pane }) => pane.call(id), [id]);
  usePageTitle(trace === undefined ? null : trace === null ? "No such call" : `${trace.summary.operation}, a call`);
  if (error !== null) return <Missing>The call could not be read: {error.message}</Missing>;
  if (trace === undefined) return null;
  if (trace === null)
    return (
      <Missing>This world’s log holds no call {id}. It may belong to another world, or the world was reset.</Missing>
    );
  return (
    <CallPage
      trace={trace}
      search={search}
      xray={<XRay trace={trace} renderAnatomy={(anatomy) => <ByteStrip anatomy={anatomy} />} />}
      foot={<SameCall trace={trace} />}
    />
  );
}

function Missing({ children }: { readonly children: ReactNode }) {
  return (
    <Page title="No such call">
      <EmptyState
        title="This call is not here."
        action={
          <Link to="/calls" className={buttonLook("primary")}>
            Show all calls
          </Link>
        }
      >
        {children}
      </EmptyState>
    </Page>
  );
}
