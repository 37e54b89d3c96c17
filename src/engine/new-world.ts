/** The making of a world: its keyring, its first rows, its birthday. */
import type { Tools } from "./api.ts";
import { letters, uuid } from "./ids.ts";
import type { Keyring, NewWorld } from "./storage/storage.ts";
import { newExternalKey } from "./vault/external.ts";
import { newMaterial } from "./vault/new-material.ts";
import { Vault } from "./vault/vault.ts";
import { blueAndGreen, type SeedRow, type SeedTools } from "./world/default.ts";

export interface NewWorldOptions {
  /** The content; "Blue and Green" when left out. */
  readonly seed?: (now: number, tools: SeedTools) => Promise<readonly SeedRow[]>;
  /** For a storage that cannot keep handles: a keyring that is sealed as well (vault/passphrase.ts). */
  readonly keyring?: Keyring;
}

/** A new world, ready to be written and opened. */
export async function newWorld(tools: Tools, options: NewWorldOptions = {}): Promise<NewWorld> {
  const keyring = options.keyring ?? (await Vault.newKeyring());
  const vault = new Vault(keyring);
  const clock = tools.wall();
  const rows = await (options.seed ?? blueAndGreen)(clock, {
    uuid: () => uuid(tools.random),
    letters: (count) => letters(tools.random, count),
    sealText: (secret) => vault.sealText(secret),
    externalKey: (id) => newExternalKey(vault.safe, id),
    material: (key) => newMaterial(key, { vault, random: (bytes) => tools.random(bytes) }),
  });
  return { epoch: uuid(tools.random), keyring, rows, clock };
}
