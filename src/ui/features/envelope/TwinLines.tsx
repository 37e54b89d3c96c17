import type { Picture } from "#words/envelope-picture.ts";
import type { KeyStanding } from "#words/key-standing.ts";
import { pictureLines } from "#words/picture-lines.ts";

export interface Twin {
  readonly picture: Picture;
  /** The KMS key that is drawn inside KMS, as the learner knows it, and how it stands. */
  readonly keyLabel: string;
  readonly standing: KeyStanding;
}

export default function TwinLines({ picture, keyLabel, standing }: Twin) {
  return (
    <ol aria-label="The picture as text" className="mt-1 list-decimal space-y-0.5 pl-6">
      {pictureLines(picture, keyLabel, standing).map((line, i) => (
        <li key={`${i}-${line}`}>{line}</li>
      ))}
    </ol>
  );
}
