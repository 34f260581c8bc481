/**
 * Run before every test file: each WebAssembly module that a test hands to the engine is validated by wabt as well, at
 * once or, until wabt is loaded, at the end of the test.
 */
import { afterEach } from "vitest";

interface Engine {
  Module: new (bytes: Uint8Array) => object;
  compile: (bytes: Uint8Array) => Promise<object>;
}
const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

let loading: Promise<typeof import("./wabt.ts")> | undefined;
let validate: ((bytes: Uint8Array) => void) | undefined;
const waiting: Uint8Array[] = [];

function check(bytes: Uint8Array): void {
  if (validate) validate(bytes);
  else {
    waiting.push(bytes);
    loading ??= import("./wabt.ts");
  }
}

engine.Module = new Proxy(engine.Module, {
  construct(target, [bytes]) {
    check(bytes);
    return new target(bytes);
  },
});
engine.compile = new Proxy(engine.compile, {
  apply(target, self, [bytes]) {
    check(bytes);
    return Reflect.apply(target, self, [bytes]);
  },
});

afterEach(async () => {
  if (loading === undefined) return;
  validate ??= (await loading).validate;
  for (const bytes of waiting.splice(0)) validate(bytes);
});
