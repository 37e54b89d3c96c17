import type { ApplicationFace } from "#client/face.ts";
import { announce } from "../../state/session.ts";

/** Hands an artefact to the browser as a download. */
export async function save(application: ApplicationFace, id: string): Promise<void> {
  try {
    const { name, blob } = await application.download(id);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    // The download has its own hold on the blob once it began.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    announce(`${name} is being downloaded.`);
  } catch (error) {
    announce(`That could not be downloaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}
