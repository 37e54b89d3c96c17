import { INTERNET } from "../../world/network.ts";
import type { Candidate, Maker } from "../candidate.ts";
import { isDenied } from "../situation.ts";

/** From elsewhere: by an endpoint that a condition or an endpoint policy wants, or by a way that leads to KMS at all. */
export const network: Maker = (situation) => {
  const { asked, rows, outcome } = situation;
  if (!isDenied(situation) && outcome.status !== 0) return [];
  const vpcs = rows.range("vpcs", "all", null, Number.MAX_SAFE_INTEGER);
  const places = [{ id: INTERNET, name: "the internet" }, ...vpcs.map(({ id, name }) => ({ id, name }))];
  return places
    .filter(({ id }) => id !== asked.from)
    .map(({ id, name }): Candidate => {
      return { kind: "network", reach: 0, steps: [{ do: "ask", change: { change: "from", from: id, name } }] };
    });
};
