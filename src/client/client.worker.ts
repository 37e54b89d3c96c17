/** The application worker: joins the page's channel and the wire ports that it hands on to the application. No logic. */
import { serve, type Channel } from "#glass/port.ts";
import { createApplication } from "./application.ts";
import { openDisk } from "./disk.ts";
import type { ApplicationEvent, ApplicationFace, JoinApplication } from "./face.ts";
import { WireLines } from "./wire-line.ts";

const page = self as unknown as Channel;
const emit = (event: ApplicationEvent): void => page.postMessage(event, []);
const lines = new WireLines((state) => emit({ event: "wire", state }));

page.addEventListener("message", ({ data, ports }: MessageEvent<JoinApplication | null>) => {
  if (data?.join === "wire" && ports[0] !== undefined) lines.to(data.world).join(ports[0]);
});
serve<ApplicationFace>(page, createApplication({ lineTo: (world) => lines.to(world), emit, openDisk }));
