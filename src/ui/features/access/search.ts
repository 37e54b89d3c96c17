/** What the address says of the place: which key, which view of it, which cell or document stands open. */
const ACCESS_VIEWS = ["who", "documents", "accounts"] as const;
export type AccessView = (typeof ACCESS_VIEWS)[number];

export interface AccessSearch {
  /** ARN of the key; without it, alias/orders or the first one. */
  readonly key?: string | undefined;
  readonly view?: AccessView | undefined;
  /** The open cell's row, as an ARN. */
  readonly row?: string | undefined;
  /** Its column, `Encrypt`. */
  readonly may?: string | undefined;
  /** The open document, as documents.ts names it. */
  readonly doc?: string | undefined;
}

export function accessSearch(search: Readonly<Record<string, unknown>>): AccessSearch {
  const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
  const [key, row, may, doc] = [text(search["key"]), text(search["row"]), text(search["may"]), text(search["doc"])];
  const view = ACCESS_VIEWS.find((name) => name === search["view"]);
  return {
    ...(key !== undefined && { key }),
    ...(view !== undefined && view !== "who" && { view }),
    ...(row !== undefined && { row }),
    ...(may !== undefined && { may }),
    ...(doc !== undefined && { doc }),
  };
}
