/** Columns of agreement for the random nests of nests.ts. */
import { valueAndGrad } from "../src/functions/grad.ts";
import { hvp } from "../src/functions/products.ts";
import type { Any } from "./compiled-checks.ts";
import {
  type Column,
  type Drawn,
  type Family,
  hold,
  isSpecial,
  kindsOf,
  type Route,
  specially,
} from "./compiled-columns.ts";
import { mapNumbers } from "./condition.ts";
import { inputs, sample } from "./nest-checks.ts";
import { dataOf } from "./nest-inputs.ts";
import { asFunction, print } from "./nest-languages.ts";
import { type Node, nest, simpler } from "./nests.ts";
import { random } from "./random.ts";

const ROUTES: Readonly<Record<Route, (f: Any) => Any>> = {
  value: (f) => f,
  gradient: (f) => valueAndGrad(f as never) as Any,
  "second derivative": (f) => hvp(f as never) as Any,
};

/** Programs that do few ops run at other sizes too: three times as large, which are odd, or eight times. */
export const SCALES = [1, 1, 3, 8] as const;
/** Ops of the plain program beyond which programs keep their sizes: loops are at most three deep. */
const LIGHT: Readonly<Record<number, number>> = { 3: 30_000 / 27, 8: 30_000 / 512 };

interface Scaled extends Drawn {
  readonly scale: number;
}

function draw(program: Node, seed: number, column: Column): Scaled | undefined {
  const known = sample(program, seed);
  if (known === undefined) return undefined;
  const next = random(seed + 77);
  const wanted = SCALES[Math.floor(next() * SCALES.length)]!;
  const scale = known.ops <= (LIGHT[wanted] ?? Infinity) ? wanted : 1;
  const given = mapNumbers(inputs(3 * seed, scale), specially(next, column));
  const args = column.route === "second derivative" ? [given, inputs(3 * seed + 1, scale)] : [given];
  const f = ROUTES[column.route](asFunction(program, dataOf(scale), scale) as Any);
  return { f, args, scale, note: `, sizes times ${scale}` };
}

const nests: Family<Node> = {
  make: nest,
  draw,
  simpler,
  print: (program, drawn) => print(program, (drawn as Scaled).scale),
};

export interface Seen {
  readonly kinds: Set<string>;
  readonly scales: Set<number>;
  special: number;
  /** Fused multiply-adds. */
  fused: number;
}

/** Compiles and compares `count` nests. @throws Error with the smallest program found that fails. */
export function holdNests(column: Column, from: number, count: number): Seen {
  const seen: Seen = { kinds: new Set(), scales: new Set(), special: 0, fused: 0 };
  hold(nests, column, from, count, (program, drawn, { stats }) => {
    for (const kind of kindsOf(program)) seen.kinds.add(kind);
    seen.scales.add((drawn as Scaled).scale);
    if (isSpecial(drawn.args)) seen.special++;
    seen.fused += stats.fused;
  });
  return seen;
}
