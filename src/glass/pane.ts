/** The glass plane's messages: what a page may ask of the engine. Every method is a promise over a typed port (port.ts). */
import type { Beside } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import type {
  AccessAnswer,
  AccessMatrix,
  AccessQuestionView,
  AccessWhy,
  Circumstances,
  PolicyVocabulary,
} from "./access.ts";
import type { GrantsView } from "./grants.ts";
import type { ClusterChange, KeyStoresView, ProxyChange } from "./key-stores.ts";
import type { SurroundingsView, WorldAct } from "./surroundings.ts";
import type { CallTrace } from "./trace.ts";
import type { WhyNotView } from "./why-not.ts";
import type {
  ActView,
  CallFilter,
  CallsPage,
  DueView,
  FaultName,
  KeyDetail,
  KeyFilter,
  KeyView,
  OperationView,
  Page,
  SpecView,
  StorageView,
  WorldSummary,
  WorldView,
} from "./views.ts";

/** Asked of the host, which hosts one engine per open world. */
export interface HostPane {
  /** Build id and whether this engine keeps anything. */
  hello(): Promise<{ readonly build: string; readonly storage: "durable" | "memory" }>;
  worlds(): Promise<readonly WorldSummary[]>;
  createWorld(name: string): Promise<WorldSummary>;
  renameWorld(id: string, name: string): Promise<WorldSummary>;
  /** Puts the default content back; returns when it is durable. */
  resetWorld(id: string): Promise<void>;
  deleteWorld(id: string): Promise<void>;
  /**
   * Opens a world (the default one when `id` is null, created on a first visit) on this port: from now on the `WorldPane` methods
   * and events speak of it. @throws `NoSuchWorld` for an unknown id.
   */
  openWorld(id: string | null): Promise<WorldView>;
  /**
   * The page goes away and hears nothing more. A world that no page has open any more is closed, all that waits on disk, and its clock
   * stands still; so is one that its last page leaves for another. What is on its way is answered first. Opening a world comes back.
   */
  leave(): Promise<void>;
}

