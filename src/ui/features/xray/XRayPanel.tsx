import { memo } from "react";
import { Panel } from "../../design/Page.tsx";
import { XRay, type XRayProps } from "./XRay.tsx";

/** The X-ray in the washed panel that stands beside a picture. While it tells the same, what changes beside it leaves it alone. */
export const XRayPanel = memo(function XRayPanel({ className, ...props }: XRayProps & { readonly className?: string }) {
  const title = `X-ray of ${props.trace.summary.operation}`;
  return (
    <Panel label={title} {...(className !== undefined && { className })}>
      <h2 className="mb-2 text-base">{title}</h2>
      <XRay {...props} />
    </Panel>
  );
});
