import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** Ids, bytes, code: a monospace face with tabular figures. */
export const Mono = ({ children, className }: { readonly children: ReactNode; readonly className?: string }) => (
  <code className={cx("break-words", className)}>{children}</code>
);
