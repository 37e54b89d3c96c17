/** The key chain of a signature for the pane: each value that the SDK's signer derived, as its print. */
import type { SigningChain } from "#glass/trace.ts";
import type { Bytes } from "#wire/bytes.ts";
import type { Prints } from "./prints.ts";
import { SECRET_LEAD, type Link } from "./signing-hash.ts";

const told = new WeakMap<Prints, WeakMap<Link, Promise<SigningChain>>>();

/** `key`: the key that signed. Its chain is printed once, for all signatures of a day. */
export function signingChain(key: Link, prints: Prints): Promise<SigningChain> {
  const chains = told.get(prints) ?? new WeakMap<Link, Promise<SigningChain>>();
  told.set(prints, chains);
  const chain = chains.get(key) ?? tell(key, prints);
  chains.set(key, chain);
  return chain;
}

async function tell(key: Link, prints: Prints): Promise<SigningChain> {
  const links: Link[] = [];
  let from: Link | string = key;
  for (; typeof from !== "string"; from = from.from) links.unshift(from);
  return {
    secret: await prints.of(from.slice(SECRET_LEAD.length)),
    links: await Promise.all(links.map(async ({ fed, value }) => ({ fed, value: await prints.of(value as Bytes) }))),
  };
}
