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
  /** Steps per round, enough of them for some 50 ms, fewer where a step takes longer; by default for some 5 ms. */
  readonly steps?: number;
}

export interface Timing<Answer = Root> {
  readonly name: string;
  /** Milliseconds per step, the mean of each round, collections of garbage included. */
  readonly rounds: readonly number[];
  /** Of the first step, in which engines must agree. */
  readonly answer: Answer;
}
export interface Root {
  /** The root's data. */
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
export async function takeTurns<Answer = Root>(
  peers: readonly Peer[],
  given: Case | object,
  rounds: number,
  warmup = 2,
): Promise<Timing<Answer>[]> {
  const runners = peers.map((peer) => ({ peer, child: new Child(peer.command), times: [] as number[] }));
  try {
    const answers: Answer[] = [];
    const steps: number[] = [];
    for (const { child, peer } of runners) {
      answers.push(await child.ask<Answer>(JSON.stringify(given)));
      steps.push(peer.steps ?? (await stepsOf(child)));
    }
    for (let round = -warmup; round < rounds; round++)
      for (const [k, { child, times }] of runners.entries()) {
        const { ms } = await child.ask<{ ms: number }>(String(steps[k]));
        if (round >= 0) times.push(ms);
      }
    return runners.map(({ peer, times }, k) => ({ name: peer.name, rounds: times, answer: answers[k]! }));
  } finally {
    for (const { child } of runners) child.end();
  }
}

/** As many as take 5 ms, once the engine has made its machine code. */
async function stepsOf(child: Child): Promise<number> {
  for (let steps = 1; ; steps *= 2) {
    const { ms } = await child.ask<{ ms: number }>(String(steps));
    if (ms * steps > 20) return Math.max(1, Math.round(5 / ms));
  }
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
