/// <reference types="vite/client" />

/** Names this build: a hash of its sources. The engine's SharedWorker is named by it, so two builds never share one. */
declare const __BUILD_ID__: string;
