/**
 * WebAssembly modules as bytes: instructions by their names, function bodies, sections. Knows nothing of ops or programs.
 * (WebAssembly Core Specification 2.0, chapter 5, with the relaxed multiply-add of "Relaxed SIMD".)
 */

/** Instructions by name. Beyond one byte the prefix stands in bits 16 and up. */
export const OPCODES = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  "local.get": 0x20,
  "local.set": 0x21,
  "local.tee": 0x22,
  "i32.load": 0x28,
  "i64.load": 0x29,
  "f64.load": 0x2b,
  "i32.store": 0x36,
  "f64.store": 0x39,
  "i32.const": 0x41,
  "i64.const": 0x42,
  "f64.const": 0x44,
  "i32.eqz": 0x45,
  "i32.eq": 0x46,
  "i32.ne": 0x47,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.gt_s": 0x4a,
  "i32.gt_u": 0x4b,
  "i32.le_s": 0x4c,
  "i32.le_u": 0x4d,
  "i32.ge_s": 0x4e,
  "i32.ge_u": 0x4f,
  "i64.eqz": 0x50,
  "i64.eq": 0x51,
  "i64.ne": 0x52,
  "i64.lt_s": 0x53,
  "i64.lt_u": 0x54,
  "i64.gt_s": 0x55,
  "i64.gt_u": 0x56,
  "f64.eq": 0x61,
  "f64.ne": 0x62,
  "f64.lt": 0x63,
  "f64.gt": 0x64,
  "f64.le": 0x65,
  "f64.ge": 0x66,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
  "i32.and": 0x71,
  "i32.or": 0x72,
  "i32.xor": 0x73,
  "i32.shl": 0x74,
  "i32.shr_s": 0x75,
  "i32.shr_u": 0x76,
  "i64.clz": 0x79,
  "i64.ctz": 0x7a,
  "i64.add": 0x7c,
  "i64.sub": 0x7d,
  "i64.mul": 0x7e,
  "i64.and": 0x83,
  "i64.or": 0x84,
  "i64.xor": 0x85,
  "i64.shl": 0x86,
  "i64.shr_s": 0x87,
  "i64.shr_u": 0x88,
  "f64.abs": 0x99,
  "f64.neg": 0x9a,
  "f64.ceil": 0x9b,
  "f64.floor": 0x9c,
  "f64.trunc": 0x9d,
  "f64.nearest": 0x9e,
  "f64.sqrt": 0x9f,
  "f64.add": 0xa0,
  "f64.sub": 0xa1,
  "f64.mul": 0xa2,
  "f64.div": 0xa3,
  "f64.min": 0xa4,
  "f64.max": 0xa5,
  "f64.copysign": 0xa6,
  "i32.wrap_i64": 0xa7,
  "i64.extend_i32_s": 0xac,
  "i64.extend_i32_u": 0xad,
  "f64.convert_i32_s": 0xb7,
  "f64.convert_i32_u": 0xb8,
  "f64.convert_i64_s": 0xb9,
  "i64.reinterpret_f64": 0xbd,
  "f64.reinterpret_i64": 0xbf,
  "i32.trunc_sat_f64_s": 0xfc0002,
  "i64.trunc_sat_f64_s": 0xfc0006,
  "memory.copy": 0xfc000a,
  "memory.fill": 0xfc000b,
  "v128.load": 0xfd0000,
  "v128.load64_splat": 0xfd000a,
  "v128.store": 0xfd000b,
  "v128.const": 0xfd000c,
  "i8x16.shuffle": 0xfd000d,
  "i64x2.splat": 0xfd0012,
  "f64x2.splat": 0xfd0014,
  "i64x2.extract_lane": 0xfd001d,
  "f64x2.extract_lane": 0xfd0021,
  "f64x2.replace_lane": 0xfd0022,
  "f64x2.eq": 0xfd0047,
  "f64x2.ne": 0xfd0048,
  "f64x2.lt": 0xfd0049,
  "f64x2.gt": 0xfd004a,
  "f64x2.le": 0xfd004b,
  "f64x2.ge": 0xfd004c,
  "v128.not": 0xfd004d,
  "v128.and": 0xfd004e,
  "v128.andnot": 0xfd004f,
  "v128.or": 0xfd0050,
  "v128.xor": 0xfd0051,
  "v128.bitselect": 0xfd0052,
  "v128.any_true": 0xfd0053,
  "v128.load64_lane": 0xfd0057,
  "v128.store64_lane": 0xfd005b,
  "v128.load64_zero": 0xfd005d,
  "f64x2.ceil": 0xfd0074,
  "f64x2.floor": 0xfd0075,
  "f64x2.trunc": 0xfd007a,
  "f64x2.nearest": 0xfd0094,
  "i64x2.all_true": 0xfd00c3,
  "i64x2.bitmask": 0xfd00c4,
  "i64x2.shl": 0xfd00cb,
  "i64x2.shr_s": 0xfd00cc,
  "i64x2.shr_u": 0xfd00cd,
  "i64x2.add": 0xfd00ce,
  "i64x2.sub": 0xfd00d1,
  "i64x2.mul": 0xfd00d5,
  "i64x2.eq": 0xfd00d6,
  "i64x2.ne": 0xfd00d7,
  "i64x2.lt_s": 0xfd00d8,
  "i64x2.gt_s": 0xfd00d9,
  "f64x2.abs": 0xfd00ec,
  "f64x2.neg": 0xfd00ed,
  "f64x2.sqrt": 0xfd00ef,
  "f64x2.add": 0xfd00f0,
  "f64x2.sub": 0xfd00f1,
  "f64x2.mul": 0xfd00f2,
  "f64x2.div": 0xfd00f3,
  "f64x2.min": 0xfd00f4,
  "f64x2.max": 0xfd00f5,
  "f64x2.pmin": 0xfd00f6,
  "f64x2.pmax": 0xfd00f7,
  "i32x4.trunc_sat_f64x2_s_zero": 0xfd00fc,
  "f64x2.convert_low_i32x4_s": 0xfd00fe,
  "f64x2.relaxed_madd": 0xfd0107,
  "f64x2.relaxed_nmadd": 0xfd0108,
} as const;
export type Opcode = keyof typeof OPCODES;
const LOCAL_GET = OPCODES["local.get"];
const LOCAL_SET = OPCODES["local.set"];
const LOCAL_TEE = OPCODES["local.tee"];

