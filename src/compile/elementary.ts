/** The primitives of elementary functions as WebAssembly, on a number or on the two lanes of a vector. */
import { polynomial } from "../elementary/arithmetic.ts";
import type { Lower, Primitives } from "../elementary/primitives.ts";
import { Code, F64, I32, type Opcode, type Type, V128 } from "./wasm.ts";

/** Where code of primitives goes, and what it needs of its module. */
export interface Target {
  code: Code;
  /** A local for good. */
  readonly local: (type: Type) => number;
  /** A local with a number in both lanes; unless given, numbers are operands of instructions. */
  readonly constant?: (x: number) => number;
  /** Where in memory a table lies. */
  readonly table: (numbers: readonly number[]) => number;
  /** The number of the function that computes f, of lanes or of numbers. */
  readonly functionOf: (f: Lower, arity: number, isVector: boolean) => number;
}

/** Values and conditions are locals. */
export type Local = { readonly local: number };

const SHIFT = 52;
/** In these units a float64 of this size has whole numbers in its last bits. */
const UNITS = 3 * 2 ** 51 + 1023;

/** The primitives, emitting code into a target. */
export function primitives(target: Target, isVector: boolean): Primitives<Local, Local> {
  const type = isVector ? V128 : F64;
  const conditionType = isVector ? V128 : I32;
  const name = (op: string) => `${isVector ? "f64x2" : "f64"}.${op}` as Opcode;
  const push = (x: Local | number): Code => {
    const { code } = target;
    if (typeof x !== "number") return code.get(x.local);
    if (!isVector) return code.f64(x);
    return target.constant ? code.get(target.constant(x)) : code.f64x2(x, x);
  };
  const into = (as: Type): Local => {
    const local = target.local(as);
    target.code.set(local);
    return { local };
  };
  const unary = (op: Opcode) => (x: Local) => {
    push(x).op(op);
    return into(type);
  };
  const binary = (op: Opcode, as: Type) => (x: Local | number, y: Local | number) => {
    push(x);
    push(y).op(op);
    return into(as);
  };
  const select = (c: Local, x: Local | number, y: Local | number): Local => {
    push(x);
    push(y);
    push(c).op(isVector ? "v128.bitselect" : "select");
    return into(type);
  };
  /** A local that code sets at several places. */
  const variable = (x: Local | number): Local => {
    push(x);
    return into(type);
  };
  const assign = (to: readonly Local[], from: readonly (Local | number)[]) => {
    for (const x of from) push(x);
    for (const x of to.toReversed()) target.code.set(x.local);
  };
  /** The code that `emit` emits, apart, and what it gives. */
  const apart = <R>(emit: () => R): { readonly code: Code; readonly result: R } => {
    const outer = target.code;
    target.code = new Code();
    try {
      const result = emit();
      return { code: target.code, result };
    } finally {
      target.code = outer;
    }
  };

  const self: Primitives<Local, Local> = {
    add: binary(name("add"), type),
    sub: binary(name("sub"), type),
    mul: binary(name("mul"), type),
    div: binary(name("div"), type),
    neg: unary(name("neg")),
    abs: unary(name("abs")),
    sqrt: unary(name("sqrt")),
    floor: unary(name("floor")),
    min: binary(name("min"), type),
    max: binary(name("max"), type),
    copysign: (x, y) => {
      if (isVector) {
        push(y);
        push(x);
        push(-0).op("v128.bitselect");
      } else {
        push(x);
        push(y).op("f64.copysign");
      }
      return into(type);
    },
    lt: binary(name("lt"), conditionType),
    le: binary(name("le"), conditionType),
    eq: binary(name("eq"), conditionType),
    and: binary(isVector ? "v128.and" : "i32.and", conditionType),
    or: binary(isVector ? "v128.or" : "i32.or", conditionType),
    not: (c) => {
      push(c).op(isVector ? "v128.not" : "i32.eqz");
      return into(conditionType);
    },
    select,
    pow2: (n) => {
      push(n);
      push(UNITS).op(name("add"));
      if (isVector) target.code.i32(SHIFT).op("i64x2.shl");
      else target.code.op("i64.reinterpret_f64").i64(BigInt(SHIFT)).op("i64.shl").op("f64.reinterpret_i64");
      return into(type);
    },
    exponent: (x) => {
      const { code } = target;
      push(x);
      if (isVector) {
        // The field in the last bits of 2⁵², which is subtracted again.
        code
          .i32(1)
          .op("i64x2.shl")
          .i32(SHIFT + 1)
          .op("i64x2.shr_u");
        push(2 ** SHIFT).op("v128.or");
        push(2 ** SHIFT + 1023).op("f64x2.sub");
      } else {
        code.op("i64.reinterpret_f64").i64(BigInt(SHIFT)).op("i64.shr_u").op("i32.wrap_i64");
        code.i32(2047).op("i32.and").i32(-1023).op("i32.add").op("f64.convert_i32_s");
      }
      return into(type);
    },
    lookup: (table, i) => {
      const { code } = target;
      const offset = target.table(table);
      const place = () => code.op("i32.trunc_sat_f64_s").i32(3).op("i32.shl");
      push(i);
      if (isVector) {
        code.lane("f64x2.extract_lane", 1);
        place();
        push(i).lane("f64x2.extract_lane", 0);
        place().memory("v128.load64_zero", offset).memoryLane("v128.load64_lane", offset, 1);
      } else place().memory("f64.load", offset);
      return into(type);
    },
    branch: (c, common, rare) => {
      const { code } = target;
      if (isVector) {
        const results = common().map(variable);
        const { code: body, result: others } = apart(() => rare().map((x, k) => select(c, x, results[k]!)));
        push(c).op("v128.any_true").open("if").append(body.bytes);
        for (const [k, x] of others.entries()) code.get(x.local).set(results[k]!.local);
        code.op("end");
        return results;
      }
      const first = apart(rare);
      const second = apart(common);
      const results = first.result.map(() => ({ local: target.local(type) }));
      push(c).open("if").append(first.code.bytes);
      assign(results, first.result);
      code.op("else").append(second.code.bytes);
      assign(results, second.result);
      code.op("end");
      return results;
    },
    loop: (start, again, next) => {
      const state = start.map(variable);
      const { code } = target;
      const goes = apart(() => again(state));
      const body = apart(() => next(state));
      code.open("block").open("loop").append(goes.code.bytes);
      push(goes.result);
      if (isVector) code.op("v128.any_true");
      code.op("i32.eqz").branch("br_if", 1).append(body.code.bytes);
      if (isVector) {
        for (const [k, x] of body.result.entries()) {
          push(x);
          push(state[k]!);
          push(goes.result).op("v128.bitselect");
        }
        for (const x of state.toReversed()) code.set(x.local);
      } else assign(state, body.result);
      code.branch("br", 0).op("end").op("end");
      return state;
    },
    polynomial: (c, x) => polynomial(self, c, x),
    part: (f, ...xs) => f(self, ...xs),
    call: (f, x) => {
      push(x).call(target.functionOf(f, 1, isVector));
      return into(type);
    },
    call2: (f, x, y) => {
      push(x);
      push(y).call(target.functionOf(f, 2, isVector));
      return into(type);
    },
  };
  return self;
}

/** Leaves f of operands on the stack. */
export function emitInto(target: Target, f: Lower, operands: readonly Local[], isVector: boolean): void {
  const apply = f as (p: Primitives<Local, Local>, ...operands: readonly Local[]) => Local;
  target.code.get(apply(primitives(target, isVector), ...operands).local);
}

/** The body of a function that computes f of its parameters. */
export function lowered(
  f: Lower,
  arity: number,
  isVector: boolean,
  module: Pick<Target, "table" | "functionOf">,
): { readonly locals: readonly Type[]; readonly code: Code } {
  const locals: Type[] = [];
  const target: Target = {
    code: new Code(),
    local: (type) => arity + locals.push(type) - 1,
    ...module,
  };
  const operands = Array.from({ length: arity }, (_, local): Local => ({ local }));
  emitInto(target, f, operands, isVector);
  return { locals, code: target.code };
}
