/**
 * `*` any run, `?` one character; linear time with one point of return (two stars cost no more than one), unlike a regular
 * expression, which four stars can keep busy for seconds.
 */
export function glob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const c = pattern[p];
    if (c === "*") {
      star = p++;
      mark = t;
    } else if (c === "?" || c === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** An ARN pattern of an identity policy: the first five parts each on their own, the last one whole (authorization.md 2.2). */
export function arnGlob(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const wanted = parts(pattern);
  const given = parts(arn);
  return wanted.length === 6 && given.length === 6 && wanted.every((part, i) => glob(part, given[i] as string));
}

function parts(arn: string): string[] {
  const split = arn.split(":");
  return split.length <= 6 ? split : [...split.slice(0, 5), split.slice(5).join(":")];
}
