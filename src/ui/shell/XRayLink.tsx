import { Link } from "@tanstack/react-router";
import { cx } from "../design/cx.ts";

/** The way to one call's page. */
export const XRayLink = ({ call, className }: { readonly call: string; readonly className?: string }) => (
  <Link
    to="/calls/$id"
    params={{ id: call }}
    className={cx("target inline-flex items-center underline underline-offset-4", className)}
  >
    X-ray of this call
  </Link>
);
