/**
 * Engines by turns: A B C A B C …, each in its own process, so that what else the machine does falls on all of them.
 * Ratios are taken within a round.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import type { Case } from "./workloads.ts";

export interface Peer {
  readonly name: string;
  readonly command: readonly string[];
  /** Steps per round: enough of them for some 50 ms, fewer where a step takes longer. */
  readonly steps: number;
}

export interface Timing {
  readonly name: string;
  /** Milliseconds per step, the mean of each round, collections of garbage included. */
  readonly rounds: readonly number[];
  /** The root's data in the first step, on which engines must agree. */
  readonly root: number;
}

class Child {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #stderr = "";

  constructor([program, ...args]: readonly string[]) {
    this.#process = spawn(program!, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#process.stderr!.on("data", (text) => {
      this.#stderr += text;
    });
    // The missing answer tells of a child that has ended.
    this.#process.stdin!.on("error", () => {});
    this.#reader = createInterface({ input: this.#process.stdout! });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async ask<T>(question: string): Promise<T> {
    this.#process.stdin!.write(`${question}\n`);
    const { value, done } = await this.#lines.next();
    if (done)
      throw new Error(`the child ended: ${this.#stderr.trim().split("\n").at(-1) ?? "without a word"}`);
    return JSON.parse(value) as T;
  }

  end(): void {
    this.#reader.close();
    this.#process.kill();
  }
}

/** Times each peer on `given`. Before the rounds each makes `warmup` rounds that do not count. */
export async function takeTurns(
  peers: readonly Peer[],
  given: Case | { readonly workload: "compile" },
  rounds: number,
  warmup = 2,
): Promise<Timing[]> {
  const runners = peers.map((peer) => ({
    peer,
    child: new Child(peer.command),
    times: [] as number[],
    root: NaN,
  }));
  try {
    for (const runner of runners)
      runner.root = (await runner.child.ask<{ root: number }>(JSON.stringify(given))).root;
    for (let round = -warmup; round < rounds; round++)
      for (const runner of runners) {
        const { ms } = await runner.child.ask<{ ms: number }>(String(runner.peer.steps));
        if (round >= 0) runner.times.push(ms);
      }
  } finally {
    for (const { child } of runners) child.end();
  }
  return runners.map(({ peer, times, root }) => ({ name: peer.name, rounds: times, root }));
}

/** What a child says at once, of a case that is measured and not timed. */
export async function measure(peer: Peer, given: Case): Promise<{ bytes: number }> {
  const child = new Child(peer.command);
  try {
    return await child.ask(JSON.stringify(given));
  } finally {
    child.end();
  }
}
