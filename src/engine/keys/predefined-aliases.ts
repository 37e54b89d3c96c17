/**
 * Aliases of AWS managed keys that every account lists in every Region before it has the keys: such an entry has no TargetKeyId
 * (kms-api.md 1.4, 13). In the order of their names. @NOTE AWS: which names there are is not public and grows with AWS's services;
 * these are the ones that emulators compared with AWS list.
 */
export const PREDEFINED_ALIASES: readonly string[] = [
  "alias/aws/acm",
  "alias/aws/dynamodb",
  "alias/aws/ebs",
  "alias/aws/elasticfilesystem",
  "alias/aws/es",
  "alias/aws/glue",
  "alias/aws/kinesisvideo",
  "alias/aws/lambda",
  "alias/aws/rds",
  "alias/aws/redshift",
  "alias/aws/s3",
  "alias/aws/secretsmanager",
  "alias/aws/ssm",
  "alias/aws/xray",
];
