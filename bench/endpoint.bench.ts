import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { OPERATIONS } from "#engine/operations/index.ts";
import { beside, repeats, row, scaled, wait, type Bench, type Row } from "./lib/bench.ts";
import { CONNECTIONS, HttpLoad } from "./lib/http-load.ts";

export const title = `The endpoint over HTTP, ${CONNECTIONS} kept connections, signed; moto_server in turn with it where it is installed`;

const PLAINTEXT = Buffer.alloc(32, 7).toString("base64");
const CONTEXT = { tenant: "blue" };

/** What a kind of call needs of a server, and how many of it say something about ours and about a slow one. */
interface Kind {
  readonly name: string;
  readonly operation: string;
  readonly count: number;
  readonly theirCount: number;
  readonly goal?: Partial<Row>;
  input(load: HttpLoad): Promise<(at: number) => object>;
}

const KINDS: readonly Kind[] = [
  {
    name: "Encrypt",
    operation: "Encrypt",
    count: 4_000,
    theirCount: 200,
    goal: { atLeast: 5 },
    input: async (load) => {
      const KeyId = await newKey(load);
      return () => ({ KeyId, Plaintext: PLAINTEXT, EncryptionContext: CONTEXT });
    },
  },
  {
    name: "Decrypt",
    operation: "Decrypt",
    count: 4_000,
    theirCount: 200,
    input: async (load) => {
      const KeyId = await newKey(load);
      const { CiphertextBlob } = await load.call("Encrypt", {
        KeyId,
        Plaintext: PLAINTEXT,
        EncryptionContext: CONTEXT,
      });
      return () => ({ CiphertextBlob, EncryptionContext: CONTEXT });
    },
  },
  {
    name: "GenerateDataKey",
    operation: "GenerateDataKey",
    count: 4_000,
    theirCount: 200,
    input: async (load) => {
      const KeyId = await newKey(load);
      return () => ({ KeyId, KeySpec: "AES_256", EncryptionContext: CONTEXT });
    },
  },
  signing("Sign RSA_2048", "RSA_2048", "RSASSA_PSS_SHA_256"),
  signing("Sign ECC_NIST_P256", "ECC_NIST_P256", "ECDSA_SHA_256"),
  {
    name: "CreateKey",
    operation: "CreateKey",
    count: 2_000,
    theirCount: 20,
    goal: { atLeast: 50 },
    input: async () => (at) => ({ Description: `bench ${at}` }),
  },
];

function signing(name: string, KeySpec: string, SigningAlgorithm: string): Kind {
  return {
    name,
    operation: "Sign",
    count: 1_000,
    theirCount: 100,
    input: async (load) => {
      const KeyId = await newKey(load, { KeySpec, KeyUsage: "SIGN_VERIFY" });
      return () => ({ KeyId, Message: PLAINTEXT, SigningAlgorithm });
    },
  };
}

export default async function measure({ root }: Bench): Promise<Row[]> {
  const ours = await start(root, process.execPath, ["scripts/endpoint.mjs", "--port"], "/_keyglass/health");
  if (ours === null) throw new Error("The endpoint does not start.");
  const moto = await start(root, "moto_server", ["-H", "127.0.0.1", "-p"], "/moto-api/");
  const stop = (): void => [ours, moto].forEach((server) => server?.stop());
  try {
    const rows: Row[] = [];
    for (const kind of KINDS.filter(({ operation }) => OPERATIONS.has(operation)))
      rows.push(...(await both(kind, ours.load, moto?.load ?? null)));
    if (moto === null) console.log("  moto_server is not installed: nothing to stand beside.");
    return [...rows, ...(await listing(ours.load))];
  } finally {
    stop();
  }
}

async function both(kind: Kind, ours: HttpLoad, theirs: HttpLoad | null): Promise<Row[]> {
  const { name, operation, count, theirCount, goal } = kind;
  const rates: { readonly ours: number[]; readonly theirs: number[] } = { ours: [], theirs: [] };
  const input = await kind.input(ours);
  const theirInput = theirs === null ? null : await kind.input(theirs);
  await ours.rate(operation, scaled(count) / 2, input); // compiles
  for (let repeat = 0; repeat < repeats; repeat++) {
    rates.ours.push(await ours.rate(operation, scaled(count), input));
    if (theirs !== null && theirInput !== null)
      rates.theirs.push(await theirs.rate(operation, scaled(theirCount), theirInput));
  }
  if (theirs === null) return [row(name, rates.ours, "/s")];
  return [
    row(name, rates.ours, "/s"),
    row(`${name}, moto_server`, rates.theirs, "/s"),
    row(`${name} beside moto_server`, beside(rates.ours, rates.theirs), "×", goal),
  ];
}

/** A page of 100 among so many keys: what it costs must not depend on how many there are. */
async function listing(load: HttpLoad): Promise<Row[]> {
  const pages = async (): Promise<number[]> => {
    const rates: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++)
      rates.push(await load.rate("ListKeys", scaled(300), () => ({ Limit: 100 })));
    return rates;
  };
  const fill = async (wanted: number): Promise<void> => {
    const have = await keyCount(load);
    if (have < wanted) await load.rate("CreateKey", wanted - have, (at) => ({ Description: `page ${at}` }));
  };
  const first = await keyCount(load);
  await pages();
  const few = await pages();
  await fill(Math.max(first + 1, scaled(first + 10_000)));
  const many = await pages();
  return [
    row(`ListKeys, a page of 100 among ${first}`, few, "/s"),
    row(`ListKeys, a page of 100 among ${await keyCount(load)}`, many, "/s"),
    row("ListKeys, many keys beside few", beside(many, few), "×", { atLeast: 0.7 }),
  ];
}

async function keyCount(load: HttpLoad): Promise<number> {
  let count = 0;
  for (let Marker: string | undefined; ;) {
    const page = (await load.call("ListKeys", {
      Limit: 1000,
      ...(Marker === undefined ? {} : { Marker }),
    })) as unknown as {
      Keys: unknown[];
      NextMarker?: string;
    };
    count += page.Keys.length;
    if ((Marker = page.NextMarker) === undefined) return count;
  }
}

async function newKey(load: HttpLoad, input: object = {}): Promise<string> {
  const { KeyMetadata } = (await load.call("CreateKey", input)) as unknown as { KeyMetadata: { KeyId: string } };
  return KeyMetadata.KeyId;
}

/** A server on a free port, answering; null when the program is not there. */
async function start(root: string, program: string, args: readonly string[], health: string) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child: ChildProcess = spawn(program, [...args, String(port)], { cwd: root, stdio: "ignore" });
  let over = false;
  child.on("error", () => (over = true)).on("exit", () => (over = true));
  for (let tries = 0; tries < 600 && !over; tries++) {
    if ((await fetch(address + health).catch(() => null))?.ok === true) {
      const load = new HttpLoad(address);
      return { load, stop: () => (load.close(), child.kill("SIGKILL")) };
    }
    await wait(100);
  }
  child.kill("SIGKILL");
  return null;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
