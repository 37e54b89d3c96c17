/**
 * What a machine asks at its metadata address: credentials of its role, attestation documents of its enclave, and for the simulated
 * services of AWS what they call KMS with.
 */
import { formatResponse, httpDate, type HttpRequest } from "#wire/http.ts";
import { authenticate, callerOf, type Credential } from "./access/authenticate.ts";
import type { Caller } from "./access/caller.ts";
import { assumeRoleRecord } from "./audit/cloudtrail.ts";
import { emptyTrace } from "./empty-trace.ts";
import { KmsError } from "./errors.ts";
import { letters } from "./ids.ts";
import type { Ground } from "./pipeline.ts";
import { Overlay, type MemoryState, type Reads } from "./storage/state.ts";
import { StorageError, type ActRecord, type FinishedCall } from "./storage/storage.ts";
import type { RowChange } from "./storage/tables.ts";
import type { Vault } from "./vault/vault.ts";
import {
  dropExpired,
  issue,
  mayIssue,
  metadataBody,
  principalAsked,
  usableKey,
  type IssueTools,
} from "./world/credentials.ts";
import { attestation, ATTESTATION_PATH } from "./world/enclave.ts";
import { delivery } from "./world/network.ts";
import { isForwardingService } from "./world/forwarding-services.ts";
import { MFA_PATH, shownCode } from "./world/mfa.ts";
import type { AccessKeyRow } from "./world/rows.ts";
import {
  forwardOf,
  heldByService,
  isServicePrincipal,
  serviceAsked,
  serviceItself,
  sourceTold,
  type ServiceAsked,
} from "./world/service-credentials.ts";

export interface MetadataParts extends Pick<
  Ground,
  "regions" | "freshness" | "credential" | "uuid" | "now" | "random"
> {
  readonly state: MemoryState;
  readonly vault: Vault;
  /** Applies at once, resolves when durable. */
  commit(act: Omit<ActRecord, "seq">, call: FinishedCall | null): Promise<void>;
  report(error: unknown): void;
}

export class MetadataAddress {
  readonly #parts: MetadataParts;

  constructor(parts: MetadataParts) {
    this.#parts = parts;
  }

