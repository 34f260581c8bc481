/**
 * Traced values: handles into the program that is being built. Applying an op to an `Expr` emits an instruction;
 * taking an element of a `Vector` emits a load.
 */
import { installMethods, type Methods } from "../methods.ts";
import { describe, type Num, type Op, Operand, setNoun } from "../op.ts";
import { stopGradient } from "../ops.ts";
import { elementsOf, extentText, isTyped, type Leaf, pathOf, setPath } from "../tree.ts";
import { isRecording } from "../value.ts";
import { type Affine, affineKey, boundsOf, constantIndex, loopIndex, plus, toAffine } from "./affine.ts";
import { applied } from "./looped.ts";
import type { Arr, Loop, Part, Scalar } from "./program.ts";
import { extended, isWithin, refuseOutside, type Tracing } from "./tracing.ts";

/**
 * What stands for a value of another trace: in a function that is traced to be called, an input of its own for what it
 * uses of the code around it.
 *
 * @throws Error if the other trace is not one around it.
 */
export function borrow<V extends Expr | Vector>(trace: Tracing, value: V, where: string): V {
  if (value.trace === trace) return value;
  if (!isWithin(trace, value.trace)) refuseOutside(where);
  checkVisible(value, where);
  const [of, given] = value instanceof Vector ? [value.array, value.given] : [value.scalar, []];
  if (of.kind === "const") return new Expr(trace, trace.builder.constant(of.value)) as V;
  let known = trace.standIns.get(of);
  if (known === undefined) {
    known = new Map();
    trace.standIns.set(of, known);
  }
  const key = given.map(affineKey).join();
  let standIn = known.get(key);
  if (standIn === undefined) {
    const shape = value instanceof Vector ? value.shape : [];
    const isInput = of.kind === "input" && given.length === 0;
    const input = trace.builder.input(isInput ? of.name : `outer${trace.borrowed.size}`, shape);
    setPath(input, value instanceof Vector && given.length === 0 ? (nameOf(value.array) ?? "") : "");
    trace.borrowed.set(input, value);
    setVarying(input, varyingExtents(value));
    setTypedAs(input, value);
    standIn =
      value instanceof Vector ? new Vector(trace, input) : new Expr(trace, trace.builder.load(input, []));
    known.set(key, standIn);
  }
  return standIn as V;
}

/** @throws Error if what a value is made in is over. */
function checkVisible(value: Expr | Vector, where: string): void {
  const isVector = value instanceof Vector;
  const { block } = isVector ? value.array : value.scalar;
  if (!block.contains(value.trace.builder.current))
    throw new Error(
      `${where}: ${isVector ? "an array" : "a value"} made in the body of a loop is used outside it; return it from the body`,
    );
}

const noNumber = (kind: string, hint: string): never => {
  throw new TypeError(
    `${kind} has no number while its function is being traced (asked for as ${hint}): JavaScript's operators, Math ` +
      "and comparisons do not work on it; write add(a, b), mul(a, b), lt(a, b), select(c, x, y), at(x, i) for x[i] …",
  );
};

export interface Expr extends Methods<Expr> {}

