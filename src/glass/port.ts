/**
 * The typed port: methods of one side as promises on the other, and events the other way. Every call ends in an answer or in a typed
 * error, at its deadline at the latest; one that is named patient has none, and ends when the port is closed.
 */
export interface Channel {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  start?(): void;
}

/** A failure that came over a port, or the port's own: `DeadlinePassed`, `Disconnected`. */
export class PortError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Any interface of promise-returning methods. */
type Methods<F> = {
  [M in keyof F]: F[M] extends (...args: infer A) => Promise<infer R> ? (...args: A) => Promise<R> : never;
};

interface Question {
  readonly ask: string;
  readonly id: number;
  readonly args: readonly unknown[];
}
type Answer =
  | { readonly answer: number; readonly value: unknown }
  | { readonly answer: number; readonly error: { name: string; message: string } };

/** Answers questions on `channel` by calling `face`'s methods. Returns a function that stops. */
export function serve<F extends object>(channel: Channel, face: Methods<F>): () => void {
  const listen = ({ data }: MessageEvent): void => {
    const question = data as Question;
    if (typeof question?.ask === "string") void reply(channel, face, question);
  };
  channel.addEventListener("message", listen);
  channel.start?.();
  return () => channel.removeEventListener("message", listen);
}

async function reply(channel: Channel, face: Record<string, unknown>, { ask, id, args }: Question): Promise<void> {
  try {
    const method = face[ask];
    if (typeof method !== "function") throw new PortError("NoSuchMethod", ask);
    const value: unknown = await method.apply(face, args);
    channel.postMessage({ answer: id, value }, []);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    channel.postMessage({ answer: id, error: { name, message } }, []);
  }
}

export interface Remote<F> {
  readonly face: Methods<F>;
  /** Ends every open question with `Disconnected`. */
  close(reason: string): void;
}

/**
 * Calls the methods of the face on the other side of `channel`. `deadline`: ms after which a question fails with `DeadlinePassed`.
 * `patient`: methods that may take as long as they need. Arguments are cloned, a `File` too; nothing is handed over.
 */
export function connect<F extends object, E = never>(
  channel: Channel,
  options: {
    readonly deadline: number;
    readonly onEvent?: (event: E) => void;
    readonly patient?: readonly (keyof F & string)[];
  },
): Remote<F> {
  const open = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void; timer: ReturnType<typeof setTimeout> | null }
  >();
  let last = 0;
  let closed: string | null = null;
  const settle = (id: number): ReturnType<typeof open.get> => {
    const entry = open.get(id);
    open.delete(id);
    if (entry?.timer) clearTimeout(entry.timer);
    return entry;
  };
  channel.addEventListener("message", ({ data }) => {
    const message = data as Answer | { event: string };
    if (message !== null && typeof message === "object" && "answer" in message) {
      const entry = settle(message.answer);
      if ("error" in message) entry?.reject(new PortError(message.error.name, message.error.message));
      else entry?.resolve(message.value);
    } else if (message !== null && typeof message === "object" && "event" in message) options.onEvent?.(message as E);
  });
  channel.start?.();
  const face = new Proxy({} as Methods<F>, {
    get: (_, method: string) => {
      if (method === "then") return undefined; // a face is no promise, even when one is awaited
      return (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          if (closed !== null) return reject(new PortError("Disconnected", closed));
          const id = ++last;
          const patient = options.patient?.includes(method as keyof F & string) ?? false;
          const timer = patient
            ? null
            : setTimeout(
                () =>
                  settle(id)?.reject(
                    new PortError("DeadlinePassed", `${method} did not answer within ${options.deadline} ms`),
                  ),
                options.deadline,
              );
          open.set(id, { resolve, reject, timer });
          channel.postMessage({ ask: method, id, args } satisfies Question, []);
        });
    },
  });
  return {
    face,
    close(reason) {
      closed = reason;
      for (const id of open.keys()) settle(id)?.reject(new PortError("Disconnected", reason));
    },
  };
}