/** Asked of the open world. */
export interface WorldPane {
  world(): Promise<WorldView>;
  catalogue(): Promise<readonly OperationView[]>;
  specs(): Promise<readonly SpecView[]>;
  keys(filter: KeyFilter, cursor: string | null, limit: number): Promise<Page<KeyView>>;
  /** By ARN; null when there is none. */
  key(arn: string): Promise<KeyDetail | null>;
  /** Newest first. */
  calls(filter: CallFilter, cursor: string | null, limit: number): Promise<CallsPage>;
  /** Whole trace by request id; `summary` and `audit` only for calls whose trace was dropped; null when unknown. */
  call(id: string): Promise<CallTrace | null>;
  acts(cursor: string | null, limit: number): Promise<Page<ActView>>;
  setClock(change: ClockChange): Promise<WorldView>;
  /** What the calendar would destroy by this world time, the earliest first: keys that wait for their deletion, imported material that expires. */
  losses(until: number): Promise<readonly DueView[]>;
  /** Custom key stores, and the simulated clusters and proxies behind them. */
  keyStores(): Promise<KeyStoresView>;
  /** Makes, mends or breaks a simulated CloudHSM cluster. @throws RangeError for what cannot be. */
  changeCluster(change: ClusterChange): Promise<KeyStoresView>;
  /** The same for a simulated external key store proxy, its key manager and external keys. */
  changeProxy(change: ProxyChange): Promise<KeyStoresView>;
  /** Identities, policies, the organization, networks and AWS managed keys. */
  surroundings(): Promise<SurroundingsView>;
  /** Changes one of them. @throws an error with AWS's code as its name and AWS's sentence, where they are known. */
  changeWorld(act: WorldAct): Promise<SurroundingsView>;
  /** Simulated: the six digits that a user's MFA device shows now, of the world's time; null: the user has none. */
  mfaCode(user: string): Promise<string | null>;
  /**
   * Simulated: keeps AWS's request quotas from now on, none of them above this many requests a second (100,000: as they are), and
   * refuses what is over with ThrottlingException; null keeps none.
   */
  setThrottling(mostPerSecond: number | null): Promise<WorldView>;
  /**
   * Simulated: after how many ms of world time a new grant counts without its token (0: at once, which AWS never does; five minutes at
   * most, which AWS promises).
   */
  setGrantDelay(ms: number): Promise<WorldView>;
  /** Simulated: the next so many calls fail inside AWS in this way; 0 ends it. Not kept when the engine ends. */
  failNext(fault: FaultName, calls: number): Promise<WorldView>;
  undo(): Promise<WorldView>;
  redo(): Promise<WorldView>;
  /** Runs calls one after another on a throw-away copy; leaves no trace in log, audit or disk. */
  probe(calls: readonly ProbeCall[]): Promise<readonly ProbeOutcome[]>;
  /** Who may do what with a key, as the evaluator decides it. @throws RangeError for a key that is not there. */
  accessTo(keyArn: string, circumstances?: Circumstances): Promise<AccessAnswer<AccessMatrix>>;
  /** One cell of it with its whole why, and AWS's sentence. @throws RangeError for what is not there. */
  why(question: AccessQuestionView): Promise<AccessAnswer<AccessWhy>>;
  /** The grants of a key, without their tokens. @throws RangeError for a key that is not there. */
  grants(keyArn: string): Promise<GrantsView>;
  /**
   * What would allow a refused call, or refuse an allowed one: single edits, each proved on a fork. Null for a call that is not known whole
   * any more, or that nobody can make again. @throws RangeError for a probe of what is not there.
   */
  whyNot(of: WhyNotQuestion): Promise<WhyNotView | null>;
  /** Actions, condition keys and operators that a policy can name. */
  policyVocabulary(): Promise<PolicyVocabulary>;
  /** Keeps the traces of these request ids whole for as long as the world lives (an envelope or a lesson cites them). */
  pin(ids: readonly string[]): Promise<void>;
  /** After storage was cleared under a running world: writes everything back from memory under a new epoch. */
  restore(): Promise<WorldView>;
}

/** What a shared engine tells instead of answering, where it could make keys but not keep them: a tab's own engine can. */
export interface Unfit {
  readonly event: "unfit";
}

export type Pane = HostPane & WorldPane;

export type ClockChange =
  | { readonly set: number }
  | { readonly advance: number }
  /** World seconds per real second. */
  | { readonly rate: number };

export interface ProbeCall {
  readonly principal: string;
  readonly region: string;
  readonly operation: string;
  /** Wire JSON: blobs as base64. */
  readonly input: JsonObject;
  /** `internet` when left out, or the id of a VPC. */
  readonly from?: string;
  /** The service that makes the call in the principal's name: `s3`. */
  readonly via?: string | undefined;
}

/** A call of the log by its request id, or one that was never made. */
export type WhyNotQuestion = { readonly callId: string } | ProbeCall;

export interface ProbeOutcome {
  readonly status: number;
  readonly trace: CallTrace;
}

/** What a page hears without asking, at most 10 times a second. */
export type PaneEvent =
  | {
      readonly event: "changed";
      readonly world: string;
      readonly acts: number;
      readonly calls: number;
      readonly tables: readonly string[];
    }
  | { readonly event: "clock"; readonly world: string; readonly now: number; readonly rate: number }
  | { readonly event: "renamed" | "reset" | "deleted"; readonly world: string }
  | { readonly event: "storage"; readonly world: string; readonly storage: StorageView; readonly reason: string };

/** Sent by the page with a transferred port: joins an application worker to the open world's wire. */
export interface JoinWire {
  readonly join: "wire";
}

/** One message each way over the wire port. `request` and `response` are HTTP as text. */
export interface WireRequest {
  readonly id: number;
  readonly request: string;
  readonly beside: Beside;
}
export interface WireResponse {
  readonly id: number;
  readonly response: string;
}
