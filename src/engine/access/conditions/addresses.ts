/** IP addresses and networks of both versions (2.4). A v4 address inside v6 (`::ffff:10.0.0.1`) is that v4 address. */

export interface Address {
  readonly version: 4 | 6;
  readonly bits: bigint;
}

export interface Network extends Address {
  /** Leading bits that count. */
  readonly prefix: number;
}

const LENGTH = { 4: 32, 6: 128 } as const;
const MAPPED = 0xffffn;

export function readAddress(text: string): Address | undefined {
  return text.includes(":") ? readV6(text) : readV4(text);
}

/** Undefined for text that is no network. A v6 network with bits set behind its prefix is one that nothing is in (measured). */
export function readNetwork(text: string): Network | undefined {
  const [address = "", prefix, more] = text.split("/");
  if (more !== undefined) return undefined;
  const mapped = text.includes(":");
  const read = readAddress(address);
  if (read === undefined) return undefined;
  const written = mapped ? LENGTH[6] : LENGTH[4];
  const given = prefix === undefined ? written : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  const counted = mapped && read.version === 4 ? given - (LENGTH[6] - LENGTH[4]) : given;
  if (counted < 0 || counted > LENGTH[read.version]) return undefined;
  return { ...read, prefix: counted };
}

export function isIn(address: Address, network: Network): boolean {
  if (address.version !== network.version) return false;
  const rest = BigInt(LENGTH[network.version] - network.prefix);
  if (network.version === 6 && (network.bits >> rest) << rest !== network.bits) return false;
  return address.bits >> rest === network.bits >> rest;
}

/** Leading zeros are only zeros. */
function readV4(text: string): Address | undefined {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,10}$/.test(octet) && Number(octet) < 256))
    return undefined;
  return { version: 4, bits: octets.reduce((bits, octet) => (bits << 8n) | BigInt(Number(octet)), 0n) };
}

function readV6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = [halves[0] as string, halves[1]].map((half) => groups(half ?? ""));
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array<number>(missing).fill(0), ...tail];
  const bits = all.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  return bits >> 32n === MAPPED ? { version: 4, bits: bits & 0xffffffffn } : { version: 6, bits };
}

function groups(text: string): number[] | undefined {
  if (text === "") return [];
  const written = text.split(":");
  const last = written.at(-1) as string;
  const v4 = last.includes(".") ? readV4(last) : null;
  if (v4 === undefined) return undefined;
  const hex = v4 === null ? written : written.slice(0, -1);
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const numbers = hex.map((group) => Number.parseInt(group, 16));
  return v4 === null ? numbers : [...numbers, Number(v4.bits >> 16n), Number(v4.bits & 0xffffn)];
}
