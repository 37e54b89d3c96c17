import { SPECS, type Family } from "../../keys/specs.ts";
import type { KeySpec } from "../../keys/rows.ts";
import { ec } from "./ec.ts";
import { edwards } from "./edwards.ts";
import type { MaterialFamily } from "./family.ts";
import { hmac } from "./hmac.ts";
import { mlDsa } from "./ml-dsa.ts";
import { mlKem } from "./ml-kem.ts";
import { rsa } from "./rsa.ts";
import { symmetric } from "./symmetric.ts";

const FAMILIES: Readonly<Record<Family, MaterialFamily>> = {
  symmetric,
  rsa,
  ec,
  edwards,
  hmac,
  "ml-dsa": mlDsa,
  "ml-kem": mlKem,
};

/** The family that knows a spec's material. */
export const familyOf = (spec: KeySpec): MaterialFamily => FAMILIES[SPECS[spec].family];
