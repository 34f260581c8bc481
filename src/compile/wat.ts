/** Modules as text, read back from their bytes: what `encode` writes, and no more. */
import { OPCODES } from "./wasm.ts";

const TYPES: Readonly<Record<number, string>> = { 127: "i32", 126: "i64", 124: "f64", 123: "v128" };
const names = new Map<number, string>(Object.entries(OPCODES).map(([name, code]) => [code, name]));

/** Reads numbers from bytes. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }
  get isDone(): boolean {
    return this.at >= this.#bytes.length;
  }
  byte(): number {
    return this.#bytes[this.at++]!;
  }
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
  signed(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(Number(shift) + 7, value);
    }
  }
  float(): string {
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    if (Object.is(value, -0)) return "-0";
    if (Number.isNaN(value)) return "nan";
    return Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
  }
  text(): string {
    const length = this.unsigned();
    this.at += length;
    return new TextDecoder().decode(this.#bytes.subarray(this.at - length, this.at));
  }
  list<T>(read: () => T): T[] {
    return Array.from({ length: this.unsigned() }, read);
  }
  types(): string[] {
    return this.list(() => TYPES[this.byte()]!);
  }
}

interface Signature {
  readonly params: readonly string[];
  readonly results: readonly string[];
}

/** A module in WebAssembly's text format, one instruction a line. */
export function wat(bytes: Uint8Array): string {
  const reader = new Reader(bytes, 8);
  const lines: string[] = [];
  let types: Signature[] = [];
  let functions: Signature[] = [];
  let count = 0;
  while (!reader.isDone) {
    const id = reader.byte();
    reader.unsigned();
    if (id === 1)
      types = reader.list(() => {
        reader.byte();
        return { params: reader.types(), results: reader.types() };
      });
    else if (id === 2)
      reader.list(() => {
        const [module, name] = [reader.text(), reader.text()];
        reader.byte();
        lines.push(`  (import "${module}" "${name}" (func $f${count++}${head(types[reader.unsigned()]!)}))`);
      });
    else if (id === 3) functions = reader.list(() => types[reader.unsigned()]!);
    else if (id === 5) {
      reader.byte();
      reader.byte();
      lines.push(`  (memory $memory ${reader.unsigned()} ${reader.unsigned()})`);
    } else if (id === 7)
      reader.list(() => {
        const name = reader.text();
        const kind = reader.byte() === 2 ? "memory" : "func";
        const index = reader.unsigned();
        lines.push(`  (export "${name}" (${kind} ${kind === "memory" ? "$memory" : `$f${index}`}))`);
      });
    else if (id === 10) reader.list(body);
    else reader.list(segment);
  }
  return ["(module", ...lines, ")"].join("\n");

  function body(): void {
    const signature = functions.shift()!;
    const end = reader.unsigned() + reader.at;
    lines.push(`  (func $f${count++}${head(signature)}`);
    let local = signature.params.length;
    reader.list(() => {
      const runs = reader.unsigned();
      const type = TYPES[reader.byte()]!;
      for (let k = 0; k < runs; k++) lines.push(`    (local $l${local++} ${type})`);
    });
    let depth = 2;
    while (reader.at < end - 1) {
      const text = instruction(reader);
      if (text === "end" || text === "else") depth--;
      lines.push(`${"  ".repeat(depth)}${text}`);
      if (/^(block|loop|if|else)\b/.test(text)) depth++;
    }
    reader.byte();
    lines.push("  )");
  }

  function segment(): void {
    reader.unsigned();
    const offset = instruction(reader);
    reader.byte();
    const data = reader.list(() => `\\${reader.byte().toString(16).padStart(2, "0")}`);
    lines.push(`  (data (${offset}) "${data.join("")}")`);
  }
}

const head = ({ params, results }: Signature): string =>
  [...params.map((type, k) => ` (param $l${k} ${type})`), ...results.map((type) => ` (result ${type})`)].join(
    "",
  );

function instruction(reader: Reader): string {
  const first = reader.byte();
  const code = first === 0xfc || first === 0xfd ? (first << 16) | reader.unsigned() : first;
  const name = names.get(code)!;
  return [name, ...immediates(name, reader)].join(" ");
}

function immediates(name: string, reader: Reader): string[] {
  if (name.startsWith("local.")) return [`$l${reader.unsigned()}`];
  if (name === "call") return [`$f${reader.unsigned()}`];
  if (name === "br" || name === "br_if") return [String(reader.unsigned())];
  if (name === "block" || name === "loop" || name === "if") {
    const type = TYPES[reader.byte()];
    return type ? [`(result ${type})`] : [];
  }
  if (name === "i32.const" || name === "i64.const") return [String(reader.signed())];
  if (name === "f64.const") return [reader.float()];
  if (name === "v128.const") return ["f64x2", reader.float(), reader.float()];
  if (name.startsWith("memory.")) {
    reader.byte();
    if (name === "memory.copy") reader.byte();
    return [];
  }
  if (/\.(load|store)/.test(name)) {
    const align = 2 ** reader.unsigned();
    const place = [`offset=${reader.unsigned()}`, `align=${align}`];
    return name.endsWith("_lane") ? [...place, String(reader.byte())] : place;
  }
  if (name.endsWith("_lane")) return [String(reader.byte())];
  if (name === "i8x16.shuffle") return Array.from({ length: 16 }, () => String(reader.byte()));
  return [];
}