/** A traced number. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are installed below, from the same table.
export class Expr extends Operand {
  readonly trace: Tracing;
  #scalar: Scalar | (() => Scalar);

  /** A handle of `scalar`, or of the one that it gives when it is first asked for. */
  constructor(trace: Tracing, scalar: Scalar | (() => Scalar)) {
    super();
    this.trace = trace;
    this.#scalar = scalar;
  }

  /** @internal */
  get scalar(): Scalar {
    if (typeof this.#scalar === "function") this.#scalar = this.#scalar();
    return this.#scalar;
  }

  override get rank(): number {
    return 2;
  }

  override apply(op: Op, x: Num, y?: Num, z?: Num): Expr {
    const { arity, name } = op;
    const trace = extended(this.trace, name);
    // Lists that are written down take no more memory than they need; instructions keep them.
    const first = scalarOf(trace, x, name);
    const operands =
      arity === 1
        ? [first]
        : arity === 2
          ? [first, scalarOf(trace, y!, name)]
          : [first, scalarOf(trace, y!, name), scalarOf(trace, z!, name)];
    return traced(trace, apply(trace, op, operands));
  }

  /** A traced number's value is not known: it throws. */
  get data(): number {
    return noNumber("a traced value", "its data");
  }
  override [Symbol.toPrimitive](hint: string): never {
    return noNumber("a traced value", `a ${hint}`);
  }
  override toString(): string {
    return `Expr(%${this.scalar.id})`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
installMethods(Expr.prototype);
setNoun(Expr, "a traced number");

const handleOf = (trace: Tracing, scalar: Scalar) => new Expr(trace, scalar);

/** What an op gives in a program. */
export const apply = (trace: Tracing, op: Op, operands: readonly Scalar[]): Scalar =>
  applied(trace, op, operands, handleOf);

/** The index of a loop as a number. */
export const indexExpr = (trace: Tracing, loop: Loop) => new Expr(trace, trace.builder.index(loop));

/** A handle of what was built; inside `noGrad` of it with its gradient stopped. */
function traced(trace: Tracing, scalar: Scalar): Expr {
  return new Expr(trace, isRecording() ? scalar : trace.builder.apply(stopGradient, [scalar]));
}

/** What an op's operand is in a program. @throws Error for a value of another interpretation or another trace. */
export function scalarOf(trace: Tracing, x: Num, where: string): Scalar {
  if (typeof x === "number") return trace.builder.constant(x);
  if (!(x instanceof Operand)) throw new TypeError(`${where}: ${describe(x)} came; wanted a number`);
  if (!(x instanceof Expr))
    throw new TypeError(
      `${where}: a Value in a traced function; pass it as an argument, or its .data if it is a constant`,
    );
  const own = borrow(trace, x, where);
  checkVisible(own, where);
  return own.scalar;
}

/** Extents of arrays' dimensions, where they depend on the indices of loops. */
const varying = new WeakMap<Arr, readonly (Affine | undefined)[]>();
export function setVarying(array: Arr, extents: readonly (Affine | undefined)[]): void {
  if (extents.some((extent) => extent !== undefined)) varying.set(array, extents);
}
/** Of each dimension of an array the extent, if it depends on the indices of loops. */
export function varyingExtents(x: unknown): readonly (Affine | undefined)[] {
  if (Array.isArray(x)) return x.length > 0 ? [undefined, ...varyingExtents(x[0])] : [];
  return x instanceof Vector ? (varying.get(x.array)?.slice(x.given.length) ?? []) : [];
}

/** What stands for typed arrays, or arrays of them: in traces, and arrays of values. */
const typed = new WeakSet<object>();
/** Whether the rows of an array are typed: those of results that have its form are then, too. */
export function hasTypedRows(x: unknown): boolean {
  if (x instanceof Vector) return typed.has(x.array);
  if (!Array.isArray(x)) return isTyped(x);
  return typed.has(x) || (x.length > 0 && hasTypedRows(x[0]));
}
/** Takes note of whether an array stands for one like another. */
export function setTypedAs<A extends object>(array: A, like: unknown): A {
  if (hasTypedRows(like)) typed.add(array);
  return array;
}

/** The shape of a traced array, which as a leaf of a tree it is known by. */
export const vectorShape = (x: unknown): readonly number[] | undefined =>
  x instanceof Vector ? x.shape : undefined;

/** A traced array, or a part of one with its leading indices given. */
export class Vector {
  readonly trace: Tracing;
  /** @internal */
  readonly array: Arr;
  /** @internal The indices given. */
  readonly given: readonly Affine[];

  constructor(trace: Tracing, array: Arr, given: readonly Affine[] = []) {
    this.trace = trace;
    this.array = array;
    this.given = given;
  }

  /** The lengths of the dimensions that are left; the greatest of one that varies. */
  get shape(): readonly number[] {
    return this.array.shape.slice(this.given.length);
  }
  /** @throws RangeError if the length depends on the index of a loop. */
  get length(): number {
    if (varyingExtents(this)[0])
      throw new RangeError(
        `length: the array has up to ${this.shape[0]} elements, as the index of a loop around it says; write the extent ` +
          "that it was made with",
      );
    return this.shape[0]!;
  }

  /** The element or part at an index. @throws RangeError if it is known to be out of range. */
  at(...indices: Num[]): Expr | Vector {
    let part: Expr | Vector = borrow(extended(this.trace, "at"), this, "at");
    for (const i of indices) {
      if (!(part instanceof Vector)) throw new RangeError(`at: ${indices.length} indices are too many here`);
      part = part.#part(i);
    }
    return part;
  }

  #part(i: Num): Expr | Vector {
    const { trace, array } = this;
    const affine = indexOf(this, i);
    checkVisible(this, "at");
    const given = [...this.given, affine];
    if (given.length < array.shape.length) return new Vector(trace, array, given);
    return traced(trace, trace.builder.element(array, given));
  }

  *[Symbol.iterator](): Generator<Expr | Vector> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }
  [Symbol.toPrimitive](hint: string): never {
    return noNumber("a traced array", `a ${hint}`);
  }
}

