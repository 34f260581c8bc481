/** Random programs, compiled and compared: how they are drawn, and what is said of one that differs. */
import type { BuildOptions } from "../src/compile/build.ts";
import { valueAndGrad } from "../src/functions/grad.ts";
import { hvp } from "../src/functions/products.ts";
import { type Any, difference, type Prepared } from "./compiled-checks.ts";
import { mapNumbers } from "./condition.ts";
import { inputs, sample } from "./nest-checks.ts";
import { dataOf } from "./nest-interpreter.ts";
import { asFunction, print } from "./nest-languages.ts";
import { type Node, nest, shrink } from "./nests.ts";
import { random } from "./random.ts";

const ROUTES = {
  value: (f: Any) => f,
  gradient: (f: Any) => valueAndGrad(f as never) as Any,
  "second derivative": (f: Any) => hvp(f as never) as Any,
};
export type Route = keyof typeof ROUTES;

/** How a program is drawn, differentiated and compiled. */
export interface Column {
  readonly route: Route;
  readonly options: BuildOptions;
  /** How many nodes programs have, at most. */
  readonly size: number;
}

const SPECIAL = [0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 5e-324, -(2 ** -1022), 1e300, -1e300, 1e-200];

/** Programs that do few ops run at other sizes too: three times as large, which are odd, or eight times. */
export const SCALES = [1, 1, 3, 8] as const;
/** Ops of the plain program beyond which programs keep their sizes: loops are at most three deep. */
const LIGHT: Readonly<Record<number, number>> = { 3: 30_000 / 27, 8: 30_000 / 512 };

interface Drawn {
  readonly program: Node;
  readonly scale: number;
  readonly args: readonly unknown[];
}

/** What a seed draws of a program: its size and its arguments. Undefined for a program that takes too long. */
function draw(program: Node, seed: number, { route, options }: Column): Drawn | undefined {
  const known = sample(program, seed);
  if (known === undefined) return undefined;
  const next = random(seed + 77);
  const wanted = SCALES[Math.floor(next() * SCALES.length)]!;
  const scale = known.ops <= (LIGHT[wanted] ?? Infinity) ? wanted : 1;
  // Of numbers that are not finite, other orders may make others.
  const share = options.strict && next() < 0.25 ? 0.2 : 0;
  const special = (x: number) => (next() < share ? SPECIAL[Math.floor(next() * SPECIAL.length)]! : x);
  const given = mapNumbers(inputs(3 * seed, scale), special);
  const args = route === "second derivative" ? [given, inputs(3 * seed + 1, scale)] : [given];
  return { program, scale, args };
}

function failure(
  { program, scale, args }: Drawn,
  { route, options }: Column,
  see?: (compiled: Prepared) => void,
): string | undefined {
  const f = ROUTES[route](asFunction(program, dataOf(scale), scale) as Any);
  try {
    return difference(f, args, options, see);
  } catch (error) {
    return `threw ${(error as Error).message}`;
  }
}

export interface Seen {
  readonly kinds: Set<string>;
  readonly scales: Set<number>;
  special: number;
  /** Fused multiply-adds. */
  fused: number;
}
const kindsOf = ({ kind, parts }: Node): string[] => [kind, ...parts.flatMap(kindsOf)];

/** Compiles and compares `count` programs. @throws Error with the smallest program found that fails. */
export function hold(column: Column, from: number, count: number): Seen {
  const seen: Seen = { kinds: new Set(), scales: new Set(), special: 0, fused: 0 };
  let compared = 0;
  for (let seed = from; compared < count; seed++) {
    const program = nest(seed, column.size);
    const drawn = draw(program, seed, column);
    if (drawn === undefined) continue;
    compared++;
    for (const kind of kindsOf(program)) seen.kinds.add(kind);
    seen.scales.add(drawn.scale);
    if (JSON.stringify(drawn.args).includes("null")) seen.special++;
    const wrong = failure(drawn, column, ({ stats }) => {
      seen.fused += stats.fused;
    });
    if (wrong === undefined) continue;
    const again = (less: Node) => {
      const other = draw(less, seed, column);
      return other && failure(other, column);
    };
    const least = shrink(program, wrong, again, 500);
    const { scale = 1 } = draw(least.program, seed, column) ?? {};
    const how = `${column.route}, ${JSON.stringify(column.options)}, sizes times ${scale}`;
    throw new Error(`seed ${seed}, ${how}: ${least.failure}\n${print(least.program, scale)}`);
  }
  return seen;
}
