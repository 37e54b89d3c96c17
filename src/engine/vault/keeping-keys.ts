/**
 * Whether this worker can keep a key that it cannot read. WebKit's shared workers cannot, though its pages and dedicated workers can: a
 * copy, as IndexedDB makes one, ends there in a DataCloneError (seen in WebKitGTK 2.50).
 */
export async function canKeepKeys(): Promise<boolean> {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  try {
    structuredClone(key);
    return true;
  } catch {
    return false;
  }
}
