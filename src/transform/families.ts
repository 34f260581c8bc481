/** A program as lines of formulas: loops are sums, and families with an index. */
import { element, type Formula, formula, type Range, reduction, toFormula } from "../formula.ts";
import { type Affine, boundsOf, constantIndex, plus } from "../ir/affine.ts";
import {
  type Accumulate,
  type Alloc,
  type Arr,
  type Block,
  type Instruction,
  instructionsIn,
  type Load,
  type Loop,
  loopsAround,
  type Scalar,
} from "../ir/program.ts";
import { operandsOf } from "../ir/validate.ts";
import { add, mul, sub } from "../ops.ts";
import { mapResult, type Traced } from "../trace.ts";
import { applied, type Equation, isTooLong, Names } from "./equations.ts";

export function equationsOfProgram(traced: Traced, digits: number): Equation[] {
  return new Families(traced, digits).equations;
}

const LETTERS = ["i", "j", "k", "l", "m", "n"];
const RELATION = { add: "+=", max: "max=", min: "min=" } as const;
const NOTHING = { add: 0, max: Number.NEGATIVE_INFINITY, min: Number.POSITIVE_INFINITY } as const;

class Families {
  readonly equations: Equation[] = [];
  readonly #names: Names;
  readonly #uses = new Map<Instruction | Arr, number>();
  readonly #accumulations = new Map<Arr, Accumulate[]>();
  readonly #scalars = new Map<Scalar, Formula>();
  /** What cells that hold a sum, a maximum or a minimum are. */
  readonly #cells = new Map<Arr, Formula>();
  readonly #arrays = new Map<Arr, Formula>();
  readonly #indices = new Map<Loop, Formula>();
  readonly #outputs: ReadonlySet<Arr>;
  readonly #isOneNumber: boolean;

  readonly #digits: number;

  constructor({ program, inputs, result }: Traced, digits: number) {
    this.#digits = digits;
    const { top, outputs } = program;
    this.#outputs = new Set(outputs);
    const paths = new Map<Arr, string>();
    mapResult(result, (output, path) => paths.set(outputs[output]!, path));
    const single = inputs.length === 1;
    program.inputs.forEach(({ name }, k) => {
      // A function that does not name its arguments, as those of grad.
      const path = inputs[k]?.path ?? name;
      const named = path.replace(/^argument (\d+)/, (_, n) => (single ? "x" : `x${n}`));
      this.#arrays.set(program.inputs[k]!, formula(named));
    });
    for (const [array, path] of paths) if (array.kind === "alloc") this.#arrays.set(array, formula(path));
    this.#isOneNumber = outputs.length === 1 && outputs[0]!.shape.length === 0;
    this.#names = new Names([...this.#arrays.values()].map(({ text }) => text));
    for (const instruction of instructionsIn(top)) {
      for (const operand of operandsOf(instruction))
        this.#uses.set(operand, (this.#uses.get(operand) ?? 0) + 1);
      if (instruction.kind !== "accumulate") continue;
      const known = this.#accumulations.get(instruction.array);
      if (known) known.push(instruction);
      else this.#accumulations.set(instruction.array, [instruction]);
    }
    this.#block(top);
    this.#finish();
  }

