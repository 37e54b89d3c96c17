import { useState } from "react";
import type { SecretPrint } from "#glass/trace.ts";
import type { KeyDetail, KeyView } from "#glass/views.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Field, NativeSelect } from "../../design/Field.tsx";
import { useAsk, useSeat, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { blobIn, secretIn } from "./secret-in.ts";
import { useAct, type Act } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";
import { SecretSide, SecretsCompared } from "./SecretsCompared.tsx";

/** How many keys of the Region are looked through for a partner. */
const MOST = 500;

/** What both sides came to, and with which key. */
interface Derived {
  readonly with: string;
  readonly here: SecretPrint;
  readonly there: SecretPrint;
}

/** Two keys of the world derive the same secret, each from its own private key and the other's public key. */
export default function AgreeOnSecret({ detail }: { readonly detail: KeyDetail }) {
  const world = useWorld();
  const { principalArn } = useSeat();
  const { account, region, spec, usage } = detail;
  const { value: page } = useAsk(({ pane }) => pane.keys({ account, region }, null, MOST), [account, region], {
    on: ["keys", "aliases"],
  });
  const partners = (page?.items ?? []).filter(
    (key) => key.spec === spec && key.usage === usage && key.arn !== detail.arn && key.state === "Enabled",
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const partner = partners.find(({ arn }) => arn === chosen) ?? partners[0];
  const [derived, setDerived] = useState<Derived | null>(null);
  const act = useAct(keyName(detail));

  const derive = async (other: KeyView): Promise<void> => {
    setDerived(null);
    const [mine, theirs] = [await publicKey(act, detail), await publicKey(act, other)];
    if (mine === null || theirs === null) return;
    const here = await secretOf(act, detail, theirs);
    const there = here === null ? null : await secretOf(act, other, mine);
    if (here !== null && there !== null) setDerived({ with: other.arn, here, there });
  };

  return (
    <section className="min-w-0">
      <h2>Agree on a secret</h2>
      <p className="mb-3 text-pretty">
        ECDH: my private key and your public key give the same 32 to 66 bytes as your private key and mine. Only public
        keys travel. Four calls as {whoWords(world, principalArn)}: GetPublicKey and DeriveSharedSecret, for each key.
      </p>
      {page === undefined ? null : partner === undefined ? (
        <>
          <p className="text-pretty">It takes a second key on the same curve, and there is none here yet.</p>
          <Button
            className="mt-3"
            busy={act.busy}
            onClick={() =>
              void act.run(
                "CreateKey",
                { KeySpec: spec, KeyUsage: usage, Description: `Partner of ${keyName(detail)}` },
                { say: () => "A second key on the same curve is created." },
              )
            }
          >
            Create a second key
          </Button>
        </>
      ) : (
        <div className="flex flex-wrap items-end gap-3">
          <Field label="With which key" className="max-w-96 flex-1 basis-60">
            {(ids) => (
              <NativeSelect {...ids} value={partner.arn} onChange={({ target }) => setChosen(target.value)}>
                {partners.map((key) => (
                  <option key={key.arn} value={key.arn}>
                    {keyName(key)}
                    {key.description !== "" && `, ${key.description}`}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          <Button kind="primary" busy={act.busy} onClick={() => void derive(partner)}>
            Derive on both sides
          </Button>
        </div>
      )}
      <div className="mt-3 empty:hidden">
        <Refusal act={act} />
      </div>
      {derived !== null && derived.with === partner?.arn && (
        <SecretsCompared same="Both sides have the same secret; neither sent it.">
          <SecretSide what="This key’s private half, the other’s public half" secret={derived.here} />
          <SecretSide what="The other’s private half, this key’s public half" secret={derived.there} />
        </SecretsCompared>
      )}
    </section>
  );
}

async function publicKey(act: Act, { keyId }: KeyView): Promise<string | null> {
  const outcome = await act.run("GetPublicKey", { KeyId: keyId });
  return outcome?.ok === true ? blobIn(outcome, "PublicKey") : null;
}

async function secretOf(act: Act, { keyId }: KeyView, theirs: string): Promise<SecretPrint | null> {
  const input = { KeyId: keyId, KeyAgreementAlgorithm: "ECDH", PublicKey: { base64: theirs } };
  const outcome = await act.run("DeriveSharedSecret", input);
  return outcome?.ok === true ? secretIn(outcome, "SharedSecret") : null;
}
