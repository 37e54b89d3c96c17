import type { ReactNode } from "react";
import type { SecretPrint } from "#glass/trace.ts";
import { count } from "#words/format.ts";

/** Two secrets beside each other by their prints: the same print, the same secret. `same`: what that means, or how they differ. */
export const SecretsCompared = ({ same, children }: { readonly same: string; readonly children: ReactNode }) => (
  <section aria-label="Secrets" className="mt-4 rounded-lg border border-line bg-wash px-4 py-3 text-sm">
    <dl className="flex flex-col gap-2">{children}</dl>
    <p className="mt-2 font-semibold">{same}</p>
    <p className="mt-1 text-soft">The secrets stay in the application; the page sees their prints.</p>
  </section>
);

export const SecretSide = ({ what, secret }: { readonly what: string; readonly secret: SecretPrint | null }) => (
  <div>
    <dt className="text-soft">{what}</dt>
    <dd className="numbers">
      {secret === null ? (
        "no secret"
      ) : (
        <>
          {count(secret.bytes, "byte")}, print <code>{secret.print}</code>
        </>
      )}
    </dd>
  </div>
);
