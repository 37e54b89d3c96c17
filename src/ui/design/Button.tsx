import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";
import { cx } from "./cx.ts";

export type ButtonKind = "plain" | "primary" | "danger" | "quiet";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: ButtonKind;
  readonly size?: "small" | "normal";
  readonly ref?: Ref<HTMLButtonElement>;
  /** What it began is under way: it does nothing meanwhile, and keeps the focus, which a disabled button would lose. */
  readonly busy?: boolean;
}

const KINDS: Record<ButtonKind, string> = {
  plain: "border border-edge bg-paper text-ink hover:border-ink",
  primary: "border border-key bg-key text-on-key font-semibold hover:underline underline-offset-4",
  danger: "border-stroke border-hot bg-paper text-hot font-semibold hover:bg-hot-fill",
  quiet: "border border-transparent text-soft hover:text-ink hover:bg-wash",
};

/** The look alone, for a link that acts as a button. */
export const buttonLook = (kind: ButtonKind = "plain", size: "small" | "normal" = "normal"): string =>
  cx(
    "target inline-flex items-center justify-center gap-2 rounded-md leading-tight whitespace-nowrap",
    "disabled:opacity-55 aria-disabled:opacity-55 disabled:no-underline aria-disabled:no-underline",
    size === "small" ? "px-2.5 py-1 text-sm" : "px-4 py-[0.45rem] text-base",
    KINDS[kind],
  );

/** `danger` is for what cannot be taken back; its consequences stand beside it before the click. */
export function Button({
  kind = "plain",
  size = "normal",
  className,
  type = "button",
  busy = false,
  ...rest
}: ButtonProps) {
  return <button type={type} className={cx(buttonLook(kind, size), className)} {...rest} {...(busy && INERT)} />;
}

const INERT = { "aria-disabled": true, onClick: (event: MouseEvent) => event.preventDefault() };

/** A button that shows only an icon; `label` is its name. */
export function IconButton({
  label,
  children,
  className,
  busy = false,
  ...rest
}: ButtonProps & { readonly label: string; readonly children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={cx(
        "target inline-flex items-center justify-center rounded-sm text-soft hover:bg-wash hover:text-ink disabled:opacity-55 aria-disabled:opacity-55",
        className,
      )}
      {...rest}
      {...(busy && INERT)}
    >
      {children}
    </button>
  );
}
