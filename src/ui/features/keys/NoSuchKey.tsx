import { Link } from "@tanstack/react-router";
import type { KeyView } from "#glass/views.ts";
import { principalWords } from "#words/format.ts";
import { keyName, keyTitle } from "#words/keys.ts";
import { Button, buttonLook } from "../../design/Button.tsx";
import { EmptyState } from "../../design/EmptyState.tsx";
import { Page } from "../../design/Page.tsx";
import { setSeat, useAsk, useSeat, useWorld } from "../../state/session.ts";
import { ClosedForGood } from "./ClosedForGood.tsx";
import { accountOf, accountWords, keyArn } from "./seat-words.ts";

/** No key of this id in the seat's account and Region: destroyed, or somewhere else. `seen`: it was here a moment ago. */
export function NoSuchKey({ keyId, seen }: { readonly keyId: string; readonly seen: KeyView | null }) {
  const world = useWorld();
  const { principalArn, region } = useSeat();
  const arn = keyArn(region, accountOf(principalArn), keyId);
  const here = `${accountWords(world, accountOf(principalArn))}, ${region}`;
  const { value: elsewhere } = useAsk(
    async ({ pane }) => {
      for (const account of world.accounts) {
        for (const name of world.regions) {
          if ((await pane.key(keyArn(name, account.id, keyId))) !== null) return { account, region: name };
        }
      }
      return null;
    },
    [keyId, world.id],
    { on: ["keys"] },
  );
  const principal =
    elsewhere?.account.principals.find(({ kind }) => kind === "role") ?? elsewhere?.account.principals[0];
  const destroyed = seen !== null && elsewhere === null;
  return (
    <Page title={destroyed ? `${keyTitle(seen)} is destroyed` : "No such key"}>
      <EmptyState
        title={
          destroyed
            ? "Its materials are gone, and nothing sealed under them opens again."
            : `There is no key ${keyId} in ${here}.`
        }
        action={
          <>
            <Link to="/keys" className={buttonLook("primary")}>
              All keys
            </Link>
            {elsewhere != null && principal !== undefined && (
              <Button onClick={() => setSeat({ principalArn: principal.arn, region: elsewhere.region })}>
                It lives in {accountWords(world, elsewhere.account.id)}, {elsewhere.region}: sit there as{" "}
                {principalWords(principal)}
              </Button>
            )}
          </>
        }
      >
        {destroyed
          ? "The waiting period ended. In AWS nobody can bring them back, not even AWS; the blobs and their backups remain, closed for good."
          : `A key belongs to one world, one account and one Region. This is the world “${world.name}”; if the key was one of its own and was deleted, its material is gone for good.`}
      </EmptyState>
      {elsewhere === null && <ClosedForGood arn={arn} keyName={seen === null ? keyId : keyName(seen)} />}
    </Page>
  );
}
