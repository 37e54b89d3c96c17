/** Whether a file begins as an envelope does. A look at its first four bytes; opening checks the rest. */
export const looksSealed = async (file: Blob): Promise<boolean> => (await file.slice(0, 4).text()) === "KGEV";
