import { asWritten } from "../text.ts";
import { textual } from "./operator.ts";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The base64 texts themselves must be the same; they are not decoded (measured). */
export const BinaryEquals = {
  ...textual("BinaryEquals", () => () => false),
  variables: false,
  demand(value: Parameters<typeof asWritten>[0]) {
    const wanted = asWritten(value);
    return BASE64.test(wanted) ? (given: string): boolean => given === wanted : null;
  },
};
