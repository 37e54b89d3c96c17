import { describe, expect, test } from "vitest";
import type { NetworkPath, NetworkStage } from "#glass/trace.ts";
import { pathFacts, pathSentence } from "./network-path.ts";

const office = { id: "vpc-1", name: "Office", cidr: "10.0.0.0/16" };
const stage = (path: Partial<NetworkPath>): NetworkStage => ({
  from: "vpc-1",
  host: "kms.us-east-1.amazonaws.com",
  requestBytes: 900,
  path: {
    vpc: office,
    resolver: "10.0.0.2",
    addresses: ["198.51.100.7"],
    via: "nat",
    endpoint: null,
    source: null,
    ...path,
  },
});
const endpoint = { id: "vpce-1", privateDns: false };

describe("the way of a request in one sentence", () => {
  test.each<[string, Partial<NetworkPath>, RegExp]>([
    [
      "an endpoint",
      { via: "endpoint", endpoint, source: "10.0.1.25" },
      /means the endpoint vpce-1.*KMS sees 10\.0\.1\.25/,
    ],
    ["the NAT gateway", { source: "192.0.2.77" }, /no endpoint.*by its NAT gateway.*from 192\.0\.2\.77/],
    ["an unused endpoint", { endpoint, source: "192.0.2.77" }, /without Private DNS.*public addresses/],
    [
      "a service",
      { via: "service", service: "s3.amazonaws.com", vpc: null, source: "203.0.113.254" },
      /^Wherever its caller stands, s3\.amazonaws\.com asks .*203\.0\.113\.254, and no VPC endpoint/,
    ],
    ["nowhere", { via: "nowhere" }, /no route leads there/],
    ["a VPC that is gone", { via: "nowhere", vpc: { ...office, cidr: "" } }, /is no more/],
  ])("by %s", (_, path, sentence) => {
    expect(pathSentence(stage(path))).toMatch(sentence);
  });

  test("straight over the internet needs none", () => {
    expect(pathSentence(stage({ via: "internet", vpc: null }))).toBeNull();
  });
});

test("its facts say that the addresses are simulated", () => {
  expect(pathFacts(stage({ endpoint, source: "192.0.2.77" })).map(({ value }) => value)).toEqual([
    "10.0.0.2: 198.51.100.7 (simulated)",
    "vpce-1, Private DNS off, not used",
    "192.0.2.77",
  ]);
});
