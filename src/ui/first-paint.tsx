/** The first place before any script has run, as HTML for the built page. Only the build imports this. */
import { createMemoryHistory } from "@tanstack/react-router";
import { renderToStaticMarkup } from "react-dom/server";
import { appAt } from "./app.tsx";

export async function firstPaint(): Promise<string> {
  const history = createMemoryHistory({ initialEntries: [import.meta.env.BASE_URL] });
  return renderToStaticMarkup(await appAt(history));
}
