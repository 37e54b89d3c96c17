import { expect, test } from "vitest";
import { servicePrincipals, serviceStatement } from "./service-statement.ts";

const call = { service: "logs.eu-west-1.amazonaws.com", operation: "Encrypt", sourceArn: "", sourceAccount: "" };

test("the statement names the service and asks for whom it acts, as far as that is known", () => {
  const sourceArn = "arn:aws:logs:eu-west-1:111122223333:log-group:orders";
  expect(JSON.parse(serviceStatement({ ...call, sourceArn, sourceAccount: "111122223333" }))).toMatchObject({
    Principal: { Service: call.service },
    Action: "kms:Encrypt",
    Condition: { StringEquals: { "aws:SourceAccount": "111122223333" }, ArnLike: { "aws:SourceArn": sourceArn } },
  });
  expect(JSON.parse(serviceStatement(call))).not.toHaveProperty("Condition");
});

test("CloudWatch Logs is a principal of its Region", () => {
  expect(servicePrincipals("eu-west-1")).toContain("logs.eu-west-1.amazonaws.com");
});