  /** An HTTP response as text. `from`: where whoever asks is, as `Beside` has it. Never rejects. */
  async answer(request: HttpRequest, from: string): Promise<string> {
    const headers = { "content-type": "application/json", date: httpDate(this.#parts.now()) };
    return formatResponse({ headers, ...(await this.#said(request, from)) });
  }

  async #said(request: HttpRequest, from: string): Promise<Said> {
    try {
      return (
        (await this.#attestation(request)) ??
        (await this.#forService(request)) ??
        (await this.#mfaCode(request)) ??
        (await this.#forPrincipal(request, from)) ?? { status: 404, body: "" }
      );
    } catch (error) {
      // Who does not prove to be the principal that is to be carried on is refused as at any service.
      if (error instanceof KmsError)
        return { status: 403, body: JSON.stringify({ __type: error.exception, message: error.sentence }) };
      if (!(error instanceof StorageError)) this.#parts.report(error);
      return { status: 500, body: "" };
    }
  }

  /* ---- what is asked; null: there is nothing of that name here ---- */

  /** The simulated enclave's question to its hypervisor. */
  async #attestation(request: HttpRequest): Promise<Said | null> {
    if (request.target !== ATTESTATION_PATH) return null;
    const { state, vault } = this.#parts;
    const now = this.#parts.now();
    const attested = await attestation(request.body, state.get("nitro", "root"), vault, now);
    if (attested === null) return { status: 400, body: "" };
    const { root, body } = attested;
    // Two that ask at once: the first root stays.
    if (root !== null && state.get("nitro", "root") !== undefined) return this.#attestation(request);
    if (root !== null) {
      const changes: RowChange[] = [{ table: "nitro", key: root.id, before: null, after: root }];
      await this.#parts.commit({ name: "MakeNitroRoot", who: "you", at: now, input: {}, of: null, changes }, null);
    }
    return { status: 200, body: JSON.stringify(body) };
  }

  /** What a service of AWS calls KMS with, for itself or for whom it carries on. @throws SignatureRefused */
  async #forService(request: HttpRequest): Promise<Said | null> {
    const asked = serviceAsked(request.target);
    if (asked === null) return null;
    const rows = new Overlay(this.#parts.state);
    const now = this.#parts.now();
    const wanted = asked.as === "forward" ? await this.#carriedOn(asked, request, rows) : itself(asked, request);
    if (wanted === null) return null;
    const { principal, make, ...like } = wanted;
    const named = principal?.id ?? asked.service;
    let row = heldByService(rows, { ...like, principal: named }, now);
    if (row === undefined) {
      row = await make(now, this.#tools());
      if (rows.stale()) return this.#forService(request); // somebody changed what this rests on, or was faster
      dropExpired(named, rows, now);
      rows.put("accessKeys", row);
      const who = principal?.name ?? asked.service;
      const input = { principal: named, service: asked.service };
      const { changes } = rows;
      await this.#parts.commit({ name: "IssueCredentials", who, at: now, input, of: null, changes }, null);
    }
    const { vault } = this.#parts;
    return { status: 200, body: await metadataBody(row, callerOf({ row, principal }).arn, vault, now) };
  }

  /** The request is one to that service, signed by whoever is to be carried on. @throws SignatureRefused */
  async #carriedOn({ service }: ServiceAsked, request: HttpRequest, rows: Reads): Promise<Wanted | null> {
    if (!isForwardingService(service)) return null;
    const { regions, vault: prints, freshness, credential, now } = this.#parts;
    const { caller } = await authenticate(request, {
      now: now(),
      freshness: freshness(),
      regions,
      service,
      prints,
      find: credential,
    });
    const row = rows.get("accessKeys", caller.accessKeyId);
    const principal = rows.get("principals", caller.principalArn);
    // @NOTE AWS: a service may carry on what another one carried on to it; the simulated ones do so for nobody but the principal itself.
    if (row === undefined || principal === undefined || row.forward !== undefined) return null;
    return { principal, forward: { service, of: row.id }, make: (at, tools) => forwardOf(row, service, at, tools) };
  }

  /** Whoever takes a role with a second factor looks at the user's device, which is simulated. */
  async #mfaCode({ target }: HttpRequest): Promise<Said | null> {
    const { state, vault, now } = this.#parts;
    const user = principalAsked(target, MFA_PATH);
    const TokenCode = user === null ? null : await shownCode(user, state, vault, now());
    if (user === null || TokenCode === null) return null;
    const SerialNumber = state.get("principals", user)?.mfa?.serial ?? "";
    return { status: 200, body: JSON.stringify({ SerialNumber, TokenCode }) };
  }

  /** A principal's own credentials: those that it has, or new ones where the platform may issue some. */
  async #forPrincipal(request: HttpRequest, from: string): Promise<Said | null> {
    const { state, vault } = this.#parts;
    const rows = new Overlay(state);
    const arn = principalAsked(request.target);
    const principal = arn === null ? undefined : rows.get("principals", arn);
    if (principal === undefined) return null;
    const now = this.#parts.now();
    const place = delivery(from, state);
    let row = usableKey(principal, rows, now, place.delivered?.vpc);
    if (row === undefined && !mayIssue(principal, rows)) return null;
    if (row === undefined) {
      row = await issue(principal, now, place, this.#tools());
      if (rows.stale()) return this.#forPrincipal(request, from); // somebody changed or deleted the principal, or was faster
      dropExpired(principal.id, rows, now);
      rows.put("accessKeys", row);
      const name = row.session === null ? "IssueCredentials" : "AssumeRole";
      const call = row.session === null ? null : this.#assumeRole(callerOf({ row, principal }), row.session, now);
      const input = { principal: principal.id };
      const { changes } = rows;
      await this.#parts.commit({ name, who: principal.name, at: now, input, of: null, changes }, call);
    }
    return { status: 200, body: await metadataBody(row, callerOf({ row, principal }).arn, vault, now) };
  }

  #tools() {
    const { random, vault } = this.#parts;
    return { random, vault, letters: (count: number) => letters(random, count) };
  }

  #assumeRole(caller: Caller, session: { readonly name: string; readonly expires: number }, at: number): FinishedCall {
    const id = this.#parts.uuid();
    const region = this.#parts.regions.first;
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
      // As its record says: the platform asks, and the role is what it asks for.
      who: `Amazon EC2, for ${caller.label}`,
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

interface Said {
  readonly status: number;
  readonly body: string;
}

/** Credentials that a service wants: of whom, what tells them from others, and how they are made. */
interface Wanted extends Pick<AccessKeyRow, "forward" | "source"> {
  readonly principal: Credential["principal"];
  make(now: number, tools: IssueTools): Promise<AccessKeyRow>;
}

function itself({ service }: ServiceAsked, { body }: HttpRequest): Wanted | null {
  const source = isServicePrincipal(service) ? sourceTold(body) : null;
  if (source === null) return null;
  return { principal: null, source, make: (at, tools) => serviceItself(service, source, at, tools) };
}
