/** Lists a page at a time: `Limit` and `Marker` in, `NextMarker` and `Truncated` out. */
import { base64, fromBase64, strictText, utf8 } from "#wire/bytes.ts";
import { invalidMarker } from "../errors.ts";
import type { Reads } from "../storage/state.ts";
import type { IndexName, IndexRow } from "../storage/tables.ts";

export interface RowPage<R> {
  readonly rows: readonly R[];
  /** Undefined on the last page. */
  readonly NextMarker: string | undefined;
  readonly Truncated: boolean;
}

/** A page of an index bucket, in its order. @throws KmsError InvalidMarkerException. */
export function page<N extends IndexName>(
  rows: Reads,
  index: N,
  bucket: string,
  marker: string | undefined,
  limit: number,
  sort: (row: IndexRow<N>) => string,
): RowPage<IndexRow<N>> {
  const list = `${index} ${bucket}`;
  return pageOf(list, rows.range(index, bucket, readMarker(list, marker), limit + 1), limit, sort);
}

/** The first `limit` rows, and where to go on in this `list` when there are more. */
export function pageOf<R>(list: string, rows: readonly R[], limit: number, sort: (row: R) => string): RowPage<R> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return rows.length > limit && last !== undefined
    ? { rows: shown, NextMarker: base64(utf8(`${list}\n${sort(last)}`)), Truncated: true }
    : { rows: shown, NextMarker: undefined, Truncated: false };
}

/**
 * What the page comes after; null for the first one. Markers are ours and opaque: one that does not read back is refused, and so is one of
 * another list. @throws KmsError InvalidMarkerException.
 */
export function readMarker(list: string, marker: string | undefined): string | null {
  if (marker === undefined) return null;
  try {
    const text = strictText(fromBase64(marker));
    if (text.startsWith(`${list}\n`)) return text.slice(list.length + 1);
  } catch {
    // Falls through to the refusal: not base64, or not text.
  }
  throw invalidMarker();
}
