import { createFileRoute, useNavigate, useRouter } from "@tanstack/react-router";
import { Suspense, lazy } from "react";
import type { Anatomy } from "#glass/trace.ts";
import { Panel } from "../design/Page.tsx";
import { ByteStrip } from "../features/bytes/ByteStrip.tsx";
import { EnvelopeFrame } from "../features/envelope/EnvelopeFrame.tsx";
import { EnvelopePlace, type EnvelopeSearch, type EnvelopeSlots } from "../features/envelope/EnvelopePlace.tsx";
import { SameCall } from "../features/same-call/SameCall.tsx";
import { XRayPanel } from "../features/xray/XRayPanel.tsx";
import { usePageTitle } from "../shell/title.ts";
import { useReady } from "../state/session.ts";

const NoKeyToSealWith = lazy(() => import("../features/envelope/NoKeyToSealWith.tsx"));

export const Route = createFileRoute("/")({
  validateSearch: ({ run, beat, of }: Record<string, unknown>): EnvelopeSearch => ({
    ...(typeof run === "string" && run !== "" && { run }),
    ...(Number(beat) >= 1 && { beat: Math.floor(Number(beat)) }),
    ...(typeof of === "string" && of !== "" && { of }),
  }),
  staticData: { framed: true },
  // The first place comes with the page: a script of its own would be asked for late, and compress worse.
  codeSplitGroupings: [],
  component: Envelope,
});

function Envelope() {
  usePageTitle("Envelope");
  return useReady() ? (
    <Place />
  ) : (
    <EnvelopeFrame xray={SLOTS.xray({ id: null, trace: null, reached: null, early: true })} />
  );
}

function Place() {
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const router = useRouter();
  const onSearch = (change: EnvelopeSearch): void => {
    // A run that ends after the reader has left for another place does not call them back.
    if (!router.matchRoutes(router.latestLocation).some(({ routeId }) => routeId === Route.id)) return;
    void navigate({
      search: (before) => ({ ...before, ...change }),
      replace: !("run" in change),
      resetScroll: false,
    });
  };
  return <EnvelopePlace search={search} onSearch={onSearch} slots={SLOTS} />;
}

const bytesOf = (anatomy: Anatomy) => <ByteStrip anatomy={anatomy} />;

const SLOTS: EnvelopeSlots = {
  xray: ({ id, trace, reached, early }) =>
    trace === null ? (
      <Panel label="X-ray" className="min-h-[24rem]">
        <h2 className="mb-2 text-base">X-ray</h2>
        <p className="text-sm text-soft">
          {id === null ? "No call yet: so far everything happened inside your application." : ""}
        </p>
      </Panel>
    ) : (
      <XRayPanel trace={trace} reached={reached} early={early} renderAnatomy={bytesOf} />
    ),
  bytes: ({ anatomy, onFlip, flipped }) => (
    <ByteStrip
      anatomy={anatomy}
      flipped={flipped}
      {...(onFlip !== null && { onFlip: (offset: number, bit: number) => onFlip({ offset, bit }) })}
    />
  ),
  sameCall: (trace) => (trace === null ? null : <SameCall trace={trace} />),
  noKey: (
    <Suspense fallback={null}>
      <NoKeyToSealWith />
    </Suspense>
  ),
};
