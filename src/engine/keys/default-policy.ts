import { rootArn } from "./arns.ts";

/**
 * The key policy of CreateKey without a Policy, in the very text in which AWS returns it (authorization.md 1.4; spacing as in the service
 * model's examples).
 */
export const defaultKeyPolicy = (account: string): string => `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "${rootArn(account)}"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`;
