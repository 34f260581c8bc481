/** Programs with fewer calls: the code of what is called stands where it was, unless that makes programs long. */
import { type Affine, affineKey, dataIndex, loopIndex, mapAffine } from "../ir/affine.ts";
import { Builder } from "../ir/builder.ts";
import { push } from "../ir/multimap.ts";
import {
  type Arr,
  type Block,
  type Call,
  type Callee,
  calleesIn,
  type Loop,
  type Part,
  type Program,
  type Scalar,
  visitInstructions,
} from "../ir/program.ts";
import { isApart } from "../ir/validate.ts";
import { add, mul } from "../ops.ts";
import { sizeOf } from "../tree.ts";

/** Programs of no more instructions, with all calls inlined, have all calls inlined. */
const SMALL_PROGRAM = 4000;
/** Others inline what has no more, with what it inlines, and what is called at one place only. */
const SMALL_CALLEE = 250;

export interface InlineOptions {
  readonly strict?: boolean;
  /** Instructions of what is inlined, at most, however long the program becomes. */
  readonly largest?: number | undefined;
  /** What becomes of the programs of those calls that stay. */
  readonly finish?: (program: Program) => Program;
}

/** The program with calls replaced by the code of their callees; with `strict` to the same bits. */
export function inline(
  program: Program,
  { strict = false, largest, finish = (whole) => whole }: InlineOptions = {},
): Program {
  if (calleesIn(program).length === 0) return program;
  const inlining = new Inlining(strict, callsThatStay(program, largest), finish);
  for (const callee of calleesIn(program)) inlining.prepare(callee);
  return inlining.program(program);
}

/** Callees that are not inlined. */
function callsThatStay(program: Program, largest: number | undefined): Set<Callee> {
  const callees = calleesIn(program);
  const sites = new Map<Callee, number>();
  const stays = new Set<Callee>();
  const sizes = new Map<Callee, number>();
  const measure = ({ top }: Program): number => {
    let size = 0;
    visitInstructions(top, (x) => {
      if (x.kind !== "call") size++;
      else size += stays.has(x.callee) ? 1 + x.args.length + x.results.length : sizes.get(x.callee)!;
    });
    return size;
  };
  for (const callee of callees) sizes.set(callee, measure(callee.program));
  if (largest === undefined && measure(program) <= SMALL_PROGRAM) return stays;
  for (const { top } of [program, ...callees.map((callee) => callee.program)])
    visitInstructions(top, (x) => {
      if (x.kind === "call") sites.set(x.callee, (sites.get(x.callee) ?? 0) + 1);
    });
  for (const callee of callees) {
    const size = measure(callee.program);
    sizes.set(callee, size);
    const isSmall = size <= (largest ?? SMALL_CALLEE);
    if (!isSmall && (largest !== undefined || sites.get(callee)! > 1)) stays.add(callee);
  }
  return stays;
}

/**
 * Results of a call that may be the same elements, as parts of one output. A callee adds to its outputs apart from
 * each other; and the order in which one element is added to is to stay.
 */
interface Merged {
  readonly part: Part;
  /** Of the results that are parts of it: which they are, and the indices that say which part. */
  readonly members: readonly { readonly place: number; readonly index: readonly Affine[] }[];
}

class Inlining {
  readonly strict: boolean;
  readonly #stays: ReadonlySet<Callee>;
  readonly #finish: (program: Program) => Program;
  /** What is called in place of a callee, by which of its results are merged. */
  readonly #made = new Map<Callee, Map<string, Callee>>();

  constructor(strict: boolean, stays: ReadonlySet<Callee>, finish: (program: Program) => Program) {
    this.strict = strict;
    this.#stays = stays;
    this.#finish = finish;
  }

  program(program: Program): Program {
    const builder = new Builder({ strict: this.strict });
    const arrays = program.inputs.map((input): [Arr, Part] => {
      return [input, { array: builder.input(input.name, input.shape), index: [] }];
    });
    const frame = new Frame(this, builder, new Map(arrays));
    frame.block(program.top);
    return { ...builder.program(), outputs: program.outputs.map((output) => frame.partOf(output).array) };
  }

