import type { KeyDetail } from "#glass/views.ts";
import { BlobList } from "./BlobList.tsx";
import { EncryptText } from "./EncryptText.tsx";
import { useBlobs } from "./use-blobs.ts";

/** Encrypts a short text as the application, and opens what lies under the key. */
export function UseTab({ detail }: { readonly detail: KeyDetail }) {
  const held = useBlobs(detail.arn);
  return (
    <div className="grid gap-8 @5xl:grid-cols-2">
      <EncryptText detail={detail} held={held.blobs.filter(({ artefact }) => artefact.kind === "ciphertext").length} />
      <BlobList detail={detail} held={held} />
    </div>
  );
}
