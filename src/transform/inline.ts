/** Programs without calls: the code of what is called stands where it was. */
import { type Affine, loopIndex, mapAffine } from "../ir/affine.ts";
import { Builder } from "../ir/builder.ts";
import {
  type Arr,
  type Block,
  type Call,
  calleesIn,
  type Loop,
  type Part,
  type Program,
  type Scalar,
} from "../ir/program.ts";

/** The program with every call replaced by the code of its callee, and that of what it calls in turn; with `strict` to the same bits. */
export function inline(program: Program, { strict = false }: { readonly strict?: boolean } = {}): Program {
  if (calleesIn(program).length === 0) return program;
  const builder = new Builder({ strict });
  const arrays = program.inputs.map((input): [Arr, Part] => {
    return [input, { array: builder.input(input.name, input.shape), index: [] }];
  });
  const frame = new Frame(builder, new Map(arrays));
  frame.block(program.top);
  return { ...builder.program(), outputs: program.outputs.map((output) => frame.partOf(output).array) };
}

/** A program that is being copied, with what stands for its arrays. */
class Frame {
  readonly #builder: Builder;
  readonly #arrays: Map<Arr, Part>;
  readonly #scalars: Scalar[] = [];
  readonly #loops = new Map<Loop, Loop>();

  constructor(builder: Builder, arrays: Map<Arr, Part>) {
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
          const { extent, order, checkpoint, body } = instruction;
          const copy = (loop: Loop) => {
            this.#loops.set(instruction, loop);
            this.block(body);
          };
          builder.loop(this.#index(extent), order, copy, { checkpoint });
          break;
        }
      }
  }

  #call({ callee: { program }, args, results }: Call): void {
    const arrays = new Map<Arr, Part>();
    for (const [k, input] of program.inputs.entries()) arrays.set(input, this.#part(args[k]!));
    for (const [k, output] of program.outputs.entries()) arrays.set(output, this.#part(results[k]!));
    new Frame(this.#builder, arrays).block(program.top);
  }
}
