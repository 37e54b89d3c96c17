/** The picture as a list, synchronous with it: for ears, for narrow places, and for whoever likes words better. */
export function TextTwin({ lines }: { readonly lines: readonly string[] }) {
  return (
    <details className="mt-3 text-sm">
      <summary className="target w-fit py-0.5 text-soft hover:text-ink">As text</summary>
      <ol aria-label="The picture as text" className="mt-1 list-decimal space-y-0.5 pl-6">
        {lines.map((line, i) => (
          <li key={`${i}-${line}`}>{line}</li>
        ))}
      </ol>
    </details>
  );
}
