/** The functions of a module, those among them by which ops are computed that no instruction computes, and their tables. */
import * as elementary from "../elementary/index.ts";
import type { Lower } from "../elementary/primitives.ts";
import type { Op } from "../op.ts";
import * as ops from "../ops.ts";
import { lowered } from "./elementary.ts";
import { FAILURE } from "./memory.ts";
import { Code, F64, I32, V128, type WasmFunction, type WasmImport } from "./wasm.ts";

/** The elementary function that computes an op, if one does: to the bit as its `f`. */
export function loweringOf(op: Op): Lower | undefined {
  const isOfTable = (ops as unknown as Readonly<Record<string, Op>>)[op.name] === op;
  return isOfTable ? (elementary as Readonly<Record<string, Lower>>)[op.name] : undefined;
}

export class Functions {
  readonly made: WasmFunction[] = [];
  readonly imported: readonly Op[];
  /** Tables, and where in memory they lie. */
  readonly tables = new Map<readonly number[], number>();
  /** How many fused multiply-adds they have. */
  fused = 0;
  /** The first byte behind what is used of memory. */
  top: number;
  readonly #lowered = new Map<Lower, { scalar?: number; vector?: number }>();

  /** `imported` are ops whose functions the host gives; tables are put into memory behind `top`. */
  constructor(imported: readonly Op[], top: number) {
    this.imported = imported;
    this.top = top;
  }

  get imports(): WasmImport[] {
    return this.imported.map(({ name, arity }) => {
      return { module: "ops", name, params: new Array<typeof F64>(arity).fill(F64), results: [F64] };
    });
  }

  /** The number that a function gets. */
  add(made: WasmFunction): number {
    return this.imported.length + this.made.push(made) - 1;
  }

  #fail: number | undefined;
  /** The number of the function that notes an index that is out of range of a length, and stops. */
  get fail(): number {
    if (this.#fail !== undefined) return this.#fail;
    const code = new Code();
    code.i32(0).get(0).i32(1).op("i32.add").memory("i32.store", FAILURE.length, 2);
    code.i32(0).get(1).memory("f64.store", FAILURE.index).op("unreachable");
    this.#fail = this.add({ params: [I32, F64], results: [], locals: [], code });
    return this.#fail;
  }

  /** The number of the imported function of an op. */
  importOf(op: Op): number {
    return this.imported.indexOf(op);
  }

  /** The number of the function that computes an elementary function of numbers, or of vectors lane by lane. */
  readonly functionOf = (f: Lower, arity: number, isVector: boolean): number => {
    const known = this.#lowered.get(f) ?? {};
    this.#lowered.set(f, known);
    const key = isVector ? "vector" : "scalar";
    known[key] ??= this.#lower(f, arity, isVector);
    return known[key];
  };

  #lower(f: Lower, arity: number, isVector: boolean): number {
    const { locals, code } = lowered(f, arity, isVector, this);
    const type = isVector ? V128 : F64;
    const params = new Array<typeof type>(arity).fill(type);
    return this.add({ params, results: [type], locals, code });
  }

  readonly table = (numbers: readonly number[]): number => {
    let offset = this.tables.get(numbers);
    if (offset === undefined) {
      offset = Math.ceil(this.top / 8) * 8;
      this.top = offset + 8 * numbers.length;
      this.tables.set(numbers, offset);
    }
    return offset;
  };
}
