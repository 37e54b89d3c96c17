/** Brings the app, when what the page shows already has been seen. Knows no React: it comes with the app. */

/** `framed`: the page's HTML holds the frame of the place, which the app's long script would hold up. */
export async function show(framed: boolean): Promise<void> {
  if (framed) await painted();
  const { mount } = await import("./app.tsx");
  await parsed();
  await mount(document.querySelector("#root") as HTMLElement);
}

/** The first paint, or a moment in which it should have been. A page in the background paints nothing. */
function painted(): Promise<void> {
  if (document.visibilityState === "hidden") return Promise.resolve();
  return new Promise((resolve) => {
    new PerformanceObserver(() => resolve()).observe({ type: "paint", buffered: true });
    setTimeout(resolve, 300);
  });
}

function parsed(): Promise<unknown> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
}
