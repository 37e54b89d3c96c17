/** Which algorithms this runtime's WebCrypto has: asked by making a key, once each, since runtimes differ in how they say no. */
const asked = new Map<string, Promise<boolean>>();

export function hasNative(name: string, usages: readonly string[]): Promise<boolean> {
  let answer = asked.get(name);
  if (answer === undefined) asked.set(name, (answer = canMake(name, usages)));
  return answer;
}

async function canMake(name: string, usages: readonly string[]): Promise<boolean> {
  try {
    await crypto.subtle.generateKey({ name }, false, usages as KeyUsage[]);
    return true;
  } catch {
    return false;
  }
}
