/** A page for tests: the vault's families in a browser, whose WebCrypto has algorithms that Node's lacks. */
import { differences, TWO_WAYS } from "#engine/testing/two-ways.ts";
import { familyOf } from "#engine/vault/families/index.ts";
import { Safe } from "#engine/vault/keyring.ts";

export interface TestPage {
  /** In what WebCrypto and noble differ; null where this browser's WebCrypto lacks the algorithm. */
  compare(spec: string): Promise<string[] | null>;
}

const testPage: TestPage = {
  async compare(spec) {
    const way = TWO_WAYS.find((each) => each.spec === spec);
    if (way === undefined) throw new Error(`${spec} has one way only.`);
    const safe = new Safe(await Safe.create());
    const binding = { keyRow: "us-east-1/key", materialId: "ab".repeat(32) };
    const made = await familyOf(way.spec).generate(safe, way.spec, binding);
    const rest = { id: "us-east-1/key/00001", ordinal: 1, how: "created", since: 0, imported: null } as const;
    return differences(way, safe, { ...rest, ...binding, ...made });
  },
};

Object.assign(globalThis, { testPage });
