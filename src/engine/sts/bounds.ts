/** What a parameter's value may be, and STS's sentence when it is not. */
import { KmsError } from "../errors.ts";

export interface Bounds {
  readonly least: number;
  readonly most: number;
  /** As AWS writes it. */
  readonly pattern: string;
  /** @NOTE AWS: its sentence quotes every value. A code, even one of the wrong form, does not go into the log here. */
  readonly unsaid?: true;
}

/** Of session names and source identities. */
export const NAME: Bounds = { least: 2, most: 64, pattern: "[\\w+=,.@-]*" };

/** @throws KmsError ValidationError. `member`: in lower camel case. */
export function checkBounds(value: string, member: string, { least, most, pattern, unsaid }: Bounds): void {
  const must = !new RegExp(`^${pattern}$`).test(value)
    ? `satisfy regular expression pattern: ${pattern}`
    : value.length < least
      ? `have length greater than or equal to ${least}`
      : value.length > most
        ? `have length less than or equal to ${most}`
        : null;
  if (must !== null)
    throw invalid(
      `1 validation error detected: Value ${unsaid === true ? "" : `'${value}' `}at '${member}' failed to satisfy constraint: Member must ${must}`,
    );
}

export const invalid = (sentence: string): KmsError => new KmsError("ValidationError", sentence);
