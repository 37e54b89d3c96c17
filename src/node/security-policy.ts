/**
 * The one Content-Security-Policy of Keyglass. The build writes it into the page as a `<meta>`, so that it also holds on
 * a host that sends no headers of ours; the server sends it with every answer, worker scripts included.
 *
 * `connect-src 'self'` is the proof of "no network": nothing that the page holds can be sent elsewhere. Workers start
 * through the Trusted Types policy named `keyglass`, and nothing else may make a script URL.
 */
const directives = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "manifest-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types keyglass",
];

export const contentSecurityPolicy = directives.join("; ");

/** Who may show Keyglass in a frame. A `<meta>` cannot say it, so it is the server's alone. */
export function contentSecurityPolicyHeader(frameAncestors = "'none'"): string {
  return `${contentSecurityPolicy}; frame-ancestors ${frameAncestors}`;
}
