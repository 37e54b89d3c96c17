import { useState } from "react";
import { number } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Field, TextInput } from "../../design/Field.tsx";

/** Alters a byte by its number: the frames of a file are too many to draw. */
export function FlipAnywhere({
  bytes,
  disabled,
  onFlip,
}: {
  readonly bytes: number;
  readonly disabled: boolean;
  readonly onFlip: (flip: { offset: number; bit: number }) => void;
}) {
  const [text, setText] = useState(String(Math.floor(bytes / 2)));
  const offset = Number(text);
  const fits = /^\d+$/.test(text) && offset < bytes;
  return (
    <form
      className="flex flex-wrap items-start gap-x-3 gap-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) onFlip({ offset, bit: 0 });
      }}
    >
      <Field
        label="Any other byte, by its number"
        error={fits ? null : `A number from 0 to ${number(bytes - 1)}.`}
        className="w-60"
      >
        {(ids) => (
          <TextInput {...ids} inputMode="numeric" value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      <Button type="submit" size="small" className="mt-7" disabled={disabled || !fits}>
        Flip its bit 0 and open
      </Button>
    </form>
  );
}
