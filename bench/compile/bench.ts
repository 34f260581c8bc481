/** `npm run bench -- compile`: compiled gradients by turns with peers, and how long it takes to compile. */
import { median, quantile } from "../statistics.ts";
import { number, table } from "../table.ts";
import { type Timing, takeTurns } from "../turns.ts";
import { compileTimes } from "./cold.ts";
import { type Command, findPeers } from "./peers.ts";
import { type Pair, type Work, works } from "./works.ts";

interface Gradient {
  readonly gradient: readonly number[];
}

/** Times the works named, by default all and the time to compile. */
export async function compiled(rounds: number, names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !(name in works) && name !== "time");
  if (unknown !== undefined)
    throw new Error(
      `bench: compile has no work ${unknown}; there are ${Object.keys(works).join(", ")}, time`,
    );
  const asked = (name: string) => names.length === 0 || names.includes(name);
  const peers = findPeers();
  const rows = [];
  for (const [name, work] of Object.entries(works))
    if (asked(name)) rows.push(...(await timed(name, work, peers, rounds)));
  if (rows.length > 0) {
    console.log("\ncompiled gradients: medians of CPU time, and of the ratio within a round with quartiles");
    table(rows);
  }
  if (asked("time")) await compileTimes(rounds, peers);
}

async function timed(
  name: string,
  { title, pairs }: Work,
  peers: ReadonlyMap<string, Command>,
  rounds: number,
) {
  const present = pairs.filter(([, peer]) => peers.has(peer));
  const runners = [...new Set(present.flatMap(([ours, peer]) => [ours as string, peer]))].map((runner) => ({
    name: runner,
    command: peers.get(runner)!(name),
  }));
  const timings = await takeTurns<Gradient>(runners, {}, rounds, 4);
  const of = (runner: string) => timings.find((timing) => timing.name === runner)!;
  return present.map((pair) => row(title, pair, of(pair[0]), of(pair[1])));
}

function row(title: string, [how, peer, aim]: Pair, ours: Timing<Gradient>, theirs: Timing<Gradient>) {
  agree(title, peer, ours.answer.gradient, theirs.answer.gradient);
  const ratios = ours.rounds.map((ms, i) => ms / theirs.rounds[i]!);
  const ratio = median(ratios);
  const fastest = Math.min(...ours.rounds) / Math.min(...theirs.rounds);
  const isReached = Math.max(ratio, fastest) <= (aim ?? 0);
  return {
    work: title,
    ours: how,
    µs: number(median(ours.rounds) * 1e3),
    peer,
    "µs ": number(median(theirs.rounds) * 1e3),
    ratio: number(ratio),
    quartiles: `${number(quantile(ratios, 0.25))} – ${number(quantile(ratios, 0.75))}`,
    "by fastest": number(fastest),
    aim: aim === undefined ? "" : `${number(aim)} ${isReached ? "reached" : "missed"}`,
  };
}

/** By differences, and by numbers of 32 bits. */
const TOLERANCES: Record<string, number> = { "central differences": 1e-6, tfjs: 1e-5 };

/** @throws Error unless all numbers agree to 1e-9 of the greatest, where both can. */
function agree(work: string, peer: string, ours: readonly number[], theirs: readonly number[]): void {
  const scale = ours.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const tolerance = (TOLERANCES[peer] ?? 1e-9) * scale;
  const at = ours.findIndex((x, i) => !(Math.abs(x - theirs[i]!) <= tolerance));
  if (at < 0 && ours.length === theirs.length) return;
  throw new Error(
    `bench: ${work}: ${peer} computes ${theirs.length} numbers, at ${at} ${theirs[at]}; ` +
      `wanted ${ours.length}, ${ours[at]}`,
  );
}
