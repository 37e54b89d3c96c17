/** Condition keys that tell when, from where and by whom in between a request comes (authorization.md 1.9 and 1.10). */
import type { Value } from "./facts.ts";

export const BY_SURROUNDINGS: Readonly<Record<string, Value>> = {
  "aws:CurrentTime": ({ request }) => new Date(request.now).toISOString(),
  "aws:EpochTime": ({ request }) => String(Math.floor(request.now / 1000)),
  "aws:RequestedRegion": ({ request }) => request.region,
  "aws:ResourceAccount": ({ subject, caller }) => subject?.key.account ?? caller.account,
  "aws:SecureTransport": () => "true",
  "aws:UserAgent": ({ request }) => request.userAgent,
  "aws:SourceIp": ({ request }) => request.network.sourceIp,
  "aws:SourceVpc": ({ request }) => request.network.endpoint?.vpc,
  "aws:SourceVpce": ({ request }) => request.network.endpoint?.id,
  "aws:VpcSourceIp": ({ request }) => request.network.endpoint?.sourceIp,
  "aws:SourceArn": ({ request }) => request.source?.arn,
  "aws:SourceAccount": ({ request }) => request.source?.account,
  "aws:ViaAWSService": ({ request }) => String(request.viaService !== null),
  "aws:CalledVia": ({ request: { viaService } }) => (viaService === null ? [] : [serviceOf(viaService)]),
  "aws:CalledViaFirst": ({ request: { viaService } }) => (viaService === null ? undefined : serviceOf(viaService)),
  "aws:CalledViaLast": ({ request: { viaService } }) => (viaService === null ? undefined : serviceOf(viaService)),
  "kms:ViaService": ({ request }) => request.viaService,
  // Absent on direct calls, so that `Bool: true` fails then.
  "kms:GrantIsForAWSResource": ({ request }) => (request.viaService === null ? undefined : "true"),
};

/** `s3.amazonaws.com` of `s3.us-east-1.amazonaws.com`. */
const serviceOf = (via: string): string => `${via.split(".")[0]}.amazonaws.com`;
