/** The functions of a module, and by which of them ops are computed that no instruction computes. */
import type { Op } from "../op.ts";
import { F64, type WasmFunction, type WasmImport } from "./wasm.ts";

export class Functions {
  readonly made: WasmFunction[] = [];
  readonly imported: readonly Op[];

  /** `imported` are ops whose functions the host gives. */
  constructor(imported: readonly Op[]) {
    this.imported = imported;
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

  /** The number of the function of an op. */
  of(op: Op): number {
    return this.imported.indexOf(op);
  }
}
