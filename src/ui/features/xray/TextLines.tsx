import type { TextLine } from "#words/signature.ts";
import { Copy } from "../../design/Copy.tsx";

/** A text of the signature, each line under the name of what it is. */
export function TextLines({ lines, label }: { readonly lines: readonly TextLine[]; readonly label: string }) {
  return (
    <div className="relative min-w-0">
      <figure aria-label={label} className="rounded-md border border-line bg-paper py-2 pr-8 pl-3">
        <dl className="grid text-xs @xl/xray:grid-cols-[9rem_minmax(0,1fr)] @xl/xray:gap-x-3">
          {lines.map(({ part, text }, at) => (
            <div key={at} className="contents">
              <dt className="pt-1 text-soft">{part}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere] @xl/xray:pt-1">
                {text === "" ? <span className="text-soft">nothing</span> : <code>{text}</code>}
              </dd>
            </div>
          ))}
        </dl>
      </figure>
      <Copy text={lines.map(({ text }) => text).join("\n")} what={label} className="absolute top-1 right-1 bg-paper" />
    </div>
  );
}