  /** Makes what is called in place of a callee, as long as its results are apart, ahead of calls in calls. */
  prepare(callee: Callee): void {
    if (!this.#stays.has(callee)) return;
    const outputs = callee.program.outputs.map(({ shape }, place): Merged => {
      return { part: { array: { shape } as Arr, index: [] }, members: [{ place, index: [] }] };
    });
    this.callee(callee, outputs);
  }

  /** What is called with results merged so; undefined if the call is inlined. */
  callee(callee: Callee, merged: readonly Merged[]): Callee | undefined {
    if (!this.#stays.has(callee)) return undefined;
    let variants = this.#made.get(callee);
    if (variants === undefined) {
      variants = new Map();
      this.#made.set(callee, variants);
    }
    const key = merged
      .map(({ part, members }) => {
        const shape = part.array.shape.slice(part.index.length);
        return `[${shape}] ${members.map(({ place, index }) => `${place}:${index.length}`)}`;
      })
      .join("; ");
    let made = variants.get(key);
    if (made === undefined) {
      made = { name: callee.name, program: this.#finish(this.#variant(callee, merged)) };
      variants.set(key, made);
    }
    return made;
  }

  /** The program of a callee with an output for each of those that are merged, and an input behind its own for each of their indices. */
  #variant({ program: { top, inputs, outputs } }: Callee, merged: readonly Merged[]): Program {
    const builder = new Builder({ strict: this.strict });
    const arrays = new Map<Arr, Part>();
    for (const input of inputs)
      arrays.set(input, { array: builder.input(input.name, input.shape), index: [] });
    const made = merged.map(({ part, members }) => {
      const array = builder.alloc(part.array.shape.slice(part.index.length));
      for (const { place, index } of members) {
        const given = index.map(() => dataIndex(builder.load(builder.input("index", []), [])));
        arrays.set(outputs[place]!, { array, index: given });
      }
      return array;
    });
    new Frame(this, builder, arrays).block(top);
    return { ...builder.program(), outputs: made };
  }
}

/** A program that is being copied, with what stands for its arrays. */
class Frame {
  readonly #inlining: Inlining;
  readonly #builder: Builder;
  readonly #arrays: Map<Arr, Part>;
  readonly #scalars: Scalar[] = [];
  readonly #loops = new Map<Loop, Loop>();

  constructor(inlining: Inlining, builder: Builder, arrays: Map<Arr, Part>) {
    this.#inlining = inlining;
    this.#builder = builder;
    this.#arrays = arrays;
  }

  partOf(array: Arr): Part {
    return this.#arrays.get(array)!;
  }

  readonly #index = (affine: Affine): Affine =>
    mapAffine(
      affine,
      (loop) => loopIndex(this.#loops.get(loop)!),
      (data) => this.#scalars[data.id]!,
    );
  #part({ array, index }: Part): Part {
    const whole = this.partOf(array);
    return { array: whole.array, index: [...whole.index, ...index.map(this.#index)] };
  }

  block(block: Block): void {
    const builder = this.#builder;
    for (const instruction of block.instructions)
      switch (instruction.kind) {
        case "const":
          this.#scalars[instruction.id] = builder.constant(instruction.value);
          break;
        case "index":
          this.#scalars[instruction.id] = builder.index(this.#loops.get(instruction.loop)!);
          break;
        case "op": {
          const args = instruction.args.map(({ id }) => this.#scalars[id]!);
          this.#scalars[instruction.id] = builder.apply(instruction.op, args);
          break;
        }
        case "load": {
          const { array, index } = this.#part(instruction);
          this.#scalars[instruction.id] = builder.load(array, index);
          break;
        }
        case "alloc":
          // The outputs of a callee are arrays of its caller.
          if (this.#arrays.has(instruction) && block.depth === 0) break;
          this.#arrays.set(instruction, {
            array: builder.alloc(instruction.shape, instruction.initial),
            index: [],
          });
          break;
        case "accumulate": {
          const { array, index } = this.#part(instruction);
          builder.accumulate(array, index, this.#scalars[instruction.value.id]!, instruction.combine);
          break;
        }
        case "call":
          this.#call(instruction);
          break;
        case "loop": {
          const { extent, order, checkpoint, recomputes, body } = instruction;
          const copy = (loop: Loop) => {
            this.#loops.set(instruction, loop);
            this.block(body);
          };
          builder.loop(this.#index(extent), order, copy, { checkpoint, recomputes });
          break;
        }
      }
  }

  #call(call: Call): void {
    const { inputs, outputs, top } = call.callee.program;
    const args = call.args.map((arg) => this.#part(arg));
    const results = call.results.map((result) => this.#part(result));
    const merged = mergedBy(results);
    const callee = this.#inlining.callee(call.callee, merged);
    if (callee) {
      const indices = merged.flatMap(({ members }) => members.flatMap(({ index }) => index));
      const given = indices.map((index) => ({ array: this.#builder.cell(this.#valueOf(index)), index: [] }));
      this.#builder.call(
        callee,
        [...args, ...given],
        merged.map(({ part }) => part),
      );
      return;
    }
    const arrays = new Map<Arr, Part>();
    for (const [k, input] of inputs.entries()) arrays.set(input, args[k]!);
    for (const [k, output] of outputs.entries()) arrays.set(output, results[k]!);
    new Frame(this.#inlining, this.#builder, arrays).block(top);
  }

  /** An index as a number. */
  #valueOf({ constant, terms, data }: Affine): Scalar {
    const builder = this.#builder;
    let sum: Scalar = data ?? builder.constant(0);
    for (const { loop, factor } of terms)
      sum = builder.apply(add, [sum, builder.apply(mul, [builder.index(loop), builder.constant(factor)])]);
    return constant === 0 ? sum : builder.apply(add, [sum, builder.constant(constant)]);
  }
}

function mergedBy(results: readonly Part[]): Merged[] {
  const places = new Map<Arr, number[]>();
  results.forEach(({ array }, place) => {
    push(places, array, place);
  });
  return [...places.values()].flatMap((of): Merged[] => {
    const areApart = of.every((p, k) =>
      of.every(
        (q, j) => j <= k || isApart(results[p]!, results[q]!) || sizeOf(results[p]!.array.shape) === 0,
      ),
    );
    if (areApart) return of.map((place) => ({ part: results[place]!, members: [{ place, index: [] }] }));
    const { array, index } = results[of[0]!]!;
    const isCommon = (d: number) =>
      of.every((place) => {
        const other = results[place]!.index[d];
        return other !== undefined && affineKey(other) === affineKey(index[d]!);
      });
    let common = 0;
    while (common < index.length && isCommon(common)) common++;
    const members = of.map((place) => ({ place, index: results[place]!.index.slice(common) }));
    return [{ part: { array, index: index.slice(0, common) }, members }];
  });
}
