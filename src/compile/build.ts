/** From a traced function to the bytes of a module, and what is to be known of them. */
import { type Callee, calleesIn, instructionsIn, type Program, visitInstructions } from "../ir/program.ts";
import type { Op } from "../op.ts";
import type { Traced } from "../trace.ts";
import { optimise, packed } from "../transform/optimise.ts";
import type { Routine } from "./body.ts";
import { emit } from "./emit.ts";
import { hasFusedMultiplyAdd } from "./engine.ts";
import { planMemory } from "./memory.ts";
import { packsOf } from "./packs.ts";
import { sizeInMemory } from "./rolling.ts";
import { type ScheduleOptions, schedule } from "./schedule.ts";
import { encode, type WasmModule } from "./wasm.ts";

/** Bytes of a page of memory. */
const PAGE = 65_536;

export interface BuildOptions {
  /** Whether results are those of `evaluate` bit for bit: every sum in its written order. False unless given. */
  readonly strict?: boolean;
  /** Whether loops may run in the lanes of vectors; those of strict code never do. True unless given. */
  readonly simd?: boolean;
  /**
   * Whether a product that is added to or taken from something in lanes may be rounded once, together with that, by a fused
   * multiply-add, where the engine has it (Relaxed SIMD): faster, and nearer to the truth, but not the same on every
   * machine. Without it the option changes nothing. False unless given; not to be had with `strict`.
   */
  readonly relaxed?: boolean;
  /** Instructions of one WebAssembly function, at most. */
  readonly longest?: number;
  /**
   * Instructions of a function marked with `fn` that is written out where it is called, at most. Unless given, small
   * functions and small programs are.
   */
  readonly inlined?: number;
}

/** What was compiled, in numbers. */
export interface Stats {
  /** Instructions of the program that compute: ops, and accumulations. */
  readonly ops: number;
  readonly loops: number;
  /** Loops whose iterations go through lanes of vectors. */
  readonly lanes: number;
  /** Fused multiply-adds in the module: 0 but with `relaxed`, and where the engine has them. */
  readonly fused: number;
  /** Functions of the module. */
  readonly functions: number;
  /** Bytes of the module. */
  readonly bytes: number;
  /** Bytes of memory that are used, arguments and results included. */
  readonly memory: number;
  /** Bytes of arrays that the program keeps: in memory, without those that live in locals. */
  readonly saved: number;
  /** Loops that run iterations of others again, for derivatives, rather than read what was saved of them. */
  readonly recomputed: number;
  /** Where in memory the inputs lie, captured arrays behind arguments, and the outputs, in the order of the result's leaves. */
  readonly inputs: readonly Placed[];
  readonly outputs: readonly Placed[];
}

/** Where an input or an output lies in memory: float64s from byte `offset` on, row by row. */
export interface Placed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

export interface Built {
  readonly traced: Traced;
  /** Without the data of captured arrays. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly module: WasmModule;
  readonly imported: readonly Op[];
  readonly inputs: readonly Placed[];
  readonly outputs: readonly Placed[];
  readonly stats: Stats;
}

/**
 * `canFuse` is whether the engine has fused multiply-adds.
 *
 * @throws RangeError if the program takes more memory than WebAssembly can address.
 */
export function build(
  traced: Traced,
  { strict = false, simd = true, relaxed = false, longest, inlined }: BuildOptions = {},
  canFuse = relaxed && hasFusedMultiplyAdd(),
): Built {
  const routines = plan(optimise(traced.program, { strict, inlined }), { simd: simd && !strict, longest });
  const { functions, main } = emit(routines, { strict, fuse: relaxed && canFuse });
  const { program, memory } = routines.get(undefined)!;
  const { imports, imported, made } = functions;
  const exports = [{ name: "run", index: main }];
  const pages = Math.max(1, Math.ceil(functions.top / PAGE));
  const data = [...functions.tables].map(([numbers, offset]) => {
    return { offset, bytes: new Uint8Array(Float64Array.from(numbers).buffer) };
  });
  const module: WasmModule = { imports, functions: made, exports, pages, data };
  const bytes = encode(module);
  const placed = (name: string, array: (typeof program.outputs)[number]): Placed => {
    return { name, shape: array.shape, offset: memory.arrays.get(array)! };
  };
  const inputs = program.inputs.map((input) => placed(input.name, input));
  const outputs = program.outputs.map((output, k) => placed(`result ${k}`, output));
  let [ops, loops, lanes, saved, recomputed] = [0, 0, 0, 0, 0];
  for (const { program: one, schedule: made } of routines.values()) {
    lanes += made.lanes.size;
    for (const instruction of instructionsIn(one.top))
      if (instruction.kind === "op" || instruction.kind === "accumulate") ops++;
      else if (instruction.kind === "loop") {
        loops++;
        if (instruction.recomputes) recomputed++;
      } else if (
        instruction.kind === "alloc" &&
        !made.inLocals.has(instruction) &&
        !made.foreign.has(instruction)
      )
        saved += 8 * sizeInMemory(instruction, made.rolling);
  }
  const stats = {
    ...{ ops, loops, lanes, fused: functions.fused, functions: made.length, bytes: bytes.length },
    ...{ memory: functions.top, saved, recomputed, inputs, outputs },
  };
  return { traced, bytes, module, imported, inputs, outputs, stats };
}

/** Plans a program and those that it calls, which come before it: each uses memory behind that of those that call it. */
function plan(whole: Program, options: Omit<ScheduleOptions, "isCalled">): Map<Callee | undefined, Routine> {
  const routines: [Callee | undefined, Routine][] = [];
  const starts = new Map<Callee, number>();
  const add = (given: Program, callee?: Callee) => {
    let program = given;
    let made = schedule(program, { ...options, isCalled: callee !== undefined });
    const packs = packsOf(made.lanes);
    if (packs) {
      program = packed(program, packs);
      made = schedule(program, { ...options, isCalled: callee !== undefined });
    }
    const memory = planMemory(program, made, callee && starts.get(callee)!);
    routines.push([callee, { program, schedule: made, memory }]);
    visitInstructions(program.top, (x) => {
      if (x.kind === "call") starts.set(x.callee, Math.max(starts.get(x.callee) ?? 0, memory.bytes));
    });
  };
  add(whole);
  for (const callee of calleesIn(whole).reverse()) add(callee.program, callee);
  return new Map(routines.reverse());
}

/** The module with the data of captured arrays in it. */
export function standalone({ module, traced, inputs }: Built): Uint8Array<ArrayBuffer> {
  const first = inputs.length - traced.captured.length;
  const captured = traced.captured.map((numbers, k) => {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    return { offset: inputs[first + k]!.offset, bytes };
  });
  return encode({ ...module, data: [...module.data, ...captured] });
}
