import { useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { fromBase64 } from "#wire/bytes.ts";
import { count, shortId } from "#words/format.ts";
import { fingerprint, publicKeyPem, publicUse } from "#words/key-uses.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { announce, useSession } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { blobIn } from "./secret-in.ts";
import { useAct } from "../../state/use-act.ts";

/** The public half of the key, which is no secret: shown, copied, downloaded. */
export default function PublicKey({ detail }: { readonly detail: KeyDetail }) {
  const { application } = useSession();
  const [got, setGot] = useState<{ readonly encoded: string; readonly digest: string } | null>(null);
  const act = useAct(keyName(detail));
  const get = async (): Promise<void> => {
    const outcome = await act.run(
      "GetPublicKey",
      { KeyId: detail.aliases[0] ?? detail.keyId },
      { say: () => `The public key of ${keyName(detail)} is here.` },
    );
    if (outcome?.ok !== true) return;
    const encoded = blobIn(outcome, "PublicKey");
    setGot({ encoded, digest: await application.sha256(encoded) });
  };
  return (
    <section className="min-w-0">
      <h2>Public key</h2>
      <p className="mb-3 text-pretty">
        {publicUse(detail.usage)} GetPublicKey works on a disabled key too: the public half is no secret
        {detail.usage === "SIGN_VERIFY" ? ", and what was signed stays checkable" : ""}.
      </p>
      <Button busy={act.busy} onClick={() => void get()}>
        Get the public key
      </Button>
      <div className="mt-3 empty:hidden">
        <Refusal act={act} />
      </div>
      {got !== null && (
        <>
          <Code text={publicKeyPem(got.encoded)} label="the public key, as PEM" className="mt-3" />
          <p className="mt-2 text-sm text-pretty">
            {count(fromBase64(got.encoded).length, "byte")} of SubjectPublicKeyInfo. Fingerprint, SHA-256:{" "}
            <code className="[overflow-wrap:anywhere]">{fingerprint(got.digest)}</code>
          </p>
          <Button
            size="small"
            className="mt-2"
            onClick={() => save(publicKeyPem(got.encoded), `${shortId(detail.keyId)}-public.pem`)}
          >
            Download as PEM
          </Button>
        </>
      )}
    </section>
  );
}

function save(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/x-pem-file" }));
  link.download = name;
  link.click();
  // The download has its own hold on the text once it began.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  announce(`${name} is being downloaded.`);
}
