/** The Encryption SDK expects Node's Buffer in a browser too; imported before it. */
import { Buffer } from "buffer";

Object.assign(globalThis, { Buffer });
