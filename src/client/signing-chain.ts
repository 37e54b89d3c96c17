/** The key chain of a signature for the pane: each value that the SDK's signer derived, as its print. */
import type { SigningChain } from "#glass/trace.ts";
import type { Bytes } from "#wire/bytes.ts";
import type { Prints } from "./prints.ts";
import { SECRET_LEAD, type Link } from "./signing-hash.ts";

const told = new WeakMap<Prints, WeakMap<Link, SigningChain>>();

/** `key`: the key that signed. Its chain is printed once, for all signatures of a day. */
export function signingChain(key: Link, prints: Prints): SigningChain {
  const chains = told.get(prints) ?? new WeakMap<Link, SigningChain>();
  told.set(prints, chains);
  const chain = chains.get(key) ?? tell(key, prints);
  chains.set(key, chain);
  return chain;
}

function tell(key: Link, prints: Prints): SigningChain {
  const links: Link[] = [];
  let from: Link | string = key;
  for (; typeof from !== "string"; from = from.from) links.unshift(from);
  return {
    secret: prints.of(from.slice(SECRET_LEAD.length)),
    links: links.map(({ fed, value }) => ({ fed, value: prints.of(value as Bytes) })),
  };
}
