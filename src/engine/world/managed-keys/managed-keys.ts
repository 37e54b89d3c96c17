/**
 * AWS managed keys: made in an account and Region when one of AWS's services first needs one there, under a policy that nobody but AWS
 * writes. It lets no one change the key, so every such call ends at the key policy (authorization.md 6.2). Rotated every 365 days since
 * May 2022; before, every 1,095 (AWS KMS Developer Guide, "Rotating AWS managed keys").
 */
import { uuid } from "../../ids.ts";
import { KeyStore } from "../../keys/store.ts";
import { newMaterial } from "../../vault/new-material.ts";
import { hasRegion } from "../regions.ts";
import { Refused, text, type Acts } from "../acts/act.ts";
import { accountOf } from "../acts/identities.ts";
import { DAY_MS } from "../clock.ts";

const PERIOD_DAYS = 365;
/** As they were read, in the account and the Region of whoever published them. */
const READ_IN = { account: "123412341234", region: "us-east-1" } as const;

/** What AWS's own descriptions call the things of a service. @NOTE AWS: others are called by the service's name, our reading. */
const PROTECTED: Readonly<Record<string, string>> = {
  acm: "ACM private keys",
  backup: "Backup data",
  dynamodb: "DynamoDB data",
  ebs: "EBS volumes",
  elasticfilesystem: "EFS filesystems",
  es: "Elasticsearch volumes",
  lambda: "Lambda functions",
  rds: "RDS database volumes",
  redshift: "Redshift clusters",
  s3: "S3 objects",
  secretsmanager: "Secrets Manager data",
  sns: "SNS data",
  sqs: "SQS messages",
  ssm: "SSM parameters",
};

export const managedKeyActs: Acts<"MakeManagedKey"> = {
  /** Where the key is there already the service finds it, and nothing changes. */
  async MakeManagedKey({ account, region, service }, { rows, vault, random, now }) {
    const owner = accountOf(account, rows).id;
    if (!hasRegion(owner, region, rows))
      throw new Refused("InvalidParameterValue", `The region ${region} does not exist here.`);
    const policy = await policyOf(text(service, "service"), owner, region);
    const store = new KeyStore(rows);
    const alias = `alias/aws/${service}`;
    if (store.alias(owner, region, alias) !== undefined) return;
    const key = store.newKey(
      {
        account: owner,
        region,
        keyId: uuid(random),
        spec: "SYMMETRIC_DEFAULT",
        usage: "ENCRYPT_DECRYPT",
        manager: "AWS",
        description: `Default key that protects my ${PROTECTED[service] ?? `${service} data`} when no other key is defined`,
        created: now,
        rotation: { enabled: true, periodInDays: PERIOD_DAYS, next: now + PERIOD_DAYS * DAY_MS },
      },
      policy,
    );
    store.createAlias(store.addMaterial(key, await newMaterial(key, { vault, random }), "created", now), alias, now);
  },
};

/** @throws Refused for a service whose key's policy is not known here. */
async function policyOf(service: string, account: string, region: string): Promise<string> {
  // Only those who ask for such a key wait for the texts.
  const policies: Readonly<Record<string, string>> = (await import("./policies.json")).default;
  const policy = Object.hasOwn(policies, service) ? policies[service] : undefined;
  if (policy === undefined)
    throw new Refused("InvalidParameterValue", `No AWS managed key of ${service} is known here.`);
  return policy.replaceAll(READ_IN.account, account).replaceAll(READ_IN.region, region);
}
