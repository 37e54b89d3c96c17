/**
 * @typedef {{ version?: string, dev?: boolean, optionalDependencies?: Record<string, string> }} Locked
 * @typedef {{ packages: Record<string, Locked> }} LockFile
 * @typedef {{ name: string, version: string, dev: boolean }} Missing
 */

/** Optional packages that a lock file's packages ask for and the lock file does not hold.
 * @param {LockFile} lock @returns {Missing[]} */
export function missingFromLock({ packages }) {
  return Object.entries(packages).flatMap(([holder, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !(`node_modules/${name}` in packages) && !(`${holder}/node_modules/${name}` in packages))
      .map(([name, version]) => ({ name, version, dev })),
  );
}
