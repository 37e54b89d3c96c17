import { unsupported } from "../../errors.ts";
import { SPECS, type Family } from "../../keys/specs.ts";
import type { KeySpec } from "../../keys/rows.ts";
import type { MaterialFamily } from "./family.ts";
import { symmetric } from "./symmetric.ts";

const FAMILIES: Readonly<Partial<Record<Family, MaterialFamily>>> = { symmetric };

/** The family that knows a spec's material. */
export function familyOf(spec: KeySpec): MaterialFamily {
  const family = FAMILIES[SPECS[spec].family];
  if (family === undefined) throw unsupported(`Keyglass does not make keys of KeySpec ${spec} yet.`);
  return family;
}
