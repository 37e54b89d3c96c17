import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from "react";
import { cx } from "./cx.ts";

export interface FieldIds {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
}

/** A label above a control, its hint, and its error. The control takes the ids that `children` is called with. */
export function Field({
  label,
  hint,
  error,
  children,
  className,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly children: (ids: FieldIds) => ReactNode;
  readonly className?: string;
}) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== "" && error !== false;
  const described = [hint !== undefined && `${id}-hint`, hasError && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={cx("min-w-0", className)}>
      <label htmlFor={id} className="mb-1 block text-sm font-semibold">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": described === "" ? undefined : described,
        "aria-invalid": hasError ? true : undefined,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-xs text-soft">
          {hint}
        </p>
      )}
      {hasError && (
        <p id={`${id}-error`} className="mt-1 text-sm font-semibold text-hot">
          {error}
        </p>
      )}
    </div>
  );
}

const CONTROL =
  "w-full rounded-md border border-edge bg-paper px-3 py-1.5 text-base text-ink hover:border-ink aria-invalid:border-hot disabled:opacity-55";

export const TextInput = ({
  className,
  type = "text",
  mono = false,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { readonly mono?: boolean; readonly ref?: Ref<HTMLInputElement> }) => (
  <input
    type={type}
    className={cx(CONTROL, "target", mono && "font-mono", className)}
    spellCheck={false}
    autoComplete="off"
    {...rest}
  />
);

export const TextArea = ({
  className,
  mono = false,
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & { readonly mono?: boolean }) => (
  <textarea className={cx(CONTROL, mono && "font-mono text-sm", className)} spellCheck={false} {...rest} />
);

/** The browser's own select: small, accessible, right on a phone. For a few plain choices. */
export const NativeSelect = ({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) => (
  <select className={cx(CONTROL, "target", className)} {...rest} />
);

export function Checkbox({
  label,
  className,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { readonly label: ReactNode }) {
  return (
    <label className={cx("target inline-flex items-center gap-2 text-sm", className)}>
      <input type="checkbox" className="size-4 shrink-0 accent-key" {...rest} />
      <span>{label}</span>
    </label>
  );
}
