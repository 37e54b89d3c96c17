/**
 * The composition root, and the first script of the page: a small one, which starts the workers and the session. What the learner sees
 * comes after it.
 */
// A worker's address, which Vite makes of its entry.
// oxlint-disable import/default
import applicationUrl from "./client/client.worker.ts?worker&url";
import engineUrl from "./engine/engine.worker.ts?sharedworker&url";
// oxlint-enable import/default
import { sealFirstSample } from "./ui/features/envelope/first-sample.ts";
import { parseSearch } from "./ui/search.ts";
import { startSession } from "./ui/state/connection.ts";
import { show } from "./ui/show.ts";
import { seatSearch } from "./ui/state/seat.ts";
import { onceReady } from "./ui/state/store.ts";
import "./ui/design/base.css";

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface TrustedTypesFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

/** The one policy of the page: the addresses of the two workers, and nothing else, may become scripts. */
const rules: ScriptPolicy = {
  createScriptURL(url) {
    if (url !== engineUrl && url !== applicationUrl) throw new TypeError(`not a worker of this page: ${url}`);
    return url;
  },
};
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypesFactory };
const policy = trustedTypes?.createPolicy("keyglass", rules) ?? rules;

void startSession(
  {
    build: __BUILD_ID__,
    sharedEngine:
      typeof SharedWorker === "undefined"
        ? null
        : () =>
            new SharedWorker(policy.createScriptURL(engineUrl), { type: "module", name: `keyglass-${__BUILD_ID__}` }),
    ownEngine: () =>
      new Worker(policy.createScriptURL(engineUrl), { type: "module", name: `keyglass-${__BUILD_ID__}` }),
    application: () => new Worker(policy.createScriptURL(applicationUrl), { type: "module", name: "application" }),
  },
  seatSearch(parseSearch(location.search)),
);

// The first place finds its envelope sealed.
const first = location.pathname === import.meta.env.BASE_URL;
if (first) onceReady((session, seat) => void sealFirstSample(session, seat));
void show(first);
