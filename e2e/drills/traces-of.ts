/** The shapes in which a secret may lie somewhere: as it is, as hex, as base64 wherever in a longer text it begins. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Secret } from "./told-build.ts";

export function shapesOf({ bytes }: Secret): readonly Buffer[] {
  const hex = bytes.toString("hex");
  const texts = [hex, hex.toUpperCase(), bytes.join(","), ...[0, 1, 2].flatMap((before) => base64At(bytes, before))];
  // A database keeps text in one byte a letter or in two.
  return [bytes, ...texts.flatMap((text) => [Buffer.from(text, "latin1"), Buffer.from(text, "utf16le")])];
}

/** Base64 of the secret when `before` bytes stand before it: the letters that depend on nothing else. */
function base64At(bytes: Buffer, before: number): string[] {
  const start = before === 0 ? 0 : before + 1;
  const whole = Buffer.concat([Buffer.alloc(before), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const end = (before + bytes.length) % 3 === 0 ? whole.length : whole.length - 1;
  const letters = whole.slice(start, end);
  return [letters, letters.replaceAll("+", "-").replaceAll("/", "_")];
}

/** The secrets found in `content`. A secret of fewer than eight bytes would be found by chance. */
export function found(secrets: readonly Secret[], content: Buffer): Secret[] {
  return secrets.filter(
    (secret) => secret.bytes.length >= 8 && shapesOf(secret).some((shape) => content.includes(shape)),
  );
}

/** Files in which a secret was found, with its kind. */
export function foundInFolder(secrets: readonly Secret[], folder: string): { file: string; kind: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return found(secrets, readFileSync(file)).map(({ kind }) => ({ file: path.relative(folder, file), kind }));
    });
}
