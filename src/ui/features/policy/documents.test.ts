import { describe, expect, test } from "vitest";
import type { SurroundingsView } from "#glass/surroundings.ts";
import type { KeyDetail } from "#glass/views.ts";
import { createTestEngine } from "#engine/testing/engine.ts";
import { documentAt, documentsOf } from "./documents.ts";

const APP = "arn:aws:iam::111122223333:role/App";

async function world(
  ...acts: Parameters<Awaited<ReturnType<typeof createTestEngine>>["engine"]["glass"]["changeWorld"]>[0][]
) {
  const { engine, orders } = await createTestEngine();
  for (const act of acts) await engine.glass.changeWorld(act);
  const around: SurroundingsView = await engine.glass.surroundings();
  return documentsOf((await engine.glass.key(orders)) as KeyDetail, around);
}

describe("The documents that have a say about a key:", () => {
  test("its own policy comes first, then IAM of its account, then of others", async () => {
    const documents = await world();
    expect(documents.map(({ title }) => title)).toEqual([
      "Key policy of alias/orders",
      "user Zoe: a first policy",
      "role Admin: kms-admin",
      "role App: orders-app",
      "role Report: a first policy",
      "role GreenEtl: orders-etl",
    ]);
    expect(documents[0]?.save).toBeNull();
  });

  test("each is saved by the act of its kind, whose text is the one in the editor", async () => {
    const boundary = "arn:aws:iam::111122223333:policy/limits";
    const documents = await world(
      { act: "CreatePolicy", account: "111122223333", name: "limits", text: ALLOW },
      { act: "PutPermissionsBoundary", arn: APP, policy: boundary },
      { act: "CreateOrganization", management: "111122223333" },
    );
    const saved = (id: string) => documentAt(documents, id)?.save?.("{}");
    expect(saved(`inline ${APP} orders-app`)).toEqual({
      act: "PutInlinePolicy",
      arn: APP,
      name: "orders-app",
      text: "{}",
    });
    expect(saved(`managed ${boundary}`)).toEqual({ act: "CreatePolicyVersion", policy: boundary, text: "{}" });
    expect(documentAt(documents, `managed ${boundary}`)?.title).toBe("boundary limits");
    const scp = documents.find(({ group }) => group === "Organization");
    expect(scp?.save?.("{}")).toMatchObject({ act: "UpdateOrganizationPolicy", text: "{}" });
  });

  test("a principal’s first document is found by its ARN", async () => {
    expect(documentAt(await world(), `of ${APP}`)?.title).toBe("role App: orders-app");
  });
});

const ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}';
