/** Condition keys that tell who calls (authorization.md 1.9 and 1.10). */
import type { Facts, FamilyValue, Value } from "./facts.ts";

const PRINCIPAL_TYPES = {
  root: "Account",
  user: "User",
  "role-session": "AssumedRole",
  "federated-user": "FederatedUser",
  service: "Service",
} as const satisfies Record<Facts["caller"]["kind"], string>;

const ofPerson =
  (value: Value): Value =>
  (facts) =>
    facts.caller.kind === "service" ? undefined : value(facts);
const temporary =
  (value: Value): Value =>
  (facts) =>
    facts.caller.session === null ? undefined : value(facts);
const ofService =
  (value: Value): Value =>
  (facts) =>
    facts.caller.kind === "service" ? value(facts) : undefined;

export const BY_CALLER: Readonly<Record<string, Value>> = {
  "kms:CallerAccount": ofPerson(({ caller }) => caller.account),
  "aws:PrincipalAccount": ofPerson(({ caller }) => caller.account),
  // Of a session the role's own ARN; of a federated session its own.
  "aws:PrincipalArn": ofPerson(({ caller }) => (caller.kind === "federated-user" ? caller.arn : caller.principalArn)),
  "aws:PrincipalIsAWSService": ({ caller }) => String(caller.kind === "service"),
  "aws:PrincipalServiceName": ofService(({ caller }) => caller.arn),
  "aws:PrincipalServiceNamesList": ofService(({ caller }) => [caller.arn]),
  "aws:PrincipalType": ofPerson(({ caller }) => PRINCIPAL_TYPES[caller.kind]),
  "aws:userid": ofPerson(({ caller }) => caller.uniqueId),
  "aws:username": ({ caller }) =>
    caller.kind === "user" ? caller.principalArn.slice(caller.principalArn.lastIndexOf("/") + 1) : undefined,
  // Long-term keys do not have the key at all.
  "aws:MultiFactorAuthPresent": temporary(({ caller }) => String(caller.session?.mfa === true)),
  "aws:MultiFactorAuthAge": ({ caller: { session }, request }) =>
    session?.mfa === true ? String(Math.floor((request.now - session.issued) / 1000)) : undefined,
  "aws:SourceIdentity": ({ caller }) => caller.session?.sourceIdentity,
  // Absent of what EC2 did not deliver to an instance.
  "aws:Ec2InstanceSourceVpc": ({ caller }) => caller.session?.delivered?.vpc,
  "aws:Ec2InstanceSourcePrivateIPv4": ({ caller }) => caller.session?.delivered?.privateIp,
  "aws:TokenIssueTime": temporary(({ caller }) => new Date(caller.session?.issued ?? 0).toISOString()),
};

export const FAMILIES_BY_CALLER: Readonly<Record<string, FamilyValue>> = {
  // The session's tags come last and win, whatever the case of their names.
  "aws:PrincipalTag/": ({ caller }, name) => [...caller.tags].findLast(([key]) => key.toLowerCase() === name)?.[1],
};
