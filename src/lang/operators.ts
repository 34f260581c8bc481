/** What operators do. Numbers and Values go to the op table; the rest is what each language does with text and lists. */
import { Operand } from "../op.ts";
import * as ops from "../ops.ts";
import { Value } from "../value.ts";
import { jsString } from "./display.ts";
import { percent } from "./formatter.ts";
import { floatDivide, floatModulo, integerArithmetic } from "./integers.ts";
import type { Machine } from "./machine.ts";
import type { Places, Span } from "./source.ts";
import type { BinaryOperator, CompareOperator } from "./tree.ts";
import {
  Fields,
  isInteger,
  isNumeric,
  isPlainNumber,
  kindOf,
  type LangValue,
  List,
  type Numeric,
} from "./values.ts";

const OPS = { "+": ops.add, "-": ops.sub, "*": ops.mul, "/": ops.div, "**": ops.pow } as const;

export function arithmetic(
  machine: Machine,
  operator: BinaryOperator,
  left: LangValue,
  right: LangValue,
  at: Span,
  places: Places = [],
): LangValue {
  if (isNumeric(left) && isNumeric(right)) return numeric(machine, operator, left, right, at, places);
  const other =
    machine.language === "python"
      ? pythonOperator(machine, operator, left, right, at)
      : javascriptOperator(machine, operator, left, right, at);
  return other ?? machine.fail(`\`${operator}\` does not take ${kindOf(left)} and ${kindOf(right)}`, at);
}

function numeric(
  machine: Machine,
  operator: BinaryOperator,
  x: Numeric,
  y: Numeric,
  at: Span,
  places: Places,
): LangValue {
  const python = machine.language === "python";
  if (python && isInteger(x) && isInteger(y)) {
    const result = integerArithmetic(machine, operator, BigInt(x), BigInt(y), at);
    if (result !== undefined) return result;
  }
  if (operator !== "//" && operator !== "%") return machine.apply(OPS[operator], [x, y], at, places);
  if (isPlainNumber(x) && isPlainNumber(y)) {
    const [a, b] = [Number(x), Number(y)];
    if (operator === "//") return floatDivide(a, b);
    return python ? floatModulo(a, b) : a % b;
  }
  // x // y = floor(x/y), and x % y = x − y·floor(x/y); JavaScript's remainder cuts off instead.
  const quotient = machine.applyWithin(OPS["/"], [x, y], at, places);
  const cut = python ? ops.floor : ops.trunc;
  if (operator === "//") return machine.apply(cut, [quotient], at);
  const whole = machine.applyWithin(cut, [quotient], at);
  return machine.apply(ops.sub, [x, machine.applyWithin(ops.mul, [y, whole], at)], at, places);
}

function pythonOperator(
  machine: Machine,
  operator: BinaryOperator,
  left: LangValue,
  right: LangValue,
  at: Span,
): LangValue | undefined {
  if (operator === "%" && typeof left === "string") return percent(machine, left, right, at);
  if (operator === "+") {
    if (typeof left === "string" && typeof right === "string") return concatenated(machine, left, right, at);
    if (left instanceof List && right instanceof List && left.tuple === right.tuple) {
      machine.meter.list(left.items.length + right.items.length, at);
      return new List([...left.items, ...right.items], left.tuple);
    }
  }
  if (operator === "*") {
    if (isInteger(right)) return repeated(machine, left, right, at);
    if (isInteger(left)) return repeated(machine, right, left, at);
  }
  return undefined;
}

function javascriptOperator(
  machine: Machine,
  operator: BinaryOperator,
  left: LangValue,
  right: LangValue,
  at: Span,
): LangValue | undefined {
  if (operator !== "+" || (typeof left !== "string" && typeof right !== "string")) return undefined;
  return concatenated(machine, jsString(machine, left, at), jsString(machine, right, at), at);
}

function concatenated(machine: Machine, left: string, right: string, at: Span): string {
  machine.meter.string(left.length + right.length, at);
  return left + right;
}

function repeated(
  machine: Machine,
  value: LangValue,
  times: bigint | boolean,
  at: Span,
): LangValue | undefined {
  const count = Math.max(0, Number(times));
  if (typeof value === "string") {
    machine.meter.string(value.length * count, at);
    return value.length === 0 ? "" : value.repeat(count);
  }
  if (!(value instanceof List)) return undefined;
  const length = value.items.length === 0 ? 0 : value.items.length * count;
  machine.meter.list(length, at);
  return new List(
    Array.from({ length }, (_, i) => value.items[i % value.items.length]!),
    value.tuple,
  );
}

