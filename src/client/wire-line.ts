/**
 * The application's end of the wire: HTTP as text over the port that the page handed on. Every attempt ends within its deadline in
 * an answer or in an error that the SDK's own retry takes for a broken connection, so the next attempt goes to the new port.
 */
import type { WireRequest, WireResponse } from "#glass/pane.ts";
import { formatRequest, parseResponse, type Beside, type HttpRequest, type HttpResponse } from "#wire/http.ts";

/**
 * Ms within which an attempt must be answered, waiting for a port included. An act may wait for another's transaction before its own, and
 * the engine gives each 5 s: after less than both the SDK would ask once more for what is still being stored.
 */
const ATTEMPT_DEADLINE = 15_000;

/** No answer: the engine died, or is too slow. The SDK retries errors of this name as transient. */
export class NoAnswer extends Error {
  override readonly name = "TimeoutError";
}

type Port = Pick<MessagePort, "postMessage" | "addEventListener" | "close" | "start">;

interface Attempt {
  readonly message: WireRequest;
  /** On the steady clock. */
  readonly deadline: number;
  readonly answered: (response: HttpResponse) => void;
  readonly failed: (error: Error) => void;
}

export class WireLine {
  readonly #onState: (state: "joined" | "lost") => void;
  readonly #deadline: number;
  readonly #open = new Map<number, Attempt>();
  #port: Port | null = null;
  #last = 0;
  #watch: ReturnType<typeof setTimeout> | null = null;
  #state: "joined" | "lost" | null = null;

  /** `onState`: told when a port joined, and when the engine behind it fell silent. */
  constructor(onState: (state: "joined" | "lost") => void, deadline: number = ATTEMPT_DEADLINE) {
    this.#onState = onState;
    this.#deadline = deadline;
  }

  /** A new engine's port: attempts on the old one fail now, those that waited for a port leave. */
  join(port: Port): void {
    const waiting = this.#port === null ? [...this.#open.values()] : [];
    if (this.#port !== null) this.#leave(this.#port, "The engine was started anew.");
    this.#port = port;
    port.addEventListener("message", ({ data }: MessageEvent) => this.#hear(data as WireResponse));
    port.addEventListener("close", () => {
      if (this.#port !== port) return;
      this.#leave(port, "The engine closed the wire.");
      this.#say("lost");
    });
    port.start();
    for (const { message } of waiting) port.postMessage(message);
    this.#state = null;
    this.#say("joined");
  }

  /** One attempt. @throws NoAnswer, or the signal's reason. */
  send(request: HttpRequest, beside: Beside, signal?: AbortSignal): Promise<HttpResponse> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      const settle = (): void => {
        signal?.removeEventListener("abort", abort);
        this.#open.delete(id);
      };
      const attempt: Attempt = {
        message: { id, request: formatRequest(request), beside },
        deadline: performance.now() + this.#deadline,
        answered: (response) => (settle(), resolve(response)),
        failed: (error) => (settle(), reject(error)),
      };
      const abort = (): void => attempt.failed(signal?.reason as Error);
      signal?.addEventListener("abort", abort, { once: true });
      this.#open.set(id, attempt);
      this.#port?.postMessage(attempt.message);
      if (this.#watch === null) this.#watch = setTimeout(() => this.#look(), this.#deadline);
    });
  }

  /** One timer watches all attempts: they were opened in the order of their deadlines. */
  #look(): void {
    this.#watch = null;
    const now = performance.now();
    for (const attempt of this.#open.values()) {
      if (attempt.deadline > now) {
        this.#watch = setTimeout(() => this.#look(), attempt.deadline - now);
        return;
      }
      attempt.failed(new NoAnswer(`KMS did not answer within ${this.#deadline} ms.`));
      this.#say("lost");
    }
  }

  #hear({ id, response }: WireResponse): void {
    this.#say("joined"); // it was only slow
    const attempt = this.#open.get(id);
    if (attempt === undefined) return; // answered after its deadline
    try {
      attempt.answered(parseResponse(response));
    } catch {
      attempt.failed(new NoAnswer("The wire brought something that is no HTTP response."));
    }
  }

  /** A state is told once, but each joining of a port. */
  #say(state: "joined" | "lost"): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#onState(state);
  }

  #leave(port: Port, why: string): void {
    this.#port = null;
    port.close();
    for (const attempt of this.#open.values()) attempt.failed(new NoAnswer(why));
  }
}

/** A line to each world: what was asked of one is answered by none but it, wherever the tab has gone meanwhile. */
export class WireLines {
  readonly #onState: (state: "joined" | "lost") => void;
  readonly #lines = new Map<string, WireLine>();

  constructor(onState: (state: "joined" | "lost") => void) {
    this.#onState = onState;
  }

  to(world: string): WireLine {
    const line = this.#lines.get(world) ?? new WireLine(this.#onState);
    this.#lines.set(world, line);
    return line;
  }
}
