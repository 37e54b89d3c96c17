import { lazy, Suspense, type ReactNode } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { BlobList } from "./BlobList.tsx";
import { EncryptText } from "./EncryptText.tsx";
import { useBlobs } from "./use-blobs.ts";

const SignText = lazy(() => import("./SignText.tsx"));
const PublicKey = lazy(() => import("./PublicKey.tsx"));
const AgreeOnSecret = lazy(() => import("./AgreeOnSecret.tsx"));
const SendSecret = lazy(() => import("./SendSecret.tsx"));

/** What the key is for, done as the application; for an asymmetric key its public half beside it. */
export function UseTab({ detail }: { readonly detail: KeyDetail }) {
  return (
    <div className="grid gap-8 @5xl:grid-cols-2">
      <Suspense>
        {USES[detail.usage]?.(detail)}
        {detail.asymmetric && <PublicKey detail={detail} />}
      </Suspense>
    </div>
  );
}

/** By KeyUsage. */
const USES: Readonly<Record<string, (detail: KeyDetail) => ReactNode>> = {
  ENCRYPT_DECRYPT: (detail) => <Encryption detail={detail} />,
  SIGN_VERIFY: (detail) => <SignText detail={detail} />,
  GENERATE_VERIFY_MAC: (detail) => <SignText detail={detail} />,
  KEY_AGREEMENT: (detail) => <AgreeOnSecret detail={detail} />,
  ENCAPSULATE_DECAPSULATE: (detail) => <SendSecret detail={detail} />,
};

function Encryption({ detail }: { readonly detail: KeyDetail }) {
  const held = useBlobs(detail.arn);
  const texts = held.blobs.filter(({ artefact }) => artefact.kind === "ciphertext");
  return (
    <>
      <EncryptText detail={detail} held={held.known ? texts.length : null} />
      <BlobList detail={detail} held={held} />
    </>
  );
}
