/** How this browser likes to see Keyglass. `public/theme.js` applies the theme before the first paint, from the same place. */
import { create } from "zustand";

export type Theme = "system" | "light" | "dark" | "presenter";
export type Motion = "system" | "reduced";
/** Shortcuts of a single character. Who speaks to the computer, or hits a key by mistake, can do without (WCAG 2.1.4). */
export type Shortcuts = "on" | "off";

const THEME = "keyglass.theme";
const MOTION = "keyglass.motion";
const SHORTCUTS = "keyglass.shortcuts";

interface Preferences {
  readonly theme: Theme;
  readonly motion: Motion;
  readonly shortcuts: Shortcuts;
}

export const usePreferences = create<Preferences>(() => ({
  theme: oneOf(read(THEME), ["light", "dark", "presenter"], "system"),
  motion: oneOf(read(MOTION), ["reduced"], "system"),
  shortcuts: oneOf(read(SHORTCUTS), ["off"], "on"),
}));

export function chooseTheme(theme: Theme): void {
  usePreferences.setState({ theme });
  write(THEME, theme === "system" ? null : theme);
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function chooseMotion(motion: Motion): void {
  usePreferences.setState({ motion });
  write(MOTION, motion === "system" ? null : motion);
  applyMotion();
}

export function chooseShortcuts(shortcuts: Shortcuts): void {
  usePreferences.setState({ shortcuts });
  write(SHORTCUTS, shortcuts === "on" ? null : shortcuts);
}

/** Says on <html> that motion is unwanted; the style sheet and the pictures read it there. */
export function applyMotion(): void {
  const { motion } = usePreferences.getState();
  if (motion === "system") delete document.documentElement.dataset["motion"];
  else document.documentElement.dataset["motion"] = motion;
}

function oneOf<T extends string, D extends string>(value: string | null, known: readonly T[], otherwise: D): T | D {
  return known.find((each) => each === value) ?? otherwise;
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Storage is closed to this page: the choice holds until the tab is closed.
  }
}
