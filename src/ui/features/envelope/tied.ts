/** Keeps a number and its unit on one line: `0.17 s`, `12.0 MB`, `order = 1001`. */
export const tied = (text: string): string =>
  text.replace(/(\d) (?=(?:ms|s|B|kB|MB|GB|min|bytes?|frames?)\b)/g, "$1\u00A0").replace(/ = /g, "\u00A0=\u00A0");
