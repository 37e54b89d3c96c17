/**
 * The values of all condition keys for one permission of one request, each worked out when a policy asks for it. A `kms:` key, and one
 * about tags, is there only with the permissions that have it (1.8); the global ones are there with all.
 */
import { isMultivalued } from "../conditions/multivalued.ts";
import { PERMISSIONS } from "../permissions.ts";
import type { ContextValues } from "../question.ts";
import { BY_CALLER, FAMILIES_BY_CALLER } from "./by-caller.ts";
import { BY_KEY, FAMILIES_BY_KEY } from "./by-key.ts";
import { BY_ORGANIZATION } from "./by-organization.ts";
import { BY_REQUEST, FAMILIES_BY_REQUEST } from "./by-request.ts";
import { readingOf } from "./our-readings.ts";
import { BY_SURROUNDINGS } from "./by-surroundings.ts";
import type { Facts, FamilyValue, Value } from "./facts.ts";

interface Known<V> {
  /** As the permissions list it. */
  readonly name: string;
  readonly value: V;
  /** Only with the permissions that list it. */
  readonly declared: boolean;
}

const known = <V>(tables: readonly Readonly<Record<string, V>>[]): ReadonlyMap<string, Known<V>> =>
  new Map(
    tables
      .flatMap(Object.entries)
      .map(([name, value]: [string, V]) => [
        name.toLowerCase(),
        { name, value, declared: name.startsWith("kms:") || /^aws:(Re(quest|source)Tag\/|TagKeys$)/.test(name) },
      ]),
  );

const KEYS = known<Value>([BY_REQUEST, BY_KEY, BY_CALLER, BY_ORGANIZATION, BY_SURROUNDINGS]);
const FAMILIES = known<FamilyValue>([FAMILIES_BY_REQUEST, FAMILIES_BY_KEY, FAMILIES_BY_CALLER]);

/** All condition keys that have a value in some request, in AWS's spelling; families end with their `:` or `/`. */
export const CONDITION_KEYS: readonly string[] = [...KEYS.values(), ...FAMILIES.values()].map(({ name }) => name);

export function contextOf(action: string, facts: Facts): ContextValues {
  const values = new Map<string, readonly string[] | undefined>();
  return {
    get(key) {
      if (!values.has(key)) values.set(key, valueOf(key, action, facts));
      return values.get(key);
    },
    readingOf(key) {
      const values = this.get(key);
      return values === undefined ? undefined : readingOf(key, values, facts);
    },
  };
}

function valueOf(key: string, action: string, facts: Facts): readonly string[] | undefined {
  const has = ({ name, declared }: Known<unknown>): boolean =>
    !declared || PERMISSIONS.get(action)?.keys.has(name) === true;
  const plain = KEYS.get(key);
  if (plain !== undefined) return has(plain) ? listed(key, plain.value(facts)) : undefined;
  const cut = /^(?:aws:\w+\/|kms:\w+:)/.exec(key)?.[0] ?? "";
  const family = FAMILIES.get(cut);
  return family !== undefined && has(family) ? listed(key, family.value(facts, key.slice(cut.length))) : undefined;
}

/** An empty list is no value. */
function listed(key: string, value: ReturnType<Value>): readonly string[] | undefined {
  if (value == null) return undefined;
  if (typeof value === "string") return [value];
  return value.length === 0 && isMultivalued(key) ? undefined : value;
}
