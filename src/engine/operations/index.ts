import type { Operation } from "../operation.ts";
import { CreateAlias } from "./CreateAlias.ts";
import { Decrypt } from "./Decrypt.ts";
import { Encrypt } from "./Encrypt.ts";
import { GenerateDataKey } from "./GenerateDataKey.ts";

const LIST = [CreateAlias, Decrypt, Encrypt, GenerateDataKey] as unknown as readonly Operation[];

/** Every operation, by its AWS name. Adding one is a file and a line here. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(LIST.map((operation) => [operation.name, operation]));
