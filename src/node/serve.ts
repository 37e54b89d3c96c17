import { createKeyglassServer, listen, staticFiles } from "./server.ts";

/** Serves the build in `folder` on this machine. Handlers that share the page's origin join the list here. */
export async function serve(folder: string, wantedPort: number): Promise<string> {
  const server = createKeyglassServer({ handlers: [staticFiles(folder)] });
  const port = await listen(server, wantedPort);
  return `http://127.0.0.1:${port}`;
}
