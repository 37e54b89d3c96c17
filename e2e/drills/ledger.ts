/** Who acknowledged what, kept outside the browser, and the lanes that make the acts. */
import type { Page } from "@playwright/test";
import { ask } from "./hands.ts";
import type { Disk } from "./disk.ts";

interface DrilledKey {
  readonly id: string;
  /** Versions of the policy put: the last that was acknowledged, and the last that was asked for. */
  policy: number;
  asked: number;
}

interface Acknowledged {
  readonly operation: string;
  readonly requestId: string;
}

/** The page's own Admin seat. */
export const AS_ADMIN = "?who=111122223333:role/Admin";
const ACCOUNT = "111122223333";
const REGION = "us-east-1";

export class Ledger {
  readonly acts: Acknowledged[] = [];
  readonly keys = new Map<string, DrilledKey>();
  /** Alias name to key id. */
  readonly aliases = new Map<string, string>();
  /** Refusals that nothing explains. */
  readonly surprises: string[] = [];
  #names = 0;

  /** Makes keys, policies and aliases one after another until `stop` or until the page dies. */
  async lane(page: Page, stop: AbortSignal): Promise<void> {
    try {
      while (!stop.aborted) await this.#round(page, stop);
    } catch {
      // No answer came: nothing was acknowledged, and nothing is noted.
    }
  }

  async #round(page: Page, stop: AbortSignal): Promise<void> {
    const made = await this.#call(page, "CreateKey", { Description: `drill ${++this.#names}` });
    if (made === null) return;
    const { KeyId: id } = made["KeyMetadata"] as { KeyId: string };
    const key: DrilledKey = { id, policy: 0, asked: 0 };
    this.keys.set(id, key);
    if (stop.aborted) return;
    key.asked++;
    const put = { KeyId: id, PolicyName: "default", Policy: policy(key.asked) };
    if ((await this.#call(page, "PutKeyPolicy", put)) !== null) key.policy = key.asked;
    if (stop.aborted) return;
    const name = `alias/drill-${++this.#names}`;
    const aliased = await this.#call(page, "CreateAlias", { AliasName: name, TargetKeyId: id });
    if (aliased !== null) this.aliases.set(name, id);
  }

  /** The answer, or null for a refusal. */
  async #call(page: Page, operation: string, input: Record<string, string>): Promise<Record<string, unknown> | null> {
    const { ok, requestId, error, output } = await ask(page, "application", "call", [operation, input]);
    if (ok) this.acts.push({ operation, requestId });
    // A first attempt may have been carried out and its answer lost with the engine: the SDK's second attempt then meets itself.
    else if (operation !== "CreateAlias" || error?.name !== "AlreadyExistsException")
      this.surprises.push(`${operation}: ${error?.name} ${error?.message}`);
    return ok ? output : null;
  }

  /** What was acknowledged and is not there, one line each. */
  lost({ rows, calls }: Disk): string[] {
    const found = new Map(rows.map(({ table, row }) => [`${table} ${row.id}`, row]));
    const audited = new Set(calls.filter((call) => call.audited && call.ok).map(({ id }) => id));
    return [
      ...this.acts
        .filter(({ requestId }) => !audited.has(requestId))
        .map(({ operation, requestId }) => `audit record of ${operation} ${requestId}`),
      ...[...this.keys.keys()].filter((id) => !found.has(`keys ${REGION}/${id}`)).map((id) => `key ${id}`),
      ...[...this.keys.values()]
        .filter(({ id, policy, asked }) => {
          const version = versionOf(found.get(`policies ${REGION}/${id}`)?.["text"]);
          return version < policy || version > asked;
        })
        .map(({ id, policy }) => `policy ${policy} of key ${id}`),
      ...[...this.aliases]
        .filter(([name, id]) => found.get(`aliases ${ACCOUNT}/${REGION}/${name}`)?.["target"] !== `${REGION}/${id}`)
        .map(([name]) => name),
    ];
  }
}

const policy = (version: number): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Id: `drill-${version}`,
    Statement: [
      { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" },
    ],
  });

const versionOf = (text: unknown): number => Number(/"drill-(\d+)"/.exec(String(text))?.[1] ?? 0);
