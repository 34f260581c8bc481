/** A function of a module while it is being emitted, and what the functions of a module share. */
import type { Arr, Callee, Loop, Program } from "../ir/program.ts";
import type { Functions } from "./functions.ts";
import type { Lanes } from "./lanes.ts";
import { Locals } from "./locals.ts";
import type { Memory } from "./memory.ts";
import type { Schedule } from "./schedule.ts";
import { Code, F64, I32, type Type, V128, type WasmFunction } from "./wasm.ts";

/** A program as part of a module. */
export interface Routine {
  readonly program: Program;
  readonly schedule: Schedule;
  readonly memory: Memory;
}

export interface Arithmetic {
  /** Whether results are those of the program as it is written, bit for bit. */
  readonly strict: boolean;
  /** Whether products of vectors that are added to something are fused with the addition. */
  readonly fuse: boolean;
}

/** What the functions of a program share. */
export interface Emission extends Routine, Arithmetic {
  readonly functions: Functions;
  /** The programs that it calls, and the numbers of their functions. */
  readonly called: ReadonlyMap<Callee, Called>;
}
/** A program that is called, and the number of its function. */
export interface Called {
  readonly routine: Routine;
  readonly number: number;
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
  /** The local that says, once that is known, whether iterations after this one may change anything. */
  readonly going: number | undefined;
  /** When emission of its body began. */
  readonly since: number;
  /** Locals that hold sums of whole multiples of this index and outer ones, in bytes. */
  readonly pointers: Map<string, number>;
  /** How far ahead of its index the iteration is that is being emitted: its body may be written out several times. */
  ahead: number;
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
  /** Locals that hold where arrays of the caller begin, and the code that takes them there. */
  readonly #bases = new Map<Arr, number>();
  readonly #opening = new Code();

  /** `around` are the loops whose indices are the function's parameters. */
  constructor(emission: Emission, around: readonly Loop[]) {
    this.emission = emission;
    this.schedule = emission.schedule;
    this.locals = new Locals(around.length);
    this.#params = around.length;
    around.forEach((loop, index) => {
      const codes = { before: new Code(), after: new Code() };
      const frame = {
        loop,
        index,
        step: 0,
        startsAtZero: false,
        going: undefined,
        since: -1,
        pointers: new Map(),
        ahead: 0,
      };
      this.frames.push({ ...frame, ...codes });
    });
  }

  done(): WasmFunction {
    const code = new Code().append(this.#opening.bytes);
    for (const frame of this.frames) code.append(frame.before.bytes);
    code.append(this.code.bytes);
    const params = new Array<typeof I32>(this.#params).fill(I32);
    return { params, results: [], locals: this.locals.types, code };
  }

  /** The local that holds where an array of the caller begins; undefined for an array of the program's own. */
  protected callersBase(array: Arr): number | undefined {
    const slot = this.emission.memory.slots.get(array);
    if (slot === undefined) return undefined;
    let local = this.#bases.get(array);
    if (local === undefined) {
      local = this.locals.before(I32, -1);
      this.#opening.i32(0).memory("i32.load", slot, 2).set(local);
      this.#bases.set(array, local);
    }
    return local;
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
