/** A program as lines of formulas: loops are sums, and families with an index; what is called has lines of its own. */
import { application, element, type Formula, formula, type Range, reduction, toFormula } from "../formula.ts";
import { type Affine, constantIndex, neverMeet, plus } from "../ir/affine.ts";
import { push } from "../ir/multimap.ts";
import {
  type Accumulate,
  type Alloc,
  type Arr,
  type Block,
  type Call,
  type Callee,
  calleesIn,
  type Instruction,
  instructionsIn,
  type Loop,
  loopsAround,
  type Part,
  type Program,
  type Result,
  type Scalar,
  type Write,
} from "../ir/program.ts";
import { operandsOf, writesOf } from "../ir/validate.ts";
import { add, mul, sub } from "../ops.ts";
import { mapResult, type Traced } from "../trace.ts";
import { applied, type Equation, isTooLong, Names } from "./equations.ts";

export function equationsOfProgram({ program, inputs, result }: Traced, digits: number): Equation[] {
  const { outputs } = program;
  const single = inputs.length === 1;
  const given = program.inputs.map(({ name }, k) => {
    // A function that does not name its arguments, as those of grad.
    const path = inputs[k]?.path ?? name;
    return formula(path.replace(/^argument (\d+)/, (_, n) => (single ? "x" : `x${n}`)));
  });
  const arrays = new Map<Arr, Formula>(program.inputs.map((input, k) => [input, given[k]!]));
  const whole = new Names(given.map(({ text }) => /^[^.[]*/.exec(text)![0])).unique("result").text;
  mapResult(result, (k, path) => {
    if (outputs[k]!.kind === "alloc") arrays.set(outputs[k]!, formula(path.replace(/^result/, whole)));
  });
  const callees = calleesIn(program).reverse();
  const inputsOf = new Set(callees.flatMap(({ program }) => program.inputs.map(({ name }) => name)));
  const names = new Names([...[...arrays.values()].map(({ text }) => text), ...inputsOf]);
  const functions = new Map(callees.map((callee) => [callee, functionsOf(callee, names)]));
  const context = { names, functions, digits };
  const lines = new Families(program, arrays, context).equations;
  const [only, another] = lines;
  // A program that gives one number, by one line, is that line's right side.
  const isOneNumber = outputs.length === 1 && outputs[0]!.shape.length === 0;
  if (isOneNumber && only?.relation === "=" && another === undefined && callees.length === 0)
    return [{ ...only, left: undefined }];
  return [...lines, ...callees.flatMap((callee) => definition(callee, context))];
}

/** What the outputs of a callee are called as functions of its inputs. */
function functionsOf({ name, program }: Callee, names: Names): Formula[] {
  return program.outputs.map((_, k) =>
    program.outputs.length === 1 ? names.unique(name) : names.unique(`${name}${k + 1}`),
  );
}

/** The lines of a callee. */
function definition(callee: Callee, context: Context): Equation[] {
  const { program } = callee;
  const inputs = program.inputs.map(({ name }) => formula(name));
  const arrays = new Map<Arr, Formula>(program.inputs.map((input, k) => [input, inputs[k]!]));
  program.outputs.forEach((output, k) => {
    arrays.set(output, application(context.functions.get(callee)![k]!, inputs));
  });
  return new Families(program, arrays, context).equations;
}

interface Context {
  readonly names: Names;
  readonly functions: ReadonlyMap<Callee, readonly Formula[]>;
  readonly digits: number;
}

const LETTERS = ["i", "j", "k", "l", "m", "n"];
const RELATION = { add: "+=", max: "max=", min: "min=" } as const;
const NOTHING = { add: 0, max: Number.NEGATIVE_INFINITY, min: Number.POSITIVE_INFINITY } as const;

class Families {
  readonly equations: Equation[] = [];
  readonly #names: Names;
  readonly #functions: Context["functions"];
  readonly #digits: number;
  readonly #uses = new Map<Instruction | Arr, number>();
  readonly #writes = new Map<Arr, Write[]>();
  readonly #scalars = new Map<Scalar, Formula>();
  /** What cells that hold a sum, a maximum or a minimum are, and arrays that a function gives. */
  readonly #wholes = new Map<Arr, Formula>();
  readonly #arrays: Map<Arr, Formula>;
  readonly #indices = new Map<Loop, Formula>();
  readonly #outputs: ReadonlySet<Arr>;

  /** `arrays` are the names of inputs and outputs. */
  constructor({ top, outputs }: Program, arrays: Map<Arr, Formula>, { names, functions, digits }: Context) {
    this.#names = names;
    this.#functions = functions;
    this.#digits = digits;
    this.#arrays = arrays;
    this.#outputs = new Set(outputs);
    for (const instruction of instructionsIn(top)) {
      for (const operand of operandsOf(instruction))
        this.#uses.set(operand, (this.#uses.get(operand) ?? 0) + 1);
      for (const write of writesOf(instruction)) push(this.#writes, write.array, write);
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
        case "call":
          this.#call(instruction);
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
  #element({ array, index }: Part): Formula {
    const untouched = this.#untouched(array);
    if (untouched) return untouched;
    const indices = index.map((affine) => this.#affine(affine));
    const whole = this.#wholes.get(array);
    if (whole) return element(whole, indices);
    let name = this.#arrays.get(array);
    if (name === undefined) {
      name = this.#names.letter("a", "b", "c", "d", "f", "g", "h");
      this.#arrays.set(array, name);
    }
    const around = loopsAround(array.block).map(this.#indexOf);
    return element(name, [...around, ...indices]);
  }

  /** What an array is all over that nothing is accumulated into. */
  #untouched(array: Arr): Formula | undefined {
    if (array.kind === "input" || this.#writes.has(array)) return undefined;
    return toFormula(array.initial, this.#digits);
  }

  #accumulate(instruction: Accumulate): void {
    const { array, combine } = instruction;
    const { initial } = array as Alloc;
    const all = this.#writes.get(array)!;
    const inner = loopsAround(instruction.block, array.block);
    let right = this.#scalar(instruction.value);
    if (all.length === 1 && initial === NOTHING[combine]) {
      // Loops of which the element does not know the index are summed over.
      const summed = inner.filter((loop) => !knows(instruction, loop));
      if (summed.length > 0) right = reduction(combine, summed.map(this.#range), right);
      if (array.shape.length === 0 && !this.#outputs.has(array)) {
        this.#whole(array, right, "s");
        return;
      }
      this.#line(this.#element(instruction), "=", right, without(loopsAround(instruction.block), summed));
      return;
    }
    const relation = combine === "add" && this.#isOnce(instruction) ? "=" : RELATION[combine];
    this.#line(this.#element(instruction), relation, right, loopsAround(instruction.block));
  }

  /** Whether no element that is added to there is added to twice. */
  #isOnce(write: Write): boolean {
    const { array } = write;
    const all = this.#writes.get(array)!;
    return (
      (array as Alloc).initial === 0 &&
      all.every((one) => loopsAround(one.block, array.block).every((loop) => knows(one, loop))) &&
      all.every((one) => one === write || neverMeet(one.index, write.index))
    );
  }

  #call({ callee, args, results }: Call): void {
    const given = args.map((arg) => this.#element(arg));
    results.forEach((result, k) => {
      this.#result(result, application(this.#functions.get(callee)![k]!, given));
    });
  }

  #result(result: Result, right: Formula): void {
    const { array, block, index } = result;
    const isAll = this.#writes.get(array)!.length === 1 && array.block === block && index.length === 0;
    if (isAll && !this.#outputs.has(array)) this.#whole(array, right, "r");
    else this.#line(this.#element(result), this.#isOnce(result) ? "=" : "+=", right, loopsAround(block));
  }

  /** What an array is at once is written where it is read, or has a line. */
  #whole(array: Arr, right: Formula, letter: string): void {
    const uses = this.#uses.get(array) ?? 0;
    // One of the uses is what is added to it.
    if (!isTooLong(right, uses - 1)) {
      this.#wholes.set(array, right);
      return;
    }
    const loops = loopsAround(array.block);
    const left = element(this.#names.numbered(letter), loops.map(this.#indexOf));
    this.#line(left, "=", right, loops);
    this.#wholes.set(array, left);
  }

  /** Outputs that nothing is added to. */
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
  }
}

/** Whether another round of a loop is certain to be about another element: one index has that loop's and no other. */
function knows({ index, block, array }: Write, loop: Loop): boolean {
  const inner = new Set(loopsAround(block, array.block));
  return index.some(
    ({ terms, data }) =>
      data === undefined &&
      terms.some((term) => term.loop === loop) &&
      terms.every((term) => term.loop === loop || !inner.has(term.loop)),
  );
}

const without = (loops: readonly Loop[], others: readonly Loop[]) =>
  loops.filter((loop) => !others.includes(loop));
