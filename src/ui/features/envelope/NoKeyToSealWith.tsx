import { Link } from "@tanstack/react-router";
import { buttonLook } from "../../design/Button.tsx";
import { EmptyState } from "../../design/EmptyState.tsx";

/** In the place of the story, where this account has no KMS key in this Region. */
export default function NoKeyToSealWith() {
  return (
    <EmptyState
      title="There is no KMS key to seal with in this account and Region."
      action={
        <Link to="/keys" className={buttonLook("primary")}>
          Make a KMS key
        </Link>
      }
    >
      An envelope begins with a KMS key. Make one here, or choose another account or Region above.
    </EmptyState>
  );
}
