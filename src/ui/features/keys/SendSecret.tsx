import { useState } from "react";
import type { SecretPrint } from "#glass/trace.ts";
import type { KeyDetail } from "#glass/views.ts";
import { fromBase64 } from "#wire/bytes.ts";
import { count } from "#words/format.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { useSeat, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { blobIn, secretIn } from "./secret-in.ts";
import { SecretSide, SecretsCompared } from "./SecretsCompared.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

interface Sent {
  readonly blob: string;
  readonly made: SecretPrint | null;
  readonly back: SecretPrint | null;
  readonly altered: boolean;
}

/** ML-KEM: a secret made with the public key travels as a ciphertext, and comes back out with the private key. */
export default function SendSecret({ detail }: { readonly detail: KeyDetail }) {
  const world = useWorld();
  const { principalArn } = useSeat();
  const [sent, setSent] = useState<Sent | null>(null);
  const act = useAct(keyName(detail));
  const KeyId = detail.aliases[0] ?? detail.keyId;

  const send = async (): Promise<void> => {
    setSent(null);
    const outcome = await act.run("Encapsulate", { KeyId, EncapsulationAlgorithm: "ML_KEM" });
    if (outcome?.ok !== true) return;
    const blob = blobIn(outcome, "SharedSecretCiphertextBlob");
    await take(blob, secretIn(outcome, "SharedSecret"), false);
  };
  const take = async (blob: string, made: SecretPrint | null, altered: boolean): Promise<void> => {
    const given = { base64: blob, ...(altered && { flip: { offset: 0, bit: 0 } }) };
    const input = { KeyId, EncapsulationAlgorithm: "ML_KEM", SharedSecretCiphertextBlob: given };
    const outcome = await act.run("Decapsulate", input);
    if (outcome?.ok === true) setSent({ blob, made, back: secretIn(outcome, "SharedSecret"), altered });
  };

  return (
    <section className="min-w-0">
      <h2>Send a secret</h2>
      <p className="mb-3 text-pretty">
        Encapsulate makes a secret and a ciphertext that carries it; Decapsulate gets the secret back. Two calls as{" "}
        {whoWords(world, principalArn)}. Others encapsulate with the public key alone.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" busy={act.busy} onClick={() => void send()}>
          Encapsulate and decapsulate
        </Button>
        {sent !== null && (
          <Button busy={act.busy} onClick={() => void take(sent.blob, sent.made, true)}>
            Alter one bit, then decapsulate
          </Button>
        )}
      </div>
      <div className="mt-3 empty:hidden">
        <Refusal act={act} />
      </div>
      {sent !== null && (
        <SecretsCompared
          same={
            sent.altered
              ? "Another secret, and no error: ML-KEM refuses in silence. That the sides differ shows with the first message."
              : "Both sides have the same secret."
          }
        >
          <SecretSide what={`Made, and sent as ${count(fromBase64(sent.blob).length, "byte")}`} secret={sent.made} />
          <SecretSide
            what={sent.altered ? "Taken out of the altered ciphertext" : "Taken out of the ciphertext"}
            secret={sent.back}
          />
        </SecretsCompared>
      )}
    </section>
  );
}
