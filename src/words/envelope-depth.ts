/** How many keys an envelope may nest, the data key included: what the form offers is what the format holds. */
export const MAX_DEPTH = 5;

/** The choices of the form, `2: keys under keys`, from the first one on. */
export const DEPTH_CHOICES: readonly string[] = Array.from({ length: MAX_DEPTH }, (_, i) =>
  i === 0 ? "1: one data key" : `${i + 1}: keys under keys`,
);

/** What a depth means for the keys between the KMS key and the file. */
export const depthWords = (depth: number): string =>
  depth === 1
    ? "The KMS key wraps the data key."
    : `${depth - 1} more key${depth === 2 ? "" : "s"} between the KMS key and the data key, each wrapped by the one above.`;
