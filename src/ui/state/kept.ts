/** What is this browser's own, as its theme is, by world: never the world's. */

/** `{}` where nothing is kept, or nothing that can be read. */
export function readKept<T>(name: string): Readonly<Record<string, T>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "{}");
    return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? (kept as Record<string, T>) : {};
  } catch {
    return {};
  }
}

export function keep(name: string, kept: Readonly<Record<string, unknown>>): void {
  try {
    localStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // Storage is closed to this page: it holds until the tab is closed.
  }
}
