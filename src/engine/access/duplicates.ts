/**
 * Whether an object of a JSON text names a member twice: JSON.parse keeps the last one, IAM refuses the document (authorization.md 2.1).
 * One pass over a text that is JSON.
 */
export function repeatsName(json: string): boolean {
  /** Names seen in each open object; null for an open list. */
  const open: (Set<string> | null)[] = [];
  let named = false;
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (c === "{") open.push(new Set());
    else if (c === "[") open.push(null);
    else if (c === "}" || c === "]") open.pop();
    else if (c === ":") named = true;
    else if (c === '"') {
      const end = endOfText(json, i);
      const names = open.at(-1);
      // A text is a name unless a colon stands before it.
      if (names != null && !named) {
        const name = JSON.parse(json.slice(i, end + 1)) as string;
        if (names.has(name)) return true;
        names.add(name);
      }
      i = end;
    }
    if (c === "," || c === "{" || c === "[") named = false;
  }
  return false;
}

/** Where the closing quote stands. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}
