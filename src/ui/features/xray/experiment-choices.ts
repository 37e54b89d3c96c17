/** What can be changed about a call that is sent again. */
import { kmsHost } from "#wire/http.ts";
import type { CallTrace } from "#glass/trace.ts";

export type What = "header" | "body" | "clock" | "secret";

export const WHAT: readonly { readonly id: What; readonly name: string }[] = [
  { id: "header", name: "One header" },
  { id: "body", name: "One byte of the body" },
  { id: "clock", name: "The clock" },
  { id: "secret", name: "One bit of the secret" },
];

/** Minutes by which the signer's clock is ahead. */
export const CLOCKS: readonly { readonly minutes: number; readonly name: string; readonly accepted: boolean }[] = [
  { minutes: -60, name: "1 hour slow", accepted: false },
  { minutes: -6, name: "6 minutes slow", accepted: false },
  { minutes: -4, name: "4 minutes slow", accepted: true },
  { minutes: 4, name: "4 minutes fast", accepted: true },
  { minutes: 6, name: "6 minutes fast", accepted: false },
];

export interface Choice {
  readonly what: What;
  readonly header: string;
  /** New values by header. */
  readonly values: Readonly<Record<string, string>>;
  readonly minutes: number;
}

/** A call that changes something is offered only what KMS is sure to refuse: else it would be done a second time. */
export function headersOf({ summary }: CallTrace): readonly { readonly name: string; readonly signed: boolean }[] {
  const signed = ["x-amz-target", "host", "content-type"].map((name) => ({ name, signed: true }));
  return summary.kind === "change" ? signed : [...signed, { name: "user-agent", signed: false }];
}

export function startOf({ summary }: CallTrace): Choice {
  return {
    what: "header",
    header: "x-amz-target",
    values: {
      "x-amz-target": `TrentService.${summary.operation === "ScheduleKeyDeletion" ? "DescribeKey" : "ScheduleKeyDeletion"}`,
      host: kmsHost(summary.region === "eu-west-1" ? "us-east-1" : "eu-west-1"),
      "content-type": "text/plain",
      "user-agent": "Somebody else",
    },
    minutes: -6,
  };
}
