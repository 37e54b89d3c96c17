/** The application worker: joins the page's channel and the wire ports that it hands on to the application. No logic. */
import { serve, type Channel } from "#glass/port.ts";
import { createApplication } from "./application.ts";
import { openDisk } from "./disk.ts";
import type { ApplicationEvent, ApplicationFace, JoinApplication } from "./face.ts";
import { WireLine } from "./wire-line.ts";

const page = self as unknown as Channel;
const emit = (event: ApplicationEvent): void => page.postMessage(event, []);
const line = new WireLine((state) => emit({ event: "wire", state }));

page.addEventListener("message", ({ data, ports }: MessageEvent<JoinApplication | null>) => {
  if (data?.join === "wire" && ports[0] !== undefined) line.join(ports[0]);
});
serve<ApplicationFace>(page, createApplication({ line, emit, openDisk }));
