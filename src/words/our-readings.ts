/**
 * What AWS neither documents nor was seen to do, rule by rule: where such a rule has a part in what is shown, its sentence stands beside
 * it. The one list of them; `section` is where the reference that Keyglass is built from leaves the question open (authorization.md).
 */
import type { OurReading } from "#glass/trace.ts";

export interface Reading {
  readonly section: string;
  readonly says: string;
}

/** Rules of stage 6, by the names that decisions give them. */
export const OUR_READINGS: Readonly<Record<OurReading, Reading>> = {
  "several-denies": {
    section: "1.12",
    says: "Several policies deny this. Which of them AWS’s sentence names is our reading: the organization first, then the VPC endpoint, the key, and the caller’s own policies last.",
  },
  "furthest-path": {
    section: "1.12",
    says: "The key’s side said yes in more than one way, and each was stopped by something else. That the sentence names what stopped the strongest of them is our reading.",
  },
  "not-cross-account": {
    section: "1.12",
    says: "Which sentence AWS sends for an operation that takes no other account’s key is our reading.",
  },
  "grant-account": {
    section: "1.3, step 7",
    says: "That a grant to a whole account hands the question to its IAM, as a key policy does, is our reading.",
  },
  "retire-by-role": {
    section: "1.3, RetireGrant",
    says: "That a role which a grant names may give it back although its session policy or permissions boundary does not allow it is our reading.",
  },
  "grant-end": {
    section: "1.7",
    says: "AWS documents that a retired or revoked grant goes on allowing for a short time. For how long, and that ListGrants shows it no more meanwhile, is our reading.",
  },
  "state-after-authorization": {
    section: "1.3, step 10",
    says: "The key itself would not have done this either. That KMS tells of the missing permission first, and looks at the key’s state and usage afterwards, is our reading.",
  },
  "new-permission": {
    section: "1.8",
    says: "AWS’s permissions reference does not list this action yet; its row here is our reading.",
  },
  "vendor-wildcard": {
    section: "2.2",
    says: "A statement has a wildcard before the colon of an action. That it matches nothing, unless it stands for all vendors at once, is our reading.",
  },
  "literal-wildcard": {
    section: "2.6",
    says: "A policy variable stands for a text with * or ? in it. That these are plain characters then, and no wildcards, is our reading.",
  },
  "not-principal-allow": {
    section: "1.6",
    says: "A NotPrincipal names the caller in part: its account, its role or its session. That an Allow then gives it nothing is our reading.",
  },
  "context-case": {
    section: "1.9",
    says: "Two names in the encryption context differ in their case only, and the names of condition keys have none. That the first that was sent counts is our reading.",
  },
  "pending-window-default": {
    section: "1.9",
    says: "The request left PendingWindowInDays out. That the condition key about it then holds the default, 30, is our reading.",
  },
  "source-arn-type": {
    section: "1.9",
    says: "That kms:GrantConstraintType is SourceArn for a grant with that constraint alone is our reading.",
  },
  "unused-since-made": {
    section: "1.9",
    says: "The key was never used. That the days without use then count from the day on which it was made is our reading.",
  },
};

/** What the console would write for users of a key whose usage AWS's guide has no list for. */
export const CONSOLE_READING: Reading = {
  section: "1.4",
  says: "AWS’s guide does not list which actions its console gives to users of such a key; this list is our reading.",
};

/** The front door's sentences, but for the one of an unknown access key id, which was seen at KMS itself. */
export const FRONT_DOOR_READING: Reading = {
  section: "5.2",
  says: "Our reading: AWS publishes no list of these sentences. This one was recorded at other services with the same JSON front end.",
};

/** All of them. */
export const ALL_READINGS: readonly Reading[] = [...Object.values(OUR_READINGS), CONSOLE_READING, FRONT_DOOR_READING];
