/** Policies that AWS manages and every account can attach; two of them, in AWS's own texts. */

interface AwsPolicy {
  readonly arn: string;
  readonly name: string;
  readonly text: string;
}

const policy = (name: string, statement: object): AwsPolicy => ({
  arn: `arn:aws:iam::aws:policy/${name}`,
  name,
  text: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2),
});

export const AWS_POLICIES: readonly AwsPolicy[] = [
  policy("AdministratorAccess", { Effect: "Allow", Action: "*", Resource: "*" }),
  policy("AWSKeyManagementServicePowerUser", {
    Effect: "Allow",
    Action: [
      "kms:CreateAlias",
      "kms:CreateKey",
      "kms:DeleteAlias",
      "kms:Describe*",
      "kms:GenerateRandom",
      "kms:Get*",
      "kms:List*",
      "kms:TagResource",
      "kms:UntagResource",
      "iam:ListGroups",
      "iam:ListRoles",
      "iam:ListUsers",
    ],
    Resource: "*",
  }),
];

const byArn = new Map(AWS_POLICIES.map((each) => [each.arn, each]));

export const awsPolicy = (arn: string): AwsPolicy | undefined => byArn.get(arn);
