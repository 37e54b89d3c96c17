import type { ReactNode } from "react";
import { Button } from "../../design/Button.tsx";
import { NoEnvelopeYet } from "./EnvelopeActs.tsx";
import { Story } from "./Story.tsx";

/** The place while the engine starts: everything where it will stand, and nothing in it yet. The built page holds it as HTML. */
export function EnvelopeFrame({ xray }: { readonly xray: ReactNode }) {
  return (
    <div className="relative">
      <EnvelopeLayout
        story={
          <Story
            shown={null}
            beats={[]}
            walk={{ at: 0, go: () => {}, step: () => {}, taken: 0 }}
            acts={
              <>
                <NoEnvelopeYet />
                <Button size="small" disabled>
                  Seal your own file
                </Button>
                <Button size="small" disabled>
                  Envelopes
                </Button>
              </>
            }
            status={null}
            fallbackKey="the KMS key"
            strayed={false}
          />
        }
        xray={xray}
        below={null}
      />
    </div>
  );
}

export function EnvelopeLayout({
  story,
  xray,
  below,
}: {
  readonly story: ReactNode;
  readonly xray: ReactNode;
  readonly below: ReactNode;
}) {
  return (
    <div className="grid gap-x-6 gap-y-5 px-4 pt-5 pb-6 @3xl:px-6 @[75rem]:grid-cols-[minmax(0,1fr)_clamp(20rem,27%,23.5rem)]">
      <div className="envelope-story @container/left min-w-0">{story}</div>
      <div className="envelope-xray min-w-0 @[75rem]:row-span-2 @[75rem]:min-h-[42rem]">{xray}</div>
      <div className="@container/left min-h-[24rem] min-w-0">{below}</div>
    </div>
  );
}
