/** The engine's WebAssembly, as far as it is used. */

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
