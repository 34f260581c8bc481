/** The names behind a dot that lecture code uses: `math`, `np`, `torch`, `Math`, `console`. All compute by the op table. */
import { type Op, Operand } from "../op.ts";
import * as ops from "../ops.ts";
import type { CallSite } from "./call.ts";
import { display } from "./display.ts";
import { least, most, total } from "./functions.ts";
import { opFunction, opsByName, opsByTorchName } from "./names.ts";
import { Builtin, isPlainNumber, type LangValue, Namespace } from "./values.ts";

type Entry = readonly [name: string, value: LangValue];

/** Ops under the names they have in the table. */
const named = (...names: string[]): Entry[] => names.map((name) => renamed(name, opsByName.get(name)!));
const renamed = (name: string, op: Op): Entry => [name, opFunction(op, name)];
const made = (name: string, run: (call: CallSite) => LangValue): Entry => [name, new Builtin(name, run)];
const module = (name: string, ...entries: Entry[]) => new Namespace(name, new Map(entries));

const ELEMENTARY = [
  ...["exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt", "hypot", "floor", "ceil", "trunc"],
  ...[
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "atan2",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
  ],
];

/** Python's `math.floor` gives an integer. */
function toInteger(name: string, op: Op): Entry {
  return made(name, (call) => {
    const result = call.takes(1).apply(op, call.numeric(call.args[0]));
    return typeof result === "number" && Number.isSafeInteger(result) ? call.machine.whole(result) : result;
  });
}

/** A question about a number, or about a Value's. */
function asked(name: string, test: (x: number) => boolean): Entry {
  return made(name, (call) => {
    const [x] = call.takes(1).args;
    return test(isPlainNumber(x!) ? Number(x) : call.machine.numberOf(call.operand(x), call.at));
  });
}

/** `log(x)`, and `log(x, base)`. */
const logarithm: Entry = made("log", (call) => {
  const [x, base] = call.takes(1, 2).args;
  if (base === undefined) return call.apply(ops.log, call.numeric(x));
  const [above, below] = [x, base].map((part) =>
    call.machine.applyWithin(ops.log, [call.numeric(part)], call.at),
  );
  return call.apply(ops.div, above!, below!);
});

const constants: Entry[] = [
  ["pi", Math.PI],
  ["e", Math.E],
  ["tau", 2 * Math.PI],
  ["inf", Number.POSITIVE_INFINITY],
  ["nan", Number.NaN],
];

const math = module(
  "math",
  ...constants,
  ...named(...ELEMENTARY, "exp2", "erf", "erfc", "lgamma", "pow"),
  renamed("fabs", ops.abs),
  logarithm,
  toInteger("floor", ops.floor),
  toInteger("ceil", ops.ceil),
  toInteger("trunc", ops.trunc),
  asked("isnan", Number.isNaN),
  asked("isinf", (x) => Math.abs(x) === Number.POSITIVE_INFINITY),
  asked("isfinite", Number.isFinite),
  made("fsum", total),
);

const numpy = (name: string) =>
  module(
    name,
    ...constants,
    ...named(...ELEMENTARY, "exp2", "abs", "sign", "square", "logaddexp"),
    renamed("absolute", ops.abs),
    renamed("negative", ops.neg),
    renamed("add", ops.add),
    renamed("subtract", ops.sub),
    renamed("multiply", ops.mul),
    renamed("divide", ops.div),
    renamed("power", ops.pow),
    renamed("maximum", ops.max),
    renamed("minimum", ops.min),
    renamed("arcsin", ops.asin),
    renamed("arccos", ops.acos),
    renamed("arctan", ops.atan),
    renamed("arctan2", ops.atan2),
    renamed("arcsinh", ops.asinh),
    renamed("arccosh", ops.acosh),
    renamed("arctanh", ops.atanh),
    renamed("where", ops.select),
    renamed("clip", ops.clamp),
    renamed("round", ops.round),
    asked("isnan", Number.isNaN),
    made("sum", total),
    made("max", most),
    made("min", least),
  );

const torchNames = [...opsByTorchName].map(([name, op]) => renamed(name, op));
const functional = module("torch.nn.functional", ...torchNames, ...named("leaky_relu", "elu"));
const torch = module(
  "torch",
  ...constants,
  ...torchNames,
  ["nn", module("torch.nn", ["functional", functional])],
  renamed("add", ops.add),
  renamed("sub", ops.sub),
  renamed("mul", ops.mul),
  renamed("div", ops.div),
  renamed("neg", ops.neg),
  renamed("where", ops.select),
  made("sum", total),
  made("max", most),
  made("min", least),
);

/** JavaScript's `Math.round`: halves go up. */
const halvesUp: Entry = made("round", (call) => {
  const x = call.numeric(call.takes(1).args[0]);
  if (!(x instanceof Operand)) return Math.round(Number(x));
  const { machine, at } = call;
  const whole = machine.applyWithin(ops.floor, [x], at);
  const fraction = machine.applyWithin(ops.sub, [x, whole], at);
  return call.apply(ops.add, whole, machine.applyWithin(ops.ge, [fraction, 0.5], at));
});

const javascriptMath = module(
  "Math",
  ["PI", Math.PI],
  ["E", Math.E],
  ["LN2", Math.LN2],
  ["LN10", Math.LN10],
  ["LOG2E", Math.LOG2E],
  ["LOG10E", Math.LOG10E],
  ["SQRT2", Math.SQRT2],
  ["SQRT1_2", Math.SQRT1_2],
  ...named(...ELEMENTARY, "abs", "sign", "pow"),
  halvesUp,
  made("max", (call) => (call.args.length === 0 ? Number.NEGATIVE_INFINITY : most(call))),
  made("min", (call) => (call.args.length === 0 ? Number.POSITIVE_INFINITY : least(call))),
);

const console = module(
  "console",
  made("log", (call) => {
    const texts = call.args.map((arg) => display(call.machine, arg, call.at));
    call.machine.print(`${texts.join(" ")}\n`, call.at);
    return null;
  }),
);

export const modules: readonly Entry[] = [
  ["math", math],
  ["np", numpy("np")],
  ["numpy", numpy("numpy")],
  ["torch", torch],
  ["Math", javascriptMath],
  ["console", console],
];
