/** What a machine asks at its metadata address: credentials of its role, and attestation documents of its enclave. */
import type { Bytes } from "#wire/bytes.ts";
import { formatResponse, httpDate, type HttpRequest } from "#wire/http.ts";
import { callerOf } from "./access/authenticate.ts";
import type { Caller } from "./access/caller.ts";
import { assumeRoleRecord } from "./audit/cloudtrail.ts";
import { emptyTrace } from "./empty-trace.ts";
import { letters } from "./ids.ts";
import type { FinishedCall } from "./pipeline.ts";
import { Overlay, type MemoryState } from "./storage/state.ts";
import { StorageError, type ActRecord } from "./storage/storage.ts";
import type { RowChange } from "./storage/tables.ts";
import type { Vault } from "./vault/vault.ts";
import { dropExpired, issue, mayIssue, metadataBody, principalAsked, usableKey } from "./world/credentials.ts";
import { attestation, ATTESTATION_PATH } from "./world/enclave.ts";

export interface MetadataParts {
  readonly state: MemoryState;
  readonly vault: Vault;
  readonly regions: readonly string[];
  random(bytes: number): Bytes;
  uuid(): string;
  /** World time in ms. */
  now(): number;
  /** Applies at once, resolves when durable. */
  commit(act: Omit<ActRecord, "seq">, call: FinishedCall | null): Promise<void>;
  report(error: unknown): void;
}

export class MetadataAddress {
  readonly #parts: MetadataParts;

  constructor(parts: MetadataParts) {
    this.#parts = parts;
  }

  /** An HTTP response as text. Never rejects. */
  async answer({ target, body: asked }: HttpRequest): Promise<string> {
    if (target === ATTESTATION_PATH) return this.#attestation(asked);
    const arn = principalAsked(target);
    const principal = arn === null ? undefined : this.#parts.state.get("principals", arn);
    const headers = { "content-type": "application/json", date: httpDate(this.#parts.now()) };
    if (principal === undefined) return formatResponse({ status: 404, headers, body: "" });
    try {
      const now = this.#parts.now();
      let row = usableKey(principal, this.#parts.state, now);
      if (row === undefined && !mayIssue(principal, this.#parts.state))
        return formatResponse({ status: 404, headers, body: "" });
      if (row === undefined) {
        const { random } = this.#parts;
        row = await issue(principal, now, {
          random,
          letters: (count) => letters(random, count),
          vault: this.#parts.vault,
        });
        const overlay = new Overlay(this.#parts.state);
        dropExpired(principal, overlay, now);
        overlay.put("accessKeys", row);
        const caller = callerOf({ row, principal });
        const name = row.session === null ? "IssueCredentials" : "AssumeRole";
        const call = row.session === null ? null : this.#assumeRole(caller, row.session, now);
        await this.#parts.commit(
          {
            name,
            who: principal.name,
            at: now,
            input: { principal: principal.id },
            of: null,
            changes: overlay.changes,
          },
          call,
        );
      }
      const body = await metadataBody(row, callerOf({ row, principal }).arn, this.#parts.vault, now);
      return formatResponse({ status: 200, headers, body });
    } catch (error) {
      if (!(error instanceof StorageError)) this.#parts.report(error);
      return formatResponse({ status: 500, headers, body: "" });
    }
  }

  /** The simulated enclave's question to its hypervisor. */
  async #attestation(asked: string): Promise<string> {
    const now = this.#parts.now();
    const headers = { "content-type": "application/json", date: httpDate(now) };
    try {
      const attested = await attestation(asked, this.#parts.state.get("nitro", "root"), this.#parts.vault, now);
      if (attested === null) return formatResponse({ status: 400, headers, body: "" });
      const { root, body } = attested;
      // Two that ask at once: the first root stays.
      if (root !== null && this.#parts.state.get("nitro", "root") !== undefined) return await this.#attestation(asked);
      if (root !== null) {
        const changes: RowChange[] = [{ table: "nitro", key: root.id, before: null, after: root }];
        await this.#parts.commit({ name: "MakeNitroRoot", who: "you", at: now, input: {}, of: null, changes }, null);
      }
      return formatResponse({ status: 200, headers, body: JSON.stringify(body) });
    } catch (error) {
      if (!(error instanceof StorageError)) this.#parts.report(error);
      return formatResponse({ status: 500, headers, body: "" });
    }
  }

  #assumeRole(caller: Caller, session: { readonly name: string; readonly expires: number }, at: number): FinishedCall {
    const id = this.#parts.uuid();
    const region = this.#parts.regions[0] ?? "us-east-1";
    const { account, principalArn, accessKeyId, arn } = caller;
    const audit = assumeRoleRecord({
      account,
      region,
      at,
      requestId: id,
      eventId: this.#parts.uuid(),
      roleArn: principalArn,
      sessionName: session.name,
      sessionArn: arn,
      accessKeyId,
      expires: session.expires,
    });
    const summary = {
      id,
      at,
      micros: 0,
      service: "sts",
      operation: "AssumeRole",
      kind: "read",
      account,
      region,
      who: caller.label,
      principalArn,
      keys: [],
      named: null,
      status: 200,
      error: null,
      invocation: null,
      source: "application",
    } as const;
    return { summary, audit: () => audit, trace: () => emptyTrace(audit) };
  }
}
