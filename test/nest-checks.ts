/** What must hold of every program of nests.ts, each as a function that gives what is wrong, if anything. */

import { at, length } from "../src/arrays.ts";
import { grad, valueAndGrad } from "../src/functions/grad.ts";
import { hvp, jvp } from "../src/functions/products.ts";
import { validate } from "../src/ir/validate.ts";
import { sum } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import { add, mul } from "../src/ops.ts";
import { evaluate, type Traced, trace } from "../src/trace.ts";
import { isValue, value } from "../src/value.ts";
import { type Inputs, SIDE, WIDE } from "./nest-inputs.ts";
import { interpret, stops } from "./nest-interpreter.ts";
import { asFunction, type Met, plain, TooLong } from "./nest-languages.ts";
import type { Node } from "./nests.ts";
import { derivative } from "./numeric.ts";
import { random } from "./random.ts";

type Numbers = Inputs<number>;
/** All elements of inputs in a list, and back. */
const flat = <S>({ x, w, m, s }: Inputs<S>): S[] => [
  ...Array.from(x),
  ...Array.from(w),
  ...Array.from(m).flatMap((row) => Array.from(row)),
  s,
];
const numbers = (p: Inputs): number[] => flat(p).map((y) => (isValue(y) ? y.data : (y as number)));

function inputsFrom(list: readonly number[], scale = 1): Numbers {
  const [wide, side] = [WIDE * scale, SIDE * scale];
  const row = (i: number) => list.slice(2 * wide + i * side, 2 * wide + (i + 1) * side);
  return {
    x: list.slice(0, wide),
    w: Float64Array.from(list.slice(wide, 2 * wide)),
    m: Array.from({ length: side }, (_, i) => row(i)),
    s: list.at(-1)!,
  };
}
/** Numbers in −1.2 … 1.2. */
export function inputs(seed: number, scale = 1): Numbers {
  const next = random(seed);
  const length = 2 * WIDE * scale + (SIDE * scale) ** 2 + 1;
  return inputsFrom(
    Array.from({ length }, () => 2.4 * next() - 1.2),
    scale,
  );
}

const onNumbers = (program: Node, p: Numbers, met?: Met) => interpret(program, plain(met), p);
/** The sum of products of all elements. */
const dot = (a: Inputs, b: Inputs): Num =>
  [
    sum(length(a.x), (i) => mul(at(a.x, i), at(b.x, i))),
    sum(length(a.w), (i) => mul(at(a.w, i), at(b.w, i))),
    sum(length(a.m), (i) => sum(length(a.m), (j) => mul(at(a.m, i, j), at(b.m, i, j)))),
    mul(a.s, b.s),
  ].reduce((y, z) => add(y, z));

export interface Sample {
  readonly program: Node;
  readonly p: Numbers;
  /** Two directions. */
  readonly u: Numbers;
  readonly v: Numbers;
  readonly value: number;
  readonly ops: number;
}
/** A program with inputs, unless it takes too long or is not finite. */
export function sample(program: Node, seed: number): Sample | undefined {
  const [p, u, v] = [inputs(3 * seed), inputs(3 * seed + 1), inputs(3 * seed + 2)];
  const met = { ops: 0, piece: 0 };
  try {
    const got = onNumbers(program, p, met);
    if (!(Math.abs(got) < 1e6)) return undefined;
    return { program, p, u, v, value: got, ops: met.ops };
  } catch (error) {
    if (error instanceof TooLong) return undefined;
    throw error;
  }
}

type Wrong = string | undefined;
export type Check = (s: Sample) => Wrong;
const close = (a: number, b: number, size: number, tolerance: number) =>
  a === b || Math.abs(a - b) <= tolerance * Math.max(1, size);

