/** The engine's WebAssembly, as far as it is used. */
import { Code, encode, V128 } from "./wasm.ts";

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly run: () => void;
}
/** A module that an engine has taken. */
export type EngineModule = object;
type Imports = Record<string, Record<string, (...x: number[]) => number>>;

interface Engine {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => EngineModule;
  readonly Instance: new (module: EngineModule, imports: Imports) => { readonly exports: Exports };
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<EngineModule>;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  readonly RuntimeError: new () => Error;
  readonly CompileError: new () => Error;
}

/** Undefined where there is none. */
export const engine = (): Engine | undefined =>
  (globalThis as unknown as { readonly WebAssembly?: Engine }).WebAssembly;

let isRelaxed: boolean | undefined;
/** Whether the engine has the fused multiply-add of Relaxed SIMD. */
export function hasFusedMultiplyAdd(): boolean {
  isRelaxed ??= engine()?.validate(PROBE);
  return isRelaxed ?? false;
}
/** A module with nothing in it but that. */
const PROBE = encode({
  imports: [],
  functions: [
    {
      params: [V128, V128, V128],
      results: [V128],
      locals: [],
      code: new Code().get(0).get(1).get(2).op("f64x2.relaxed_madd"),
    },
  ],
  exports: [],
  pages: 0,
  data: [],
});

/** @throws Error if there is no WebAssembly, or none for code made at run time. */
export function moduleOf(bytes: Uint8Array<ArrayBuffer>): EngineModule {
  const wasm = engine();
  if (wasm === undefined) throw new Error("this engine has no WebAssembly");
  return new wasm.Module(bytes);
}

/** @throws RangeError if there is no memory for it. */
export function instantiate(module: EngineModule, imports: Imports): Exports {
  return new (engine()!.Instance)(module, imports).exports;
}
