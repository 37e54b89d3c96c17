import { useId, type RefObject } from "react";
import { Checkbox } from "../design/Field.tsx";
import { Popover } from "../design/Popover.tsx";
import { chooseMotion, chooseShortcuts, chooseTheme, usePreferences, type Theme } from "../state/preferences.ts";

const THEMES: readonly { readonly theme: Theme; readonly name: string; readonly note: string }[] = [
  { theme: "system", name: "As the system", note: "Light or dark, as this computer has it." },
  { theme: "light", name: "Light", note: "Dark ink on white." },
  { theme: "dark", name: "Dark", note: "Light ink on near-black." },
  { theme: "presenter", name: "Presenter", note: "For a projector: large, light, strong lines." },
];

/** Theme, motion and shortcuts, for this browser. */
export function DisplayPanel({
  anchor,
  onClose,
}: {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}) {
  const { theme, motion, shortcuts } = usePreferences();
  const group = useId();
  return (
    <Popover anchor={anchor} open onClose={onClose} title="Display" className="w-72 p-4">
      <fieldset>
        <legend className="mb-1 text-sm font-semibold">Theme</legend>
        {THEMES.map((each) => (
          <label
            key={each.theme}
            className="target grid cursor-pointer grid-cols-[1.5rem_minmax(0,1fr)] items-baseline rounded-sm py-1 hover:bg-wash"
          >
            <input
              type="radio"
              name={group}
              className="accent-key"
              checked={theme === each.theme}
              onChange={() => chooseTheme(each.theme)}
            />
            <span>
              {each.name}
              <span className="block text-xs text-soft">{each.note}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="mt-3 flex flex-col items-start gap-1 border-t border-line pt-3">
        <Checkbox
          label="Less motion, whatever the system says"
          checked={motion === "reduced"}
          onChange={(event) => chooseMotion(event.target.checked ? "reduced" : "system")}
        />
        <Checkbox
          label="The single key / opens Search"
          checked={shortcuts === "on"}
          onChange={(event) => chooseShortcuts(event.target.checked ? "on" : "off")}
        />
      </div>
    </Popover>
  );
}
