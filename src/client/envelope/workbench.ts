import type { Sink } from "../disk-sinks.ts";
import type { Seat } from "../face.ts";
import type { Kms } from "../kms.ts";
import type { Prints } from "../prints.ts";
import type { Shelf } from "../shelf.ts";

/** What a run works with. */
export interface Workbench {
  readonly seat: Seat;
  readonly kms: Kms;
  readonly shelf: Shelf;
  /** Of the seat's world. @throws NoCredentials, NoAnswer */
  prints(): Promise<Prints>;
  /** A place on the disk for the content of artefact `id`. */
  sink(id: string, bytes: number, type: string): Promise<Sink>;
}
