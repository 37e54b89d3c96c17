/** Search parameters are plain texts, so that links stay readable: `?who=111122223333:role/App`, not JSON in percent signs. */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

export function formatSearch(search: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === "string" && value !== "") parameters.set(name, value);
    else if (typeof value === "number" || value === true) parameters.set(name, `${value}`);
  }
  const text = parameters.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
  return text === "" ? "" : `?${text}`;
}
