import type { KeyDetail } from "#glass/views.ts";
import { AliasList } from "./AliasList.tsx";
import { ManualRotation } from "./ManualRotation.tsx";
import { TagList } from "./TagList.tsx";

/** The names that lead to the key, its tags, and the rotation that is done with names. */
export function AliasesTab({ detail }: { readonly detail: KeyDetail }) {
  return (
    <div className="grid gap-8 @5xl:grid-cols-[minmax(0,1fr)_28rem]">
      <div className="flex min-w-0 flex-col gap-8">
        <AliasList detail={detail} />
        <TagList detail={detail} />
      </div>
      {detail.usage === "ENCRYPT_DECRYPT" && !detail.asymmetric && <ManualRotation detail={detail} />}
    </div>
  );
}
