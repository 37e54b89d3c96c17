/** Numbers of any size, exactly (2.4): as floats, 9007199254740993 and …992 would be equal. */
import { ordering } from "./operator.ts";

/** 0.d₁d₂d₃… × 10^point; no digits: zero. */
interface Decimal {
  readonly sign: 1 | -1;
  /** Without zeros at either end. */
  readonly digits: string;
  readonly point: number;
}

function readDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, "").length;
  const digits = withoutEnd(all.slice(leading));
  if (digits === "") return { sign: 1, digits, point: 0 };
  return { sign: sign === "-" ? -1 : 1, digits, point: whole.length - leading + Number(exponent) };
}

function withoutEnd(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = [signOf(a), signOf(b)];
  if (left !== right) return left - right;
  return left * magnitudes(a, b);
}

const signOf = ({ sign, digits }: Decimal): number => (digits === "" ? 0 : sign);

function magnitudes(a: Decimal, b: Decimal): number {
  if (a.point !== b.point) return a.point < b.point ? -1 : 1;
  // Both begin right behind the point, so the order of their texts is theirs.
  return a.digits === b.digits ? 0 : a.digits < b.digits ? -1 : 1;
}

export const numeric = ordering(readDecimal, compareDecimals);
