/**
 * What keeps a call out that is otherwise right: AWS's request quotas, and failures inside AWS. Simulated and off until a lesson or a
 * test wants them; nobody's capacity is short in a browser tab.
 */
import { KmsError, throttled } from "../errors.ts";
import { requestQuota, type CountedRequest } from "../quotas.ts";
import type { FaultName, FaultView } from "#glass/views.ts";

/**
 * Failures inside AWS with the status of the SDK's traits: these are no client errors. @NOTE AWS: sentences not public; these are the
 * exceptions' own descriptions.
 */
const FAULTS: Readonly<Record<FaultName, readonly [status: number, sentence: string]>> = {
  KMSInternalException: [
    500,
    "The request was rejected because an internal exception occurred. The request can be retried.",
  ],
  DependencyTimeoutException: [
    503,
    "The system timed out while trying to fulfill the request. You can retry the request.",
  ],
  KeyUnavailableException: [
    500,
    "The request was rejected because the specified KMS key was not available. You can retry the request.",
  ],
};

export const isFault = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);

export class Gate {
  readonly #steady: () => number;
  readonly #limit: () => number | null;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #fault: FaultView | null = null;

  /** `steady`: a steady real clock in ms. `limit`: the most requests a second that any quota lets through; null: no quota is kept. */
  constructor(steady: () => number, limit: () => number | null) {
    this.#steady = steady;
    this.#limit = limit;
  }

  get fault(): FaultView | null {
    return this.#fault;
  }

  /** The next `calls` calls fail this way. */
  fail(name: FaultName, calls: number): void {
    this.#fault = calls > 0 ? { name, calls } : null;
  }

  /** Quotas begin anew, all of them full. */
  refill(): void {
    this.#buckets.clear();
  }

  /** @throws KmsError the fault that was asked for, or ThrottlingException. Cross-account calls count for the caller's account. */
  admit(account: string, request: CountedRequest): void {
    const fault = this.#fault;
    if (fault !== null) {
      this.fail(fault.name, fault.calls - 1);
      const [status, sentence] = FAULTS[fault.name];
      throw new KmsError(fault.name, sentence, status);
    }
    const limit = this.#limit();
    if (limit !== null && !this.#take(account, request, limit)) throw throttled();
  }

  /** A bucket that holds one second's requests, or one request, and fills as fast as the quota says. */
  #take(account: string, request: CountedRequest, limit: number): boolean {
    const quota = requestQuota(request);
    const perSecond = Math.min(quota.perSecond, limit);
    const most = Math.max(1, perSecond);
    const name = `${account} ${request.region} ${quota.name}`;
    const now = this.#steady();
    const bucket = this.#buckets.get(name) ?? { tokens: most, at: now };
    const tokens = Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    this.#buckets.set(name, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    return tokens >= 1;
  }
}
