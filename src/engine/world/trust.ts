/** Trust policies: who may assume a role. */
import { rootArn } from "../keys/arns.ts";
import { glob } from "../access/glob.ts";
import { readPolicy } from "../access/policy.ts";
import type { PolicyDocument } from "./rows.ts";

/** Where an application runs that is given a role by its platform. */
const PLATFORM = "ec2.amazonaws.com";

const LETS_PLATFORM = new Map<string, boolean>();
const KEPT = 500;

/** Whether a trust policy lets the platform take the role for an application. Conditions there are for services of AWS's, and hold. */
export function trustsPlatform(text: string): boolean {
  const known = LETS_PLATFORM.get(text);
  if (known !== undefined) return known;
  if (LETS_PLATFORM.size >= KEPT) LETS_PLATFORM.clear();
  const { statements } = readPolicy(text, "key");
  const named = statements.filter(
    ({ principal, action }) =>
      principal !== null &&
      !principal.not &&
      principal.services.includes(PLATFORM) &&
      action !== null &&
      action.values.some((value) => glob(value.toLowerCase(), "sts:assumerole")) !== action.not,
  );
  const lets = named.some(({ effect }) => effect === "Allow") && !named.some(({ effect }) => effect === "Deny");
  LETS_PLATFORM.set(text, lets);
  return lets;
}

/** The trust policy of a role of which nobody said more: the platform may take it for an application, and its account may delegate it. */
export const usualTrust = (account: string): PolicyDocument => ({
  name: "Trust policy",
  version: 1,
  text: JSON.stringify(
    {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: rootArn(account), Service: PLATFORM },
          Action: ["sts:AssumeRole", "sts:TagSession"],
        },
      ],
    },
    null,
    2,
  ),
});
