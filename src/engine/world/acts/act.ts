/** What every act on the surroundings is made of. An act arrives from a page, so nothing of it is taken on trust. */
import type { Bytes } from "#wire/bytes.ts";
import type { WorldAct } from "#glass/surroundings.ts";
import type { Writes } from "../../storage/state.ts";
import type { Vault } from "../../vault/vault.ts";

export interface WorldActTools {
  readonly rows: Writes;
  readonly vault: Vault;
  /** World time, ms. */
  readonly now: number;
  random(bytes: number): Bytes;
  /** Upper-case base32 text of that length. */
  letters(count: number): string;
}

export type ActName = WorldAct["act"];
export type ActOf<N extends ActName> = Extract<WorldAct, { readonly act: N }>;

/** Acts by name; each writes rows, or throws and has written nothing that counts. */
export type Acts<N extends ActName> = {
  readonly [A in N]: (act: ActOf<A> & { readonly act: A }, tools: WorldActTools) => Promise<void> | void;
};

export const ALL = Number.MAX_SAFE_INTEGER;

/** A refusal of IAM, STS, EC2 or Organizations, with its code as its name. */
export class Refused extends Error {
  constructor(code: string, sentence: string) {
    super(sentence);
    this.name = code;
  }
}

export const noSuch = (what: string, name: string): Refused =>
  new Refused("NoSuchEntity", `The ${what} with name ${name} cannot be found.`);

/** A text member. */
export function text(value: unknown, what: string): string {
  if (typeof value !== "string") throw new Refused("ValidationError", `The specified value for ${what} is invalid.`);
  return value;
}

/** IAM's rule for the names of users, roles, groups and policies. @throws Refused ValidationError. */
export function named(value: unknown, member: string, most: number): string {
  const name = text(value, member);
  if (!/^[\w+=,.@-]+$/.test(name))
    throw new Refused(
      "ValidationError",
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  if (name.length > most)
    throw new Refused(
      "ValidationError",
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
    );
  return name;
}

/** `/`, or segments between slashes. @throws Refused ValidationError. */
export function pathOf(value: unknown): string {
  const path = value === undefined || value === "" ? "/" : text(value, "path");
  if (path.length > 512 || !/^\/(?:[!-.0-~]+\/)*$/.test(path))
    throw new Refused(
      "ValidationError",
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    );
  return path;
}

/** A name that a person gave to an account, a VPC or a unit. @throws Refused. */
export function label(value: unknown, what: string): string {
  const name = text(value, what).trim();
  if (name === "" || name.length > 50)
    throw new Refused("ValidationError", `The name of ${what} has 1 to 50 characters.`);
  return name;
}

export function truth(value: unknown): boolean {
  if (typeof value !== "boolean") throw new Refused("ValidationError", "It is true or false.");
  return value;
}

export const digits = (random: WorldActTools["random"], count: number): string =>
  Array.from(random(count), (byte) => byte % 10).join("");

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
export const lower = (random: WorldActTools["random"], count: number): string =>
  Array.from(random(count), (byte) => LOWER[byte % LOWER.length]).join("");