setNoun(Vector, "a traced array");
/**
 * What else one writes on arrays reaches the prototype's prototype: `x[2]` is the element, as on any array, methods of
 * arrays say what to write, and so does what would change the array.
 */
Object.setPrototypeOf(
  Vector.prototype,
  new Proxy(Object.prototype, {
    get(target, key, self) {
      if (typeof key === "string") {
        if (isNumeric(key)) return (self as Vector).at(Number(key));
        if (!(key in target) && key in Array.prototype) refuseMethod(key);
      }
      return Reflect.get(target, key, self);
    },
    set(target, key, x, self) {
      if (typeof key === "string" && isNumeric(key)) refuseMethod(`assignment to [${key}]`);
      return Reflect.set(target, key, x, self);
    },
  }),
);

function refuseMethod(what: string): never {
  throw new TypeError(
    `a traced array has no ${what}: write vec(length(x), i => …), sum, maxOf, fold or concat, or use [...x], an array of ` +
      "its elements, which unrolls the loop",
  );
}

/** Whether a key is a number as JavaScript writes it: an index, if a wrong one maybe. */
const isNumeric = (key: string): boolean => String(Number(key)) === key;

/** An index as the program has it. @throws RangeError where it is certain to leave 0 … length − 1. */
function indexOf({ trace, array, given }: Vector, i: Num): Affine {
  const length = array.shape[given.length]!;
  if (typeof i !== "number" && !(i instanceof Operand)) throw indexError(i, length);
  const affine = typeof i === "number" ? constantIndex(i) : toAffine(scalarOf(trace, i, "at"));
  const { constant, terms } = affine;
  if (!Number.isInteger(constant) || terms.some((term) => !Number.isInteger(term.factor)))
    throw indexError(constant, length);
  // What stands in a loop that may not run may never be read.
  if (affine.data !== undefined || !trace.builder.surelyRuns()) return affine;
  const before = given.map(({ constant, terms, data }) => (terms.length > 0 || data ? "…" : constant));
  const [least, greatest] = boundsOf(affine);
  if (isAttained(affine) && (least < 0 || greatest >= length))
    throw indexError(least < 0 ? least : greatest, length, nameOf(array), before);
  return affine;
}

/** What errors call an array: the path at which a function has it, and none where it is captured. */
export const nameOf = (array: Arr): string | undefined =>
  pathOf(array) ?? (array.kind === "input" ? array.name : undefined);

/** Whether an index takes its bounds: a loop whose extent varies may not reach the last iteration that it could have. */
const isAttained = ({ terms }: Affine): boolean => terms.every(({ loop }) => loop.extent.terms.length === 0);

/** Whether `i` is whole and in 0 … length − 1. */
export const isIndex = (i: unknown, length: number): i is number =>
  Number.isInteger(i) && (i as number) >= 0 && (i as number) < length;

