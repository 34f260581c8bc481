/** The WebAssembly binary toolkit as an oracle: whether modules are valid, and whether text is the module it was made from. */
import loadWabt from "wabt";

const FEATURES = { simd: true, relaxed_simd: true, bulk_memory: true, sat_float_to_int: true };

const toolkit = await loadWabt();

/** @throws Error if the module is not valid, or uses what FEATURES lacks. */
export function validate(bytes: Uint8Array, features: { readonly relaxed_simd?: boolean } = {}): void {
  const module = toolkit.readWasm(bytes, { ...FEATURES, ...features });
  try {
    module.validate();
  } finally {
    module.destroy();
  }
}

/** A module's bytes as the toolkit writes them, read from ours or parsed from text. */
function written(source: Uint8Array | string): Uint8Array {
  const module =
    typeof source === "string"
      ? toolkit.parseWat("module.wat", source, FEATURES)
      : toolkit.readWasm(source, FEATURES);
  try {
    module.validate();
    return module.toBinary({ canonicalize_lebs: true }).buffer;
  } finally {
    module.destroy();
  }
}

/** Whether text parses to the module that bytes are. @throws Error if either is not valid. */
export function isSame(bytes: Uint8Array, text: string): boolean {
  return Buffer.compare(written(bytes), written(text)) === 0;
}