/** Types of locals, parameters and results, by their codes. */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F64 = 0x7c;
export const V128 = 0x7b;
export type Type = typeof I32 | typeof I64 | typeof F64 | typeof V128;
/** The type of a block that leaves nothing. */
const NOTHING = 0x40;

const number = new Float64Array(1);
const bytesOfNumber = new Uint8Array(number.buffer);
/** Modules have the least significant byte first, wherever they are made. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes that grow. */
export class Code {
  #bytes = new Uint8Array(64);
  length = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  #grow(count: number): void {
    const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + count));
    bytes.set(this.bytes);
    this.#bytes = bytes;
  }

  byte(value: number): this {
    if (this.length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.length++] = value;
    return this;
  }
  /** A byte, and a whole number as `unsigned` writes it. */
  #with(value: number, operand: number): this {
    if (operand < 0 || operand >= 0x80) return this.byte(value).unsigned(operand);
    if (this.length + 2 > this.#bytes.length) this.#grow(2);
    this.#bytes[this.length++] = value;
    this.#bytes[this.length++] = operand;
    return this;
  }
  append(bytes: Uint8Array): this {
    if (this.length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }
  /** LEB128 of a whole number in 0 … 2^32 − 1. */
  unsigned(value: number): this {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.byte(rest);
  }
  /** LEB128 of a whole number in −2^63 … 2^63 − 1. */
  signed(value: bigint | number): this {
    if (typeof value === "number" && value === (value | 0)) {
      let rest = value;
      for (; rest < -64 || rest >= 64; rest >>= 7) this.byte((rest & 0x7f) | 0x80);
      return this.byte(rest & 0x7f);
    }
    let rest = BigInt(value);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }
  float(value: number): this {
    number[0] = value;
    if (isLittleEndian) return this.append(bytesOfNumber);
    return this.append(bytesOfNumber.toReversed());
  }
  text(value: string): this {
    const bytes = new TextEncoder().encode(value);
    return this.unsigned(bytes.length).append(bytes);
  }

  /** An instruction, without what may follow it. */
  op(name: Opcode): this {
    const code = OPCODES[name];
    if (code < 0x100) return this.byte(code);
    this.byte(code >>> 16).unsigned(code & 0xffff);
    if (name === "memory.copy") return this.byte(0).byte(0);
    return name === "memory.fill" ? this.byte(0) : this;
  }
  get(local: number): this {
    return this.#with(LOCAL_GET, local);
  }
  set(local: number): this {
    return this.#with(LOCAL_SET, local);
  }
  tee(local: number): this {
    return this.#with(LOCAL_TEE, local);
  }
  call(index: number): this {
    return this.op("call").unsigned(index);
  }
  /** Opens a block of instructions that leaves nothing, or one value. */
  open(name: "block" | "loop" | "if", result: Type | typeof NOTHING = NOTHING): this {
    return this.op(name).byte(result);
  }
  /** Jumps to the block that lies `depth` blocks further out. */
  branch(name: "br" | "br_if", depth: number): this {
    return this.op(name).unsigned(depth);
  }
  i32(value: number): this {
    return this.byte(OPCODES["i32.const"]).signed(value | 0);
  }
  i64(value: bigint): this {
    return this.byte(OPCODES["i64.const"]).signed(BigInt.asIntN(64, value));
  }
  f64(value: number): this {
    return this.byte(OPCODES["f64.const"]).float(value);
  }
  f64x2(low: number, high: number): this {
    return this.op("v128.const").float(low).float(high);
  }
  /** A load or store at the address on the stack plus `offset`, which is a multiple of 2^`align`. */
  memory(name: Opcode, offset: number, align = 3): this {
    return this.op(name).unsigned(align).unsigned(offset);
  }
  /** As `memory`, of one lane of a vector. */
  memoryLane(name: "v128.load64_lane" | "v128.store64_lane", offset: number, lane: number): this {
    return this.memory(name, offset).byte(lane);
  }
  lane(name: "f64x2.extract_lane" | "f64x2.replace_lane" | "i64x2.extract_lane", lane: number): this {
    return this.op(name).byte(lane);
  }
}