/** What is wrong with an index that is none, of the part at the indices `given` of an array with a path. */
export function indexError(i: unknown, length: number, path?: string, given: readonly unknown[] = []): Error {
  if (typeof i !== "number") return new TypeError(`at: index is ${describe(i)}; wanted a whole number`);
  if (!Number.isInteger(i)) return new RangeError(`at: index ${i} is not whole`);
  return new RangeError(`at: index ${i} is out of range; ${extentText(length, path, given)}`);
}

/** A plain array as the program has it: numbers frozen as an input, traced elements and arrays copied into an array. */
export function capture(trace: Tracing, plain: object, leaf: Leaf): Vector {
  const { shape } = leaf;
  const known = trace.seen.get(plain);
  if (known) return known;
  const elements = elementsOf(plain);
  const { builder } = trace;
  if (elements.every((x) => typeof x === "number")) {
    if (trace.outer) {
      const vector = borrow(trace, capture(outermost(trace), plain, leaf), "at");
      trace.seen.set(plain, vector);
      return vector;
    }
    const input = setTypedAs(builder.input(`captured${trace.captured.size}`, shape), plain);
    setPath(input, pathOf(plain) ?? "");
    trace.captured.set(input, Float64Array.from(elements));
    const vector = new Vector(trace, input);
    trace.seen.set(plain, vector);
    return vector;
  }
  const array = setTypedAs(builder.written(shape), plain);
  write(trace, array, [], plain, "at");
  return new Vector(trace, array);
}

function outermost(trace: Tracing): Tracing {
  let t = trace;
  while (t.outer) t = t.outer;
  return t;
}

/** An array, or the part of one, that holds what an argument of a call is. */
export function partOf(trace: Tracing, leaf: Leaf): Part {
  const { value } = leaf;
  if (typeof value === "number" || value instanceof Operand) {
    const scalar = scalarOf(trace, value as Num, leaf.path);
    const { builder } = trace;
    const isElement = scalar.kind === "load" && builder.isSum(scalar.array);
    return isElement
      ? { array: scalar.array, index: scalar.index }
      : { array: builder.cell(scalar), index: [] };
  }
  const vector =
    value instanceof Vector ? borrow(trace, value, leaf.path) : capture(trace, value as object, leaf);
  checkVisible(vector, leaf.path);
  return { array: vector.array, index: vector.given };
}

/** Puts a number or an array into an array at an index; an array `from` elements further on. */
export function write(
  trace: Tracing,
  array: Arr,
  index: readonly Affine[],
  x: unknown,
  where = "a loop's body",
  from = 0,
): void {
  const { builder } = trace;
  if (x instanceof Vector)
    builder.loop(x.shape[0]!, "any", (loop) => {
      const at = plus(loopIndex(loop), constantIndex(from))!;
      write(trace, array, [...index, at], x.at(indexExpr(trace, loop)), where);
    });
  else if (Array.isArray(x) || isTyped(x))
    Array.from(x as ArrayLike<unknown>).forEach((part, k) => {
      write(trace, array, [...index, constantIndex(from + k)], part, where);
    });
  else builder.accumulate(array, index, scalarOf(trace, x as Num, where));
}

/** An extent as the program has it: a whole number, or affine in outer indices. */
export function extentOf(trace: Tracing, n: Num, where: string): Affine {
  if (typeof n === "number") return constantIndex(n);
  const affine = toAffine(scalarOf(trace, n, where));
  if (affine.data !== undefined || !Number.isInteger(affine.constant))
    throw new TypeError(
      `${where}: n depends on data${trace.outer ? ", which in a function marked with fn all its arguments are" : ""}; wanted a ` +
        `number, or sums of whole multiples of loop indices${trace.outer ? ": call the function without fn" : ""}`,
    );
  const [least] = boundsOf(affine);
  if (least < 0 && isAttained(affine) && trace.builder.surelyRuns())
    throw new RangeError(`${where}: n is ${least} at its least; wanted a whole number ≥ 0`);
  return affine;
}
