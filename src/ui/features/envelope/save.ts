import type { ApplicationFace } from "#client/face.ts";
import { announce } from "../../state/session.ts";

/** Hands an artefact to the browser as a download. Resolves to why that could not be done, or null. */
export async function save(application: ApplicationFace, id: string): Promise<string | null> {
  try {
    const { name, blob } = await application.download(id);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    // The download has its own hold on the blob once it began.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    announce(`${name} is being downloaded.`);
    return null;
  } catch (error) {
    const says = `That could not be downloaded: ${error instanceof Error ? error.message : String(error)}`;
    announce(says);
    return says;
  }
}
