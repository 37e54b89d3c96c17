/** WebCrypto, asked for once: each look through a worker's globals costs as much as a small part of a hash. */
export const { subtle } = crypto;
