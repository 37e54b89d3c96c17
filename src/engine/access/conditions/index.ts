/** All condition operators (2.3): a new one is a file and its two lines here. `Null` asks whether there is a value at all: `condition.ts`. */
import type { Operator } from "./operator.ts";
import { ArnEquals } from "./ArnEquals.ts";
import { ArnLike } from "./ArnLike.ts";
import { ArnNotEquals } from "./ArnNotEquals.ts";
import { ArnNotLike } from "./ArnNotLike.ts";
import { BinaryEquals } from "./BinaryEquals.ts";
import { Bool } from "./Bool.ts";
import { DateEquals } from "./DateEquals.ts";
import { DateGreaterThan } from "./DateGreaterThan.ts";
import { DateGreaterThanEquals } from "./DateGreaterThanEquals.ts";
import { DateLessThan } from "./DateLessThan.ts";
import { DateLessThanEquals } from "./DateLessThanEquals.ts";
import { DateNotEquals } from "./DateNotEquals.ts";
import { IpAddress } from "./IpAddress.ts";
import { NotIpAddress } from "./NotIpAddress.ts";
import { NumericEquals } from "./NumericEquals.ts";
import { NumericGreaterThan } from "./NumericGreaterThan.ts";
import { NumericGreaterThanEquals } from "./NumericGreaterThanEquals.ts";
import { NumericLessThan } from "./NumericLessThan.ts";
import { NumericLessThanEquals } from "./NumericLessThanEquals.ts";
import { NumericNotEquals } from "./NumericNotEquals.ts";
import { StringEquals } from "./StringEquals.ts";
import { StringEqualsIgnoreCase } from "./StringEqualsIgnoreCase.ts";
import { StringLike } from "./StringLike.ts";
import { StringNotEquals } from "./StringNotEquals.ts";
import { StringNotEqualsIgnoreCase } from "./StringNotEqualsIgnoreCase.ts";
import { StringNotLike } from "./StringNotLike.ts";

/** What each compares is its own affair, once it has read it. */
const LIST = [
  StringEquals,
  StringNotEquals,
  StringEqualsIgnoreCase,
  StringNotEqualsIgnoreCase,
  StringLike,
  StringNotLike,
  NumericEquals,
  NumericNotEquals,
  NumericLessThan,
  NumericLessThanEquals,
  NumericGreaterThan,
  NumericGreaterThanEquals,
  DateEquals,
  DateNotEquals,
  DateLessThan,
  DateLessThanEquals,
  DateGreaterThan,
  DateGreaterThanEquals,
  Bool,
  BinaryEquals,
  IpAddress,
  NotIpAddress,
  ArnEquals,
  ArnLike,
  ArnNotEquals,
  ArnNotLike,
] as readonly Operator[];

export const OPERATORS: ReadonlyMap<string, Operator> = new Map(LIST.map((operator) => [operator.name, operator]));