/** Tracing prunes what nothing needs; what is left must be valid. */
function traced(what: string, f: (...args: never[]) => unknown, ...like: unknown[]): Traced {
  const made = trace(f, ...like);
  try {
    validate(made.program);
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`);
  }
  return made;
}

const asValues = ({ x, w, m, s }: Numbers) => ({
  x: Array.from(x, (y) => value(y)),
  w: Array.from(w, (y) => value(y)),
  m: Array.from(m, (row) => Array.from(row, (y) => value(y))),
  s: value(s),
});

/** Plain loops = the library on numbers = on values = traced and evaluated. */
export function checkValues({ program, p, value: want }: Sample): Wrong {
  const f = asFunction(program);
  const direct = f(p);
  if (direct !== want) return `value on numbers: ${direct}, plain loops ${want}`;
  const recorded = f(asValues(p));
  const data = isValue(recorded) ? recorded.data : recorded;
  if (!close(data as number, want, Math.abs(want), 1e-14))
    return `value on values: ${data}, plain loops ${want}`;
  const made = traced("value", f, p);
  const got = evaluate(made, p);
  return got === want ? undefined : `value traced: ${got}, plain loops ${want}`;
}

const TOLERANCE = 1e-10;
function different(what: string, a: readonly number[], b: readonly number[], tolerance = TOLERANCE): Wrong {
  const size = Math.max(...a.map(Math.abs), ...b.map(Math.abs));
  const k = a.findIndex((y, i) => !close(y, b[i]!, size, tolerance));
  return k < 0 ? undefined : `${what}: element ${k} is ${a[k]} and ${b[k]}`;
}

const STEP = 1e-3;
/**
 * Differences along v of what `f` gives; undefined where they cannot tell: around a kink of the program, or where
 * they do not converge.
 */
function differences({ program, p, v }: Sample, f: (p: Numbers) => number): number | undefined {
  const [at, along] = [numbers(p), numbers(v)];
  const moved = (h: number) => inputsFrom(at.map((y, k) => y + h * along[k]!));
  const pieces = [-STEP, -STEP / 3, 0, STEP / 3, STEP].map((h) => {
    const met = { ops: 0, piece: 0 };
    onNumbers(program, moved(h), met);
    return met.piece;
  });
  if (new Set(pieces).size > 1) return undefined;
  const { slope, error } = derivative((h) => f(moved(h)), 0, STEP);
  return error <= 1e-8 * Math.max(1, Math.abs(slope)) ? slope : undefined;
}
/** Of the plain loops. A stopped gradient they would see through. */
export const slope = (s: Sample): number | undefined =>
  stops(s.program) ? undefined : differences(s, (p) => onNumbers(s.program, p));
/** Of gradients on the tape, along u. */
export const curvature = (s: Sample): number | undefined => {
  const g = grad(asFunction(s.program) as (p: Numbers) => Num);
  return stops(s.program) ? undefined : differences(s, (p) => dot(g(p), s.u) as number);
};

/** Reverse = forward = differences of the plain loops, eager and traced. */
export function checkGradient(s: Sample): Wrong {
  const { program, p, v } = s;
  const f = asFunction(program) as (p: Numbers) => Num;
  const eager = grad(f)(p);
  const made = traced("gradient", valueAndGrad(f), p);
  const both = evaluate(made, p) as { value: number; grad: Numbers };
  const wrong =
    different("gradient on the tape and traced", numbers(eager), numbers(both.grad)) ??
    different("gradient on the tape and recorded", numbers(eager), numbers(grad(f)(asValues(p) as never))) ??
    (both.value === s.value ? undefined : `value beside the gradient: ${both.value}, plain loops ${s.value}`);
  if (wrong) return wrong;
  const pushed = traced("forward", (q: Numbers, d: Numbers) => jvp(f)(q, d), p, v);
  const forward = evaluate(pushed, p, v) as { value: number; tangent: number };
  const along = dot(eager, v) as number;
  if (forward.value !== s.value) return `value beside the tangent: ${forward.value}, plain loops ${s.value}`;
  const terms = flat(eager).map((g, k) => Math.abs((g as number) * numbers(v)[k]!));
  const size = Math.max(...terms);
  if (!close(forward.tangent, along, size, TOLERANCE))
    return `tangent traced ${forward.tangent}, by the gradient ${along}`;
  const onTape = jvp(f)(p, v).tangent as number;
  if (!close(onTape, along, size, TOLERANCE)) return `tangent eager ${onTape}, by the gradient ${along}`;
  const want = slope(s);
  if (want !== undefined && !close(along, want, size, 1e-7))
    return `gradient along a direction ${along}, by differences of the plain loops ${want}`;
  return undefined;
}

/** Second derivatives by four routes, traced, and by differences of gradients. */
export function checkSecond(s: Sample): Wrong {
  const { program, p, u, v } = s;
  const f = asFunction(program) as (p: Numbers) => Num;
  const g = grad(f);
  const routes = {
    "reverse over reverse": grad((q: Numbers, d: Numbers) => dot(g(q), d)),
    "forward over reverse": hvp(f),
    "reverse over forward": grad((q: Numbers, d: Numbers) => jvp(f)(q, d).tangent),
  };
  const products: [string, number[]][] = [];
  for (const [name, route] of Object.entries(routes)) {
    const made = traced(name, route as never, p, v);
    products.push([name, numbers(evaluate(made, p, v) as Numbers)]);
  }
  const eager = numbers(hvp(f)(p, v));
  for (const [name, product] of products) {
    const wrong = different(`second derivatives, eager and ${name}`, eager, product, 1e-9);
    if (wrong) return wrong;
  }
  const twice = (q: Numbers, c: Numbers, d: Numbers) =>
    jvp((r: Numbers) => jvp(f)(r, c).tangent)(q, d).tangent;
  const made = traced("forward over forward", twice as never, p, u, v);
  const got = evaluate(made, p, u, v) as number;
  const curved = dot(inputsFrom(eager), u) as number;
  const size = Math.max(...eager.map(Math.abs));
  if (!close(got, curved, size, 1e-9)) return `forward over forward ${got}, by the others ${curved}`;
  const want = curvature(s);
  return want === undefined || close(curved, want, size, 1e-6)
    ? undefined
    : `second derivative along directions ${curved}, by differences of gradients ${want}`;
}

/** The first thing wrong, and in which check. */
export function wrongWith(
  s: Sample,
  checks: readonly Check[] = [checkValues, checkGradient, checkSecond],
): Wrong {
  for (const check of checks) {
    try {
      const wrong = check(s);
      if (wrong) return wrong;
    } catch (error) {
      return `${check.name} threw ${(error as Error).message}\n${(error as Error).stack?.split("\n").slice(1, 7).join("\n")}`;
    }
  }
  return undefined;
}
