import * as sdk from "@aws-sdk/client-kms";
import { expect, test } from "vitest";
import { originWords, specWords, usageWords } from "#words/keys.ts";

test("every spec, usage and origin of AWS has words beside AWS's own", () => {
  const { KeySpec, KeyUsageType, OriginType } = sdk;
  for (const spec of Object.values(KeySpec)) expect(specWords(spec)).not.toBe(spec);
  for (const usage of Object.values(KeyUsageType)) expect(usageWords(usage)).not.toBe(usage);
  for (const origin of Object.values(OriginType)) expect(originWords(origin)).not.toBe(origin);
});
