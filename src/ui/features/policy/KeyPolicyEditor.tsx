import type { KeyDetail } from "#glass/views.ts";
import { keyPolicy } from "./documents.ts";
import { PolicyEditor } from "./PolicyEditor.tsx";

/** The editor on a key's own page. */
export const KeyPolicyEditor = ({
  detail,
  onDone,
}: {
  readonly detail: KeyDetail;
  readonly onDone: (saved: string | null) => void;
}) => <PolicyEditor document={keyPolicy(detail)} keyDetail={detail} onDone={onDone} />;
