import type { RefObject } from "react";
import { Popover } from "../../design/Popover.tsx";
import { FromPanel } from "./FromPanel.tsx";
import { RegionPanel } from "./RegionPanel.tsx";
import { WhenPanel } from "./WhenPanel.tsx";
import { WhoPanel } from "./WhoPanel.tsx";
import { WorldPanel } from "./WorldPanel.tsx";

const PANELS = {
  world: { title: "World", Panel: WorldPanel },
  who: { title: "Who asks", Panel: WhoPanel },
  from: { title: "From where", Panel: FromPanel },
  region: { title: "Region", Panel: RegionPanel },
  when: { title: "World time", Panel: WhenPanel },
} as const;

export function SeatPopover({
  part,
  anchor,
  onClose,
}: {
  readonly part: keyof typeof PANELS;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}) {
  const { title, Panel } = PANELS[part];
  return (
    <Popover key={part} anchor={anchor} open onClose={onClose} title={title} align="start" className="w-[26rem] p-4">
      <Panel onDone={onClose} />
    </Popover>
  );
}
