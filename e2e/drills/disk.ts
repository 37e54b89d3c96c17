/** What lies in the engine's database of a world, read beside the engine, and what is torn in it. */
import type { Page } from "@playwright/test";

interface Row {
  readonly id: string;
  readonly [member: string]: unknown;
}

interface RowRecord {
  readonly table: string;
  readonly row: Row;
}

interface Act {
  readonly seq: number;
  readonly at: number;
  readonly name: string;
  readonly changes: readonly { readonly table: string; readonly key: string; readonly after: Row | null }[];
}

export interface AuditedCall {
  readonly id: string;
  readonly at: number;
  readonly operation: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly audited: boolean;
}

export interface Disk {
  readonly lastAct: number;
  readonly rows: readonly RowRecord[];
  readonly acts: readonly Act[];
  readonly calls: readonly AuditedCall[];
}

/** Null when there is no such database. */
export async function readDisk(page: Page, world = "blue-and-green"): Promise<Disk | null> {
  return page.evaluate(async (name) => {
    if (!(await indexedDB.databases()).some((each) => each.name === name)) return null;
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name);
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error ?? new Error("not opened")));
    });
    const all = ["meta", "rows", "acts", "tail", "segments", "summaries", "audits"];
    const transaction = database.transaction(all);
    const values = <T>(store: string): Promise<T[]> =>
      new Promise((resolve, reject) => {
        const request = transaction.objectStore(store).getAll() as IDBRequest<T[]>;
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("not read")));
      });
    type Text = { from: number; text: string };
    const [meta, rows, acts, tail, summaries, audits] = await Promise.all([
      values<{ id: string; lastAct?: number }>("meta"),
      values<RowRecord>("rows"),
      values<{ text: string }>("acts"),
      values<{ summaries: string; audits: string }>("tail"),
      values<Text>("summaries"),
      values<Text>("audits"),
    ]);
    database.close();
    const runs = [...tail, ...summaries.map((run, at) => ({ summaries: run.text, audits: audits[at]?.text ?? "" }))];
    const calls = runs.flatMap((run) => {
      const lines = JSON.parse(`[${run.summaries}]`) as (AuditedCall & { error: unknown })[];
      const records = JSON.parse(`[${run.audits}]`) as unknown[];
      return lines.map(({ id, at, operation, kind, error }, i) => {
        const audited = records[i] !== null && records[i] !== undefined;
        return { id, at, operation, kind, ok: error === null, audited };
      });
    });
    const slim = acts
      .flatMap(({ text }) => JSON.parse(text) as Act[])
      .map(({ seq, at, name, changes }) => ({
        seq,
        at,
        name,
        changes: changes.map(({ table, key, after }) => ({ table, key, after })),
      }));
    return { lastAct: meta.find(({ id }) => id === "world")?.lastAct ?? -1, rows, acts: slim, calls };
  }, `keyglass-engine-${world}`);
}

/** Everything that is there in part, one line each; a whole world gives an empty list. */
export function torn({ lastAct, rows, acts, calls }: Disk): string[] {
  const found = new Map(rows.map(({ table, row }) => [`${table} ${row.id}`, row]));
  return [
    ...tornKeys(rows, found),
    ...tornAliases(rows, found),
    ...tornActs(lastAct, acts, found),
    ...unaudited(acts, calls),
  ];
}

function tornKeys(rows: readonly RowRecord[], found: ReadonlyMap<string, Row>): string[] {
  const materials = new Map<unknown, Row[]>();
  for (const { table, row } of rows)
    if (table === "materials") materials.set(row["keyRow"], [...(materials.get(row["keyRow"]) ?? []), row]);
  return rows
    .filter(({ table }) => table === "keys")
    .flatMap(({ row: key }) => {
      const ring = materials.get(key.id) ?? [];
      const current = ring.find((material) => material["materialId"] === key["currentMaterial"]);
      return [
        ...(found.has(`policies ${key.id}`) ? [] : [`key ${key.id} has no policy`]),
        ...(ring.length === key["materialCount"] ? [] : [`key ${key.id} has ${ring.length} materials`]),
        ...(current?.["wrapped"] ? [] : [`key ${key.id} has no current material`]),
      ];
    });
}

function tornAliases(rows: readonly RowRecord[], found: ReadonlyMap<string, Row>): string[] {
  return rows
    .filter(({ table, row }) => table === "aliases" && !found.has(`keys ${String(row["target"])}`))
    .map(({ row }) => `alias ${row.id} points at nothing`);
}

/** Acts are numbered without a gap, and what the last act on a row left is what the row is. */
function tornActs(lastAct: number, acts: readonly Act[], found: ReadonlyMap<string, Row>): string[] {
  const last = new Map<string, { seq: number; after: Row | null }>();
  for (const { seq, changes } of acts)
    for (const { table, key, after } of changes) last.set(`${table} ${key}`, { seq, after });
  return [
    ...acts.filter(({ seq }, at) => seq !== at + 1).map(({ seq }) => `act ${seq} is not in its place`),
    ...(lastAct === acts.length ? [] : [`${acts.length} acts, but the last is said to be ${lastAct}`]),
    ...[...last]
      .filter(([name, { after }]) => bare(after) !== bare(found.get(name) ?? null))
      .map(([name, { seq }]) => `row ${name} is not as act ${seq} left it`),
  ];
}

/** The log of acts leaves wrapped material out. */
const bare = (row: Row | null): string => JSON.stringify(row === null ? null : { ...row, wrapped: "" });

/** Every act of the API has its audited call, by operation and time. */
function unaudited(acts: readonly Act[], calls: readonly AuditedCall[]): string[] {
  const audited = new Map<string, number>();
  for (const { operation, at, kind, ok, audited: has } of calls)
    if (kind === "change" && ok && has) audited.set(`${operation} ${at}`, (audited.get(`${operation} ${at}`) ?? 0) + 1);
  return acts
    .filter(({ name }) => DRILLED.has(name))
    .flatMap(({ seq, name, at }) => {
      const left = audited.get(`${name} ${at}`) ?? 0;
      audited.set(`${name} ${at}`, left - 1);
      return left > 0 ? [] : [`act ${seq}, ${name}, has no audit record`];
    });
}

const DRILLED: ReadonlySet<string> = new Set(["CreateKey", "PutKeyPolicy", "CreateAlias", "TagResource"]);
