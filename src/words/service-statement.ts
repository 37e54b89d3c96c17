/** What a key policy says so that a service of AWS may use the key as itself, and for whom (authorization.md 1.6 and 6.1). */
export interface ServiceCall {
  /** `logs.us-east-1.amazonaws.com`. */
  readonly service: string;
  readonly operation: string;
  /** What the service says that it acts for; empty: nothing. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** Services that call KMS under their own names, as AWS's guides have their principals. `region`: the key's. */
export const servicePrincipals = (region: string): readonly string[] => [
  `logs.${region}.amazonaws.com`,
  "cloudtrail.amazonaws.com",
  "cloudwatch.amazonaws.com",
  "delivery.logs.amazonaws.com",
  "dynamodb.amazonaws.com",
  "events.amazonaws.com",
  "s3.amazonaws.com",
  "sns.amazonaws.com",
];

/** The statement for a key policy, as JSON. Without a condition it lets the service act for anybody. */
export function serviceStatement({ service, operation, sourceArn, sourceAccount }: ServiceCall): string {
  const Condition = {
    ...(sourceAccount !== "" && { StringEquals: { "aws:SourceAccount": sourceAccount } }),
    ...(sourceArn !== "" && { ArnLike: { "aws:SourceArn": sourceArn } }),
  };
  const statement = {
    Sid: "A service as itself",
    Effect: "Allow",
    Principal: { Service: service },
    Action: `kms:${operation}`,
    Resource: "*",
    ...(Object.keys(Condition).length > 0 && { Condition }),
  };
  return JSON.stringify(statement, null, 2);
}
