/** What `npm run endpoint` is told on its command line. */
import { parseArgs } from "node:util";
import { isPrincipalArn, isRegion, type OneAccount, type TypedCredential } from "#engine/world/one-account.ts";

export interface CommandLine extends OneAccount {
  readonly port: number;
  readonly store: string | null;
  readonly anonymous: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

export const USAGE = `npm run endpoint -- [options]

  --port 4599               the port on 127.0.0.1; 0 for any free one
  --account 123456789012    the account
  --region us-east-1        the Region of unsigned calls; signed ones say theirs
  --credential ID:SECRET[:PRINCIPAL-ARN]
                            an access key, as often as you like; without an ARN it is the account's administrator's.
                            Other principals have no IAM policies: key policies and grants alone decide. Default: test:test
  --store FILE              keeps the world in a file, key material under the passphrase in KEYGLASS_PASSPHRASE, or a typed one
  --anonymous               takes unsigned calls for the account's root
  --principals-any          takes any well-formed principal ARN in a policy or a grant for one that exists
  --verbose                 prints a line for each call`;

/** A command line that cannot be followed, said for a person. */
export class BadCommandLine extends Error {}

/** @throws BadCommandLine */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parse(args);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new BadCommandLine(`"${values.port}" is not a port.`);
  if (!/^\d{12}$/.test(values.account)) throw new BadCommandLine(`"${values.account}" is not an account of 12 digits.`);
  if (!isRegion(values.region)) throw new BadCommandLine(`"${values.region}" is not a Region of AWS.`);
  const credentials = values.credential.map(credential);
  const ids = credentials.map(({ accessKeyId }) => accessKeyId);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new BadCommandLine(`The access key ${twice} is given twice.`);
  return {
    port,
    account: values.account,
    region: values.region,
    credentials,
    anyPrincipal: values["principals-any"],
    store: values.store ?? null,
    anonymous: values.anonymous,
    verbose: values.verbose,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "4599" },
        account: { type: "string", default: "123456789012" },
        region: { type: "string", default: "us-east-1" },
        credential: { type: "string", multiple: true, default: ["test:test"] },
        store: { type: "string" },
        anonymous: { type: "boolean", default: false },
        "principals-any": { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new BadCommandLine(error instanceof Error ? error.message : "The options cannot be read.");
  }
}

/** AWS's access key ids are 16 to 128 letters, digits and underscores; shorter ones are for tests. The secret is not repeated in errors. */
function credential(text: string): TypedCredential {
  const match = /^(\w{1,128}):([^:\s]+)(?::(.+))?$/.exec(text);
  if (match === null) throw new BadCommandLine("A credential is ID:SECRET or ID:SECRET:PRINCIPAL-ARN.");
  const [, accessKeyId = "", secret = "", principal] = match;
  if (principal !== undefined && !isPrincipalArn(principal)) {
    throw new BadCommandLine(`"${principal}" is no ARN of a user, a role, an assumed role or an account's root.`);
  }
  return { accessKeyId, secret, principal: principal ?? null };
}
