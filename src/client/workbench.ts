import type { Disk } from "./disk.ts";
import type { Seat } from "./face.ts";
import type { Kms } from "./kms.ts";
import type { Prints } from "./prints.ts";
import type { Shelf } from "./shelf.ts";

/** What a call or a run works with. */
export interface Workbench {
  readonly seat: Seat;
  readonly kms: Kms;
  readonly shelf: Shelf;
  readonly disk: Disk;
  /** Of the seat's world. @throws NoCredentials, NotAssumed, NoAnswer */
  prints(): Promise<Prints>;
}
