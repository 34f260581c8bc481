/** Columns of agreement for the random programs of neighbours of stencils.ts. */
import { at, length } from "../src/arrays.ts";
import { grad, valueAndGrad } from "../src/functions/grad.ts";
import { hvp } from "../src/functions/products.ts";
import { sum } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import { add, mul } from "../src/ops.ts";
import type { Any } from "./compiled-checks.ts";
import {
  type Column,
  type Drawn,
  type Family,
  hold,
  isSpecial,
  kindsOf,
  specially,
} from "./compiled-columns.ts";
import { flat, mapNumbers } from "./condition.ts";
import { random } from "./random.ts";
import { type Inputs, inputs, sizes } from "./stencil-inputs.ts";
import { asFunction, energy, type Results, type Seen } from "./stencil-interpreter.ts";
import { type Node, print, simpler, stencil } from "./stencils.ts";

/** What is compiled of a program, several of each route. */
const ROUTES: Readonly<Record<Column["route"], readonly ((f: Program, loss: Loss) => Any)[]>> = {
  value: [(f) => f as Any, (f, loss) => ((p: Inputs) => [loss(p), f(p)]) as Any],
  gradient: [
    (_, loss) => valueAndGrad(loss) as Any,
    (f, loss) => ((p: Inputs) => ({ results: f(p), by: grad(loss)(p) })) as Any,
    (_, loss) =>
      ((p: Inputs) =>
        grad((x: ArrayLike<Num>, w: ArrayLike<Num>) => loss({ ...p, x, w }), { wrt: [0, 1] })(
          p.x,
          p.w,
        )) as Any,
  ],
  "second derivative": [
    (_, loss) => hvp(loss) as Any,
    (_, loss) => grad((p: Inputs, u: Inputs) => dot(grad(loss)(p), u)) as Any,
  ],
};
type Program = (p: Inputs) => Results;
type Loss = (p: Inputs) => Num;

const dot = (a: Inputs, b: Inputs): Num =>
  add(
    sum(length(a.x), (i) => mul(at(a.x, i), at(b.x, i))),
    sum(length(a.w), (i) => mul(at(a.w, i), at(b.w, i))),
  );

/** Numbers larger than this come of programs that blow up. */
const LARGE = 1e6;

/** Undefined for programs that blow up. */
export function draw(program: Node, seed: number, column: Column, seen?: Seen): Drawn | undefined {
  const next = random(seed + 77);
  const f = asFunction(program, seen);
  const plain = inputs(program, 3 * seed);
  if (!flat(f(plain)).every((x) => Math.abs(x) < LARGE)) return undefined;
  const { k, ...reals } = plain;
  const given = { ...mapNumbers(reals, specially(next, column)), k };
  const { route } = column;
  const args = route === "second derivative" ? [given, inputs(program, 3 * seed + 1)] : [given];
  const of = ROUTES[route][Math.floor(next() * ROUTES[route].length)]!;
  return { f: of(f, (p) => energy(f(p))), args, note: "" };
}

const stencils: Family<Node> = { make: stencil, draw, simpler, print };

export interface StencilsSeen {
  readonly kinds: Set<string>;
  readonly extents: Set<number>;
  readonly indices: Seen;
  /** Programs at special values, and those in which a loop went through lanes. */
  special: number;
  vectors: number;
  fused: number;
}

/** Compiles and compares `count` programs. @throws Error with the smallest program found that fails. */
export function holdStencils(column: Column, from: number, count: number): StencilsSeen {
  const indices: Seen = new Set();
  const seen: StencilsSeen = {
    kinds: new Set(),
    extents: new Set(),
    indices,
    special: 0,
    vectors: 0,
    fused: 0,
  };
  const family = {
    ...stencils,
    draw: (...given: Parameters<typeof stencils.draw>) => draw(...given, indices),
  };
  hold(family, column, from, count, (program, { args }, { stats, wat }) => {
    for (const kind of kindsOf(program)) seen.kinds.add(kind);
    seen.extents.add(sizes(program).n);
    if (isSpecial(args)) seen.special++;
    if (wat.includes("f64x2")) seen.vectors++;
    seen.fused += stats.fused;
  });
  return seen;
}