  #block(block: Block): void {
    for (const instruction of block.instructions) {
      switch (instruction.kind) {
        case "const":
          this.#scalars.set(instruction, toFormula(instruction.value, this.#digits));
          break;
        case "index":
          this.#scalars.set(instruction, this.#indices.get(instruction.loop)!);
          break;
        case "op":
          this.#define(instruction, applied(instruction.op, instruction.args.map(this.#scalar)));
          break;
        case "load":
          this.#define(instruction, this.#element(instruction));
          break;
        case "accumulate":
          this.#accumulate(instruction);
          break;
        case "loop":
          this.#indices.set(instruction, this.#names.free(...LETTERS.slice(block.depth), "i"));
          this.#block(instruction.body);
          break;
      }
    }
  }

  readonly #scalar = (scalar: Scalar): Formula => this.#scalars.get(scalar)!;

  /** A scalar is written where it is used, or has a line if it is long. */
  #define(scalar: Scalar, right: Formula): void {
    if (!isTooLong(right, this.#uses.get(scalar) ?? 0)) {
      this.#scalars.set(scalar, right);
      return;
    }
    const loops = loopsAround(scalar.block);
    const left = element(this.#names.numbered("t"), loops.map(this.#indexOf));
    this.#line(left, "=", right, loops);
    this.#scalars.set(scalar, left);
  }

  readonly #indexOf = (loop: Loop): Formula => this.#indices.get(loop)!;

  #line(left: Formula, relation: Equation["relation"], right: Formula, loops: readonly Loop[]): void {
    this.equations.push({ left, relation, right, ranges: loops.map(this.#range) });
  }

  readonly #range = (loop: Loop): Range => ({
    index: this.#indexOf(loop),
    end: this.#affine(loop.extent),
    last: this.#affine(plus(loop.extent, constantIndex(-1))!),
  });

  #affine({ constant, terms, data }: Affine): Formula {
    const parts = terms.map(({ loop, factor }) => {
      const index = this.#indexOf(loop);
      return factor === 1 ? index : applied(mul, [toFormula(factor), index]);
    });
    if (data) parts.push(this.#scalar(data));
    if (constant > 0 || parts.length === 0) parts.push(toFormula(constant));
    const sum = parts.reduce((a, b) => applied(add, [a, b]));
    return constant < 0 && parts.length > 0 && (terms.length > 0 || data)
      ? applied(sub, [sum, toFormula(-constant)])
      : sum;
  }

  /** An element of an array, of which there is one for each round of the loops around it. */
  #element({ array, index }: Load | Accumulate): Formula {
    const cell = this.#cells.get(array) ?? this.#untouched(array);
    if (cell) return cell;
    let name = this.#arrays.get(array);
    if (name === undefined) {
      name = this.#names.letter("a", "b", "c", "d", "f", "g", "h");
      this.#arrays.set(array, name);
    }
    const around = loopsAround(array.block).map(this.#indexOf);
    return element(name, [...around, ...index.map((affine) => this.#affine(affine))]);
  }

  /** What an array is all over that nothing is accumulated into. */
  #untouched(array: Arr): Formula | undefined {
    if (array.kind === "input" || this.#accumulations.has(array)) return undefined;
    return toFormula(array.initial, this.#digits);
  }

  #accumulate(instruction: Accumulate): void {
    const { array, combine } = instruction;
    const { initial } = array as Alloc;
    const all = this.#accumulations.get(array)!;
    const inner = loopsAround(instruction.block, array.block);
    let right = this.#scalar(instruction.value);
    if (all.length === 1 && initial === NOTHING[combine]) {
      // Loops of which the element does not know the index are summed over.
      const summed = inner.filter((loop) => !knows(instruction, loop));
      if (summed.length > 0) right = reduction(combine, summed.map(this.#range), right);
      if (array.shape.length === 0 && !this.#outputs.has(array)) {
        this.#cell(array, right);
        return;
      }
      this.#line(this.#element(instruction), "=", right, without(loopsAround(instruction.block), summed));
      return;
    }
    const isOnce =
      combine === "add" &&
      initial === 0 &&
      all.every((one) => loopsAround(one.block, array.block).every((loop) => knows(one, loop))) &&
      all.every((one) => one === instruction || areApart(one, instruction));
    this.#line(
      this.#element(instruction),
      isOnce ? "=" : RELATION[combine],
      right,
      loopsAround(instruction.block),
    );
  }

  /** What a cell holds is written where it is read, or has a line. */
  #cell(array: Arr, right: Formula): void {
    const uses = this.#uses.get(array) ?? 0;
    // One of the uses is the accumulation.
    if (!isTooLong(right, uses - 1)) {
      this.#cells.set(array, right);
      return;
    }
    const loops = loopsAround(array.block);
    const left = element(this.#names.numbered("s"), loops.map(this.#indexOf));
    this.#line(left, "=", right, loops);
    this.#cells.set(array, left);
  }

  /** A program that gives one number, by one line, is that line's right side. */
  #finish(): void {
    for (const array of this.#outputs) {
      const right = this.#untouched(array);
      if (right === undefined) continue;
      const ranges = array.shape.map((n, d): Range => {
        const index = this.#names.free(...LETTERS.slice(d), "i");
        return { index, end: toFormula(n), last: toFormula(n - 1) };
      });
      const indices = ranges.map(({ index }) => index);
      this.equations.push({
        left: element(this.#arrays.get(array)!, indices),
        relation: "=",
        right,
        ranges,
      });
    }
    const [only, another] = this.equations;
    if (this.#isOneNumber && only?.relation === "=" && another === undefined)
      this.equations[0] = { ...only, left: undefined };
  }
}

/** Whether another round of a loop is certain to be about another element: one index has that loop's and no other. */
function knows({ index, block, array }: Accumulate, loop: Loop): boolean {
  const inner = new Set(loopsAround(block, array.block));
  return index.some(
    ({ terms, data }) =>
      data === undefined &&
      terms.some((term) => term.loop === loop) &&
      terms.every((term) => term.loop === loop || !inner.has(term.loop)),
  );
}

/** Whether two accumulations are certain to be about other elements: in some dimension their indices are apart. */
function areApart(a: Accumulate, b: Accumulate): boolean {
  return a.index.some((affine, d) => {
    const [least, greatest] = boundsOf(affine);
    const [from, to] = boundsOf(b.index[d]!);
    return greatest < from || to < least;
  });
}

const without = (loops: readonly Loop[], others: readonly Loop[]) =>
  loops.filter((loop) => !others.includes(loop));
