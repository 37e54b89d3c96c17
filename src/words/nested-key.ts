/** `data key` for the key that locks the file, `key 1`, `key 2`… for those between it and the KMS key. */
export function nestedKeyName(level: number, depth: number): string {
  return level >= depth ? "data key" : `key ${level}`;
}

/** As a sentence speaks of it: `the data key`, `key 2`. */
export const theKey = (name: string): string => (name === "data key" ? `the ${name}` : name);