export function negated(machine: Machine, operator: "-" | "+", value: LangValue, at: Span): LangValue {
  if (!isNumeric(value)) return machine.fail(`\`${operator}\` does not take ${kindOf(value)}`, at);
  if (machine.language === "python" && isInteger(value))
    return operator === "-" ? -BigInt(value) : BigInt(value);
  if (operator === "-") return machine.apply(ops.neg, [value], at);
  return value instanceof Operand ? value : Number(value);
}

const ORDER = { "<": ops.lt, "<=": ops.le, ">": ops.gt, ">=": ops.ge } as const;

/** A comparison: true or false, or, with a Value among the operands, a Value that is 1 or 0. */
export function compare(
  machine: Machine,
  operator: CompareOperator,
  left: LangValue,
  right: LangValue,
  at: Span,
  places: Places = [],
): LangValue {
  switch (operator) {
    case "is":
      return same(left, right);
    case "is not":
      return !same(left, right);
    case "in":
      return contains(machine, right, left, at);
    case "not in":
      return !contains(machine, right, left, at);
    case "==":
      return equality(machine, left, right, at, places);
    case "!=": {
      const equal = equality(machine, left, right, at, places);
      return equal instanceof Operand ? machine.apply(ops.eq, [equal, 0], at) : !equal;
    }
    default:
      return ordered(machine, operator, left, right, at, places);
  }
}

function ordered(
  machine: Machine,
  operator: keyof typeof ORDER,
  left: LangValue,
  right: LangValue,
  at: Span,
  places: Places,
): LangValue {
  if (isPlainNumber(left) && isPlainNumber(right)) return inOrder(operator, left, right);
  if (isNumeric(left) && isNumeric(right)) return machine.apply(ORDER[operator], [left, right], at, places);
  if (typeof left === "string" && typeof right === "string") return inOrder(operator, left, right);
  return machine.fail(`\`${operator}\` does not compare ${kindOf(left)} with ${kindOf(right)}`, at);
}

function inOrder<T extends string | number | bigint | boolean>(
  operator: keyof typeof ORDER,
  x: T,
  y: T,
): boolean {
  if (operator === "<") return x < y;
  if (operator === "<=") return x <= y;
  return operator === ">" ? x > y : x >= y;
}

function equality(
  machine: Machine,
  left: LangValue,
  right: LangValue,
  at: Span,
  places: Places,
): boolean | number | Operand {
  const either = left instanceof Operand || right instanceof Operand;
  if (either && isNumeric(left) && isNumeric(right)) return machine.apply(ops.eq, [left, right], at, places);
  return equal(machine, left, right, at);
}

/** Equality of what is not to be recorded: inside lists Values are equal if they are the same node. */
export function equal(machine: Machine, left: LangValue, right: LangValue, at: Span): boolean {
  if (isPlainNumber(left) && isPlainNumber(right)) {
    if (machine.language === "javascript" && typeof left !== typeof right) return false;
    return left <= right && left >= right;
  }
  const lists = left instanceof List && right instanceof List;
  if (!lists || machine.language === "javascript") return same(left, right);
  if (left.tuple !== right.tuple || left.items.length !== right.items.length) return false;
  machine.meter.enter(at);
  const all = left.items.every((item, i) => {
    machine.meter.step(at);
    return same(item, right.items[i]!) || equal(machine, item, right.items[i]!, at);
  });
  machine.meter.leave();
  return all;
}

/** Whether two values are one and the same. */
export function same(left: LangValue, right: LangValue): boolean {
  if (left instanceof Value && right instanceof Value) return left.id === right.id;
  return left === right;
}

function contains(machine: Machine, container: LangValue, value: LangValue, at: Span): boolean {
  if (typeof container === "string" && typeof value === "string") return container.includes(value);
  if (!(container instanceof List))
    return machine.fail(`${kindOf(container)} has no elements to look among`, at);
  return container.items.some((item) => {
    machine.meter.step(at);
    return same(item, value) || equal(machine, item, value, at);
  });
}

/** Whether a value counts as true in a condition. A Value's number decides for it. */
export function truth(machine: Machine, value: LangValue, at: Span): boolean {
  if (value instanceof Operand) return truth(machine, machine.numberOf(value, at), at);
  if (typeof value === "number")
    return value !== 0 && (machine.language === "python" || !Number.isNaN(value));
  if (typeof value === "bigint") return value !== 0n;
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return value !== "";
  if (value instanceof List && machine.language === "python") return value.items.length > 0;
  if (value instanceof Fields) return true;
  return value !== null;
}
