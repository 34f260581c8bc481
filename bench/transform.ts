/**
 * `npm run bench -- transform`: what it costs to trace a function, to trace its gradient and to simplify that, per
 * instruction of the gradient; and the gradient of a small function called eagerly, beside finite differences.
 */

import { at, length } from "../src/arrays.ts";
import { grad } from "../src/functions/grad.ts";
import { instructionsIn } from "../src/ir/program.ts";
import { sum } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import { add, mul, sin, square, sub } from "../src/ops.ts";
import { type Traced, trace } from "../src/trace.ts";
import { simplify } from "../src/transform/simplify.ts";
import { median } from "./statistics.ts";
import { number, table } from "./table.ts";

/** Sines and products by turns: nothing folds, nothing is met twice. */
function chain(size: number) {
  return (x: Num[]): Num => {
    const [a, b] = [at(x, 0), at(x, 1)];
    let y = a;
    for (let k = 0; k < size; k += 2) y = mul(sin(y), k % 4 === 0 ? a : b);
    return y;
  };
}

/** Blocks of loops in loops in loops, each with some ops in it. */
function nests(size: number) {
  return (x: Num[]): Num => {
    let y = at(x, 0);
    for (let k = 0; k < size; k += 12) {
      const s = y;
      const shift = k / size;
      y = sum(9, (i) =>
        sin(
          add(
            mul(
              at(x, 1),
              sum(9, (j) =>
                mul(
                  sin(add(s, i)),
                  sum(9, (l) => square(sub(s, add(j, mul(l, shift))))),
                ),
              ),
            ),
            i,
          ),
        ),
      );
    }
    return y;
  };
}

const instructions = ({ program }: Traced): number => {
  let count = 0;
  for (const _ of instructionsIn(program.top)) count++;
  return count;
};

/** Milliseconds of the wall clock, medians; and of CPU with the threads of V8, minima. */
interface Spent {
  readonly wall: number;
  readonly cpu: number;
}
interface Timed {
  readonly size: number;
  readonly trace: Spent;
  readonly gradient: Spent;
  readonly simplify: Spent;
}

class Stopwatch {
  readonly #wall: number[] = [];
  readonly #cpu: number[] = [];

  time<T>(f: () => T): T {
    const [start, from] = [performance.now(), process.cpuUsage()];
    const result = f();
    const { user, system } = process.cpuUsage(from);
    this.#wall.push(performance.now() - start);
    this.#cpu.push((user + system) / 1e3);
    return result;
  }

  get spent(): Spent {
    return { wall: median(this.#wall), cpu: Math.min(...this.#cpu) };
  }
}

function timed(f: (x: Num[]) => Num, rounds: number): Timed {
  const x = [0.5, 0.9];
  const [tracing, differentiating, simplifying] = [new Stopwatch(), new Stopwatch(), new Stopwatch()];
  let size = 0;
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    tracing.time(() => trace(f, x));
    const gradient = differentiating.time(() => trace(grad(f), x));
    simplifying.time(() => simplify(gradient));
    size = instructions(gradient);
  }
  return {
    size,
    trace: tracing.spent,
    gradient: differentiating.spent,
    simplify: simplifying.spent,
  };
}

/** The slope and intercept of the line through points with the least relative error, and the largest such error. */
function lineThrough(points: readonly (readonly [x: number, y: number])[]) {
  // Weights 1/y² make errors relative.
  let [sw, swx, swy, swxx, swxy] = [0, 0, 0, 0, 0];
  for (const [x, y] of points) {
    const w = 1 / (y * y);
    sw += w;
    swx += w * x;
    swy += w * y;
    swxx += w * x * x;
    swxy += w * x * y;
  }
  const slope = (sw * swxy - swx * swy) / (sw * swxx - swx * swx);
  const intercept = (swy - slope * swx) / sw;
  const error = Math.max(...points.map(([x, y]) => Math.abs((slope * x + intercept) / y - 1)));
  return { slope, intercept, error };
}

const rosenbrock = (x: readonly Num[]): Num =>
  sum(length(x) - 1, (i) => {
    const [here, next] = [at(x, i), at(x, add(i, 1))];
    return add(mul(100, square(sub(next, square(here)))), square(sub(1, here)));
  });

/** Microseconds per call, the median of rounds of some milliseconds. */
function perCall(f: () => unknown): number {
  const rounds: number[] = [];
  for (let round = -3; round < 15; round++) {
    const start = performance.now();
    for (let k = 0; k < 2000; k++) f();
    if (round >= 0) rounds.push((performance.now() - start) / 2);
  }
  return median(rounds);
}

function differences(f: (x: number[]) => number, x: readonly number[]): number[] {
  return x.map((y, k) => {
    const h = 1e-6 * Math.max(1, Math.abs(y));
    return (f(x.with(k, y + h)) - f(x.with(k, y - h))) / (2 * h);
  });
}

const SIZES = [1e3, 1e4, 1e5, 1e6];

for (const [name, of] of Object.entries({ "straight-line": chain, "nests of loops": nests })) {
  console.log(`\ntrace, trace the gradient, simplify it: ${name}, per instruction of the gradient`);
  timed(of(1e3), 20);
  const rows = SIZES.map((size) => timed(of(size / 5), size >= 1e6 ? 3 : size >= 1e5 ? 5 : 41));
  const total = ({ gradient, simplify }: Timed) => gradient.wall + simplify.wall;
  const ns = (size: number, ms: number) => number((ms * 1e6) / size);
  table(
    rows.map((row) => ({
      instructions: String(row.size),
      "ns to trace": ns(row.size, row.trace.wall),
      "and differentiate": ns(row.size, row.gradient.wall),
      "to simplify": ns(row.size, row.simplify.wall),
      "both, in all": ns(row.size, total(row)),
      "CPU of both": ns(row.size, row.gradient.cpu + row.simplify.cpu),
    })),
  );
  const { slope, intercept, error } = lineThrough(rows.map((row) => [row.size, total(row)]));
  console.log(
    `ms = ${number(intercept)} + ${number(slope * 1e6)} ns × instructions, within ${number(100 * error)} % at every size`,
  );
}

console.log("\ngradients of Rosenbrock's function of 10 variables, eagerly");
const x = Array.from({ length: 10 }, (_, k) => Math.sin(k));
const plain = (y: number[]) => {
  let total = 0;
  for (let i = 0; i + 1 < y.length; i++) total += 100 * (y[i + 1]! - y[i]! ** 2) ** 2 + (1 - y[i]!) ** 2;
  return total;
};
const ways: [string, () => unknown][] = [
  ["grad(f)(x)", () => grad(rosenbrock)(x)],
  ["central differences of the same function", () => differences(rosenbrock as (y: number[]) => number, x)],
  ["central differences of plain JavaScript", () => differences(plain, x)],
];
table(ways.map(([way, f]) => ({ way, "µs per call": number(perCall(f)) })));
