/** A function of a module while it is being emitted, and what the functions of a module share. */
import type { Loop, Program } from "../ir/program.ts";
import type { Functions } from "./functions.ts";
import type { Lanes } from "./lanes.ts";
import { Locals } from "./locals.ts";
import { FAILURE, type Memory } from "./memory.ts";
import type { Schedule } from "./schedule.ts";
import { Code, F64, I32, type Type, V128, type WasmFunction } from "./wasm.ts";

/** What the functions of a module share. */
export class Emission {
  readonly program: Program;
  readonly schedule: Schedule;
  readonly memory: Memory;
  readonly functions: Functions;
  /** Whether results are those of the program as it is written, bit for bit. */
  readonly strict: boolean;
  #fail: number | undefined;

  constructor(program: Program, schedule: Schedule, memory: Memory, functions: Functions, strict: boolean) {
    this.program = program;
    this.schedule = schedule;
    this.memory = memory;
    this.functions = functions;
    this.strict = strict;
  }

  /** The number of the function that notes an index that is out of range of a length, and stops. */
  get fail(): number {
    if (this.#fail !== undefined) return this.#fail;
    const code = new Code();
    code.i32(0).get(0).i32(1).op("i32.add").memory("i32.store", FAILURE.length, 2);
    code.i32(0).get(1).memory("f64.store", FAILURE.index).op("unreachable");
    this.#fail = this.functions.add({ params: [I32, F64], results: [], locals: [], code });
    return this.#fail;
  }
}

/** A loop whose body is being emitted. */
export interface Frame {
  readonly loop: Loop;
  /** The local that holds its index: of the first of the iterations that are done at once. */
  readonly index: number;
  /** How many iterations are done at once; 0 where the loop is around the function, and its index a parameter. */
  readonly step: number;
  readonly startsAtZero: boolean;
  /** Code that runs before the first iteration. */
  readonly before: Code;
  /** Code that runs after each. */
  readonly after: Code;
  /** When emission of its body began. */
  readonly since: number;
  /** Locals that hold sums of whole multiples of this index and outer ones, in bytes. */
  readonly pointers: Map<string, number>;
}

/** The state that emitting a function changes. */
export abstract class Body {
  protected readonly emission: Emission;
  protected readonly schedule: Schedule;
  protected readonly locals: Locals;
  protected readonly frames: Frame[] = [];
  protected code = new Code();
  /** The loop in lanes that is being emitted, if one is, and its frame. */
  protected lanes: Lanes | undefined;
  protected laneFrame: Frame | undefined;
  readonly #params: number;

  /** `around` are the loops whose indices are the function's parameters. */
  constructor(emission: Emission, around: readonly Loop[]) {
    this.emission = emission;
    this.schedule = emission.schedule;
    this.locals = new Locals(around.length);
    this.#params = around.length;
    around.forEach((loop, index) => {
      const codes = { before: new Code(), after: new Code() };
      const frame = { loop, index, step: 0, startsAtZero: false, since: -1, pointers: new Map() };
      this.frames.push({ ...frame, ...codes });
    });
  }

  done(): WasmFunction {
    const code = new Code();
    for (const frame of this.frames) code.append(frame.before.bytes);
    code.append(this.code.bytes);
    const params = new Array<typeof I32>(this.#params).fill(I32);
    return { params, results: [], locals: this.locals.types, code };
  }

  protected frameOf(loop: Loop): Frame {
    return this.frames.findLast((frame) => frame.loop === loop)!;
  }

  /** How many vectors hold what varies from lane to lane; 1 scalar outside of lanes. */
  protected get parts(): number {
    return this.lanes?.jam ?? 1;
  }
  protected get numberType(): Type {
    return this.lanes ? V128 : F64;
  }
  protected take(type: Type, count: number): number[] {
    return Array.from({ length: count }, () => this.locals.take(type));
  }
  protected release(type: Type, locals: readonly number[]): void {
    for (const local of locals) this.locals.release(type, local);
  }
}
