import type { Journal } from "../storage/journal.ts";

/** Enqueues an act and waits until it is durable. @returns its number */
export async function committed(journal: Journal, ...act: Parameters<Journal["enqueue"]>): Promise<number> {
  const { seq, durable } = journal.enqueue(...act);
  await durable;
  return seq;
}
