import { hex, type Bytes } from "#wire/bytes.ts";
import type { KeyRow } from "../keys/rows.ts";
import type { WrappedMaterial } from "./families/family.ts";
import { familyOf } from "./families/index.ts";
import type { Vault } from "./vault.ts";

/** A material that is to become a row. */
export interface MadeMaterial extends WrappedMaterial {
  readonly materialId: string;
}

/** New key material for a key row that is there or will be, bound to it under an id of its own. */
export async function newMaterial(
  { id, spec }: Pick<KeyRow, "id" | "spec">,
  { vault, random }: { readonly vault: Vault; random(bytes: number): Bytes },
): Promise<MadeMaterial> {
  const materialId = hex(random(32));
  return { materialId, ...(await familyOf(spec).generate(vault.safe, spec, { keyRow: id, materialId })) };
}
