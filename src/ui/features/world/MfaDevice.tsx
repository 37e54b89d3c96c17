import type { IdentityView } from "#glass/surroundings.ts";
import { Button } from "../../design/Button.tsx";
import { useAsk, useNow } from "../../state/session.ts";
import { Lines, Section, type PartProps } from "./parts.tsx";

/** A user's MFA device, and the code that it shows. What its codes are made from never leaves the engine. */
export function MfaDevice({
  identity: { arn, name, mfaDevice },
  surroundings,
}: Pick<PartProps, "surroundings"> & { readonly identity: IdentityView }) {
  return (
    <Section
      level={3}
      title="MFA device"
      acts={
        mfaDevice === null && (
          <Button
            size="small"
            aria-label={`Enable an MFA device for ${name}`}
            onClick={() => surroundings.now({ act: "EnableMFADevice", arn }, `${name} has an MFA device.`)}
          >
            Enable an MFA device
          </Button>
        )
      }
    >
      <Lines
        none="None: a role that asks for a second factor cannot be taken."
        items={
          mfaDevice === null
            ? []
            : [
                {
                  key: mfaDevice,
                  text: (
                    <>
                      <code>{mfaDevice}</code> shows <Shown user={arn} />
                    </>
                  ),
                  acts: [
                    {
                      name: "Deactivate",
                      label: `Deactivate the MFA device of ${name}`,
                      onPress: () =>
                        surroundings.now({ act: "DeactivateMFADevice", arn }, `${name} has no MFA device any more.`),
                    },
                  ],
                },
              ]
        }
      />
      {mfaDevice !== null && (
        <p className="mt-1 text-sm text-soft">
          The device is simulated, its codes are real: another one every 30 seconds of the world’s time (RFC 6238), and
          each opens once.
        </p>
      )}
    </Section>
  );
}

const STEP_MS = 30_000;

function Shown({ user }: { readonly user: string }) {
  const step = Math.floor(useNow() / STEP_MS);
  const { value } = useAsk(({ pane }) => pane.mfaCode(user), [user, step], { on: ["principals"] });
  return <code className="numbers font-semibold">{value ?? "······"}</code>;
}