export interface Signature {
  readonly params: readonly Type[];
  readonly results: readonly Type[];
}
export interface WasmFunction extends Signature {
  /** Types of the locals behind the parameters. */
  readonly locals: readonly Type[];
  readonly code: Code;
}
export interface WasmImport extends Signature {
  readonly module: string;
  readonly name: string;
}
export interface WasmModule {
  readonly imports: readonly WasmImport[];
  /** Numbered behind the imports. */
  readonly functions: readonly WasmFunction[];
  /** Names of functions that are exported. The memory is, as `memory`. */
  readonly exports: readonly { readonly name: string; readonly index: number }[];
  /** In pages of 65,536 bytes; it never grows. */
  readonly pages: number;
  readonly data: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
}

/** The module's binary form. */
export function encode(module: WasmModule): Uint8Array<ArrayBuffer> {
  const { imports, functions, exports, pages, data } = module;
  const types: Signature[] = [];
  const numbers = new Map<string, number>();
  const typeOf = ({ params, results }: Signature): number => {
    const key = `${params}:${results}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = types.push({ params, results }) - 1;
      numbers.set(key, number);
    }
    return number;
  };
  for (const signature of [...imports, ...functions]) typeOf(signature);

  const out = new Code();
  for (const byte of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte);
  const section = <T>(id: number, items: readonly T[], write: (body: Code, item: T) => void): void => {
    if (items.length === 0) return;
    const body = new Code().unsigned(items.length);
    for (const item of items) write(body, item);
    out.byte(id).unsigned(body.length).append(body.bytes);
  };
  const list = (body: Code, codes: readonly Type[]) => {
    body.unsigned(codes.length);
    for (const code of codes) body.byte(code);
  };
  section(1, types, (body, { params, results }) => {
    body.byte(0x60);
    list(body, params);
    list(body, results);
  });
  section(2, imports, (body, item) => {
    body.text(item.module).text(item.name).byte(0).unsigned(typeOf(item));
  });
  section(3, functions, (body, item) => body.unsigned(typeOf(item)));
  section(5, [pages], (body) => body.byte(1).unsigned(pages).unsigned(pages));
  section(7, [{ name: "memory", index: -1 }, ...exports], (body, { name, index }) => {
    body.text(name);
    if (index < 0) body.byte(2).byte(0);
    else body.byte(0).unsigned(index);
  });
  section(10, functions, (body, { locals, code }) => {
    const head = localsOf(locals);
    body.unsigned(head.length + code.length + 1);
    body.append(head.bytes).append(code.bytes).op("end");
  });
  section(11, data, (body, { offset, bytes }) => {
    body.unsigned(0).i32(offset).op("end").unsigned(bytes.length).append(bytes);
  });
  return out.bytes.slice() as Uint8Array<ArrayBuffer>;
}

/** Locals in runs of one type. */
function localsOf(locals: readonly Type[]): Code {
  const runs: { type: Type; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  const head = new Code().unsigned(runs.length);
  for (const { type, count } of runs) head.unsigned(count).byte(type);
  return head;
}
