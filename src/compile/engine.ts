/** The engine's WebAssembly, as far as it is used. */
import { Code, encode, V128 } from "./wasm.ts";

export interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly run: () => void;
}
export type Imports = Record<string, Record<string, (...x: number[]) => number>>;

interface Engine {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: Imports) => { readonly exports: Exports };
  instantiate(
    bytes: Uint8Array<ArrayBuffer>,
    imports: Imports,
  ): Promise<{ readonly instance: { readonly exports: Exports } }>;
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

function required(): Engine {
  const wasm = engine();
  if (wasm === undefined) throw new Error("this engine has no WebAssembly");
  return wasm;
}

/** @throws Error if there is no WebAssembly, or none for code made at run time; RangeError if there is no memory for it. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>, imports: Imports): Exports {
  const { Module, Instance } = required();
  return new Instance(new Module(bytes), imports).exports;
}

/** As `instantiate`, for engines that limit the size of what is compiled at once. */
export async function instantiateAsync(bytes: Uint8Array<ArrayBuffer>, imports: Imports): Promise<Exports> {
  return (await required().instantiate(bytes, imports)).instance.exports;
}
