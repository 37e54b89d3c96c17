/** An application for tests: the real one, joined to a real engine by a real port, with an IndexedDB in memory as its disk. */
import { fromBase64, utf8, type Bytes } from "#wire/bytes.ts";
import { parseRequest } from "#wire/http.ts";
import type { WireRequest, WireResponse } from "#glass/pane.ts";
import { APP, createTestEngine, type TestEngine } from "#engine/testing/engine.ts";
import { createApplication } from "../application.ts";
import { openDisk } from "../disk.ts";
import type { ApplicationEvent, ApplicationFace, Seat } from "../face.ts";
import { WireLine } from "../wire-line.ts";

export interface TestApplication {
  readonly application: ApplicationFace;
  readonly test: TestEngine;
  readonly seat: Seat;
  readonly line: WireLine;
  readonly events: ApplicationEvent[];
  /** What crossed the wire, as parsed requests, oldest first. */
  readonly requests: readonly { readonly request: ReturnType<typeof parseRequest>; readonly sent: unknown }[];
  /** The secrets that crossed the wire so far: plaintexts as bytes, credentials as the bytes of their text. */
  secrets(): readonly { readonly what: string; readonly bytes: Bytes }[];
  /** Joins another port to the engine; `answers` false makes it swallow what it gets. */
  join(answers?: boolean): { close(): void };
  /** A second tab on the same disk. */
  secondTab(): Promise<ApplicationFace>;
  /** Another world that this tab may sit in, with an engine of its own. */
  secondWorld(): Promise<{ readonly test: TestEngine; readonly seat: Seat }>;
}

/** `told`: whether the application hears of the world's clock (true when left out). */
export async function createTestApplication(
  options: { readonly deadline?: number; readonly join?: boolean; readonly told?: boolean } = {},
): Promise<TestApplication> {
  const test = await createTestEngine();
  const events: ApplicationEvent[] = [];
  const requests: { request: ReturnType<typeof parseRequest>; sent: unknown }[] = [];
  const messages: string[] = [];
  const lines = new Map<string, WireLine>();
  const line = new WireLine((state) => events.push({ event: "wire", state }), options.deadline);
  const emit = (event: ApplicationEvent): void => void events.push(structuredClone(event));
  const application = createApplication({ lineTo: (world) => lines.get(world) ?? line, emit, openDisk });
  const seat: Seat = { world: `test-${crypto.randomUUID()}`, principalArn: APP, region: "us-east-1", from: "internet" };
  const join = (answers = true, to: WireLine = line, { engine } = test): { close(): void } => {
    const { port1, port2 } = new MessageChannel();
    const answer = async ({ id, request, beside }: WireRequest): Promise<void> => {
      const response = await engine.handle(request, beside);
      messages.push(request, response);
      port2.postMessage({ id, response } satisfies WireResponse);
    };
    port2.addEventListener("message", ({ data }: MessageEvent<WireRequest>) => {
      requests.push({ request: parseRequest(data.request), sent: data.beside.sent });
      if (!answers) return;
      void answer(data);
    });
    port2.start();
    to.join(port1);
    return { close: () => port2.close() };
  };
  if (options.join !== false) join();
  // As a page does, which hears the engine and tells its application.
  if (options.told !== false)
    test.engine.listen((event) => {
      if (event.event === "clock") void application.clock({ world: seat.world, now: event.now, rate: event.rate });
    });
  await application.sit(seat);
  return {
    application,
    test,
    seat,
    line,
    events,
    requests,
    secrets: () => messages.flatMap(secretsIn),
    join,
    async secondWorld() {
      const other = await createTestEngine({ seed: 2 });
      const world = `test-${crypto.randomUUID()}`;
      const toIt = new WireLine(() => {}, options.deadline);
      lines.set(world, toIt);
      join(true, toIt, other);
      return { test: other, seat: { ...seat, world } };
    },
    async secondTab() {
      const otherLine = new WireLine(() => {}, options.deadline);
      const other = createApplication({ lineTo: () => otherLine, emit: () => {}, openDisk });
      join(true, otherLine);
      await other.sit(seat);
      return other;
    },
  };
}

function secretsIn(message: string): { what: string; bytes: Bytes }[] {
  const body = message.slice(message.indexOf("\r\n\r\n") + 4);
  const members = body.startsWith("{") ? Object.entries(JSON.parse(body) as Record<string, unknown>) : [];
  return members.flatMap(([what, value]) => {
    if (what === "Plaintext") return [{ what, bytes: fromBase64(value as string) }];
    return ["SecretAccessKey", "Token", "PrintKey"].includes(what) ? [{ what, bytes: utf8(value as string) }] : [];
  });
}
