/** The composition root: starts the workers, and mounts what the learner sees. */
// A worker's address, which Vite makes of its entry.
// oxlint-disable import/default
import applicationUrl from "./client/client.worker.ts?worker&url";
import engineUrl from "./engine/engine.worker.ts?sharedworker&url";
// oxlint-enable import/default
import { mount } from "./ui/app.tsx";
import { parseSearch } from "./ui/search.ts";
import { startSession } from "./ui/state/connection.ts";
import { seatSearch } from "./ui/state/seat.ts";
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

mount(document.querySelector("#root") as HTMLElement);
