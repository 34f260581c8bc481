/** The names that every program starts with; a program can assign over them. */
import { Operand } from "../op.ts";
import { forward, noGrad, Value, zeroGrad } from "../value.ts";
import type { CallSite } from "./call.ts";
import { display, jsString } from "./display.ts";
import * as functions from "./functions.ts";
import { modules } from "./modules.ts";
import { opFunction, opsByName } from "./names.ts";
import { arithmetic, truth } from "./operators.ts";
import { sorted } from "./sorting.ts";
import type { Language } from "./tree.ts";
import { Builtin, Fields, isPlainNumber, type LangValue, List } from "./values.ts";

type Entry = readonly [name: string, value: LangValue];
const made = (name: string, run: (call: CallSite) => LangValue): [string, Builtin] => [
  name,
  new Builtin(name, run),
];

/** `Value(2.0, label='x1')`, `new Value(2, { label: "x1" })`, `value(2, "x1")`. */
function leaf(call: CallSite): Value {
  call.takes(1, 2, ["label"]);
  const [data, options] = call.args;
  const label = options instanceof Fields ? options.entries.get("label") : call.get(1, "label");
  return call.machine.recorder.leaf(
    call.number(data),
    label === undefined ? "" : call.string(label),
    call.at,
  );
}

function valueIn(call: CallSite): Value {
  const operand = call.operand(call.args[0]);
  return operand instanceof Value ? operand : call.fail("wants a Value");
}

function print(call: CallSite): LangValue {
  call.takes(0, Number.POSITIVE_INFINITY, ["sep", "end"]);
  const word = (name: string, otherwise: string) => {
    const given = call.keywords.get(name) ?? null;
    return given === null ? otherwise : call.string(given);
  };
  const { machine, at } = call;
  const separator = word("sep", " ");
  let text = "";
  for (const [i, arg] of call.args.entries()) {
    text += (i > 0 ? separator : "") + display(machine, arg, at);
    machine.meter.string(text.length, at);
  }
  machine.print(text + word("end", "\n"), at);
  return null;
}

const list = (tuple: boolean) => (call: CallSite) =>
  call.list(call.takes(0, 1).args.length > 0 ? [...call.elements(call.args[0])] : [], tuple);

const types = {
  Value: made("Value", leaf),
  int: made("int", functions.toInteger),
  float: made("float", functions.toFloat),
  str: made("str", (call) =>
    call.takes(0, 1).args.length > 0 ? display(call.machine, call.args[0]!, call.at) : "",
  ),
  bool: made(
    "bool",
    (call) => call.takes(0, 1).args.length > 0 && truth(call.machine, call.args[0]!, call.at),
  ),
  list: made("list", list(false)),
  tuple: made("tuple", list(true)),
} as const;

const instances = new Map<LangValue, (x: LangValue) => boolean>([
  [types.Value[1], (x) => x instanceof Value],
  [types.int[1], (x) => typeof x === "bigint" || typeof x === "boolean"],
  [types.float[1], (x) => typeof x === "number"],
  [types.str[1], (x) => typeof x === "string"],
  [types.bool[1], (x) => typeof x === "boolean"],
  [types.list[1], (x) => x instanceof List && !x.tuple],
  [types.tuple[1], (x) => x instanceof List && x.tuple],
]);

function isInstance(call: CallSite): boolean {
  const [x, kinds] = call.takes(2).args;
  const tests = (kinds instanceof List ? kinds.items : [kinds!]).map((kind) => instances.get(kind));
  return tests.some((test) =>
    test ? test(x!) : call.fail("knows Value, int, float, str, bool, list and tuple"),
  );
}

/** The graph is drawn by whoever runs the program; a notebook's options for that are taken and not used. */
function draw(call: CallSite): LangValue {
  call.takes(1, 1, ["format", "rankdir"]);
  call.machine.recorder.draw(valueIn(call));
  return null;
}

const zero = (call: CallSite): LangValue => {
  zeroGrad(valueIn(call.takes(1)));
  call.machine.meter.clock(call.at);
  return null;
};
const withoutGrad = (call: CallSite): LangValue => noGrad(() => call.call(call.takes(1).args[0], []));

const shared: Entry[] = [
  ...[...opsByName].map(([name, op]): Entry => [name, opFunction(op, name)]),
  ...modules,
  types.Value,
  made("value", leaf),
  made("sum", functions.total),
  made("min", functions.least),
  made("max", functions.most),
  made("range", functions.range),
  made("zip", functions.zip),
  made("enumerate", functions.enumerate),
  made("len", functions.length),
  made("print", print),
  made("draw_dot", draw),
  made("drawDot", draw),
  made("zero_grad", zero),
  made("zeroGrad", zero),
  made("no_grad", withoutGrad),
  made("noGrad", withoutGrad),
  made("forward", (call) => {
    forward(valueIn(call.takes(1)));
    call.machine.meter.clock(call.at);
    return null;
  }),
];

const python: Entry[] = [
  ...shared,
  ["__name__", "__main__"],
  types.int,
  types.float,
  types.str,
  types.bool,
  types.list,
  types.tuple,
  made("abs", functions.absolute),
  made("round", functions.rounded),
  made("pow", (call) => {
    const [x, y] = call.takes(2).args.map((arg) => call.numeric(arg));
    return arithmetic(call.machine, "**", x!, y!, call.at, call.places);
  }),
  made("map", functions.map),
  made("filter", functions.filter),
  made("any", functions.quantifier(true)),
  made("all", functions.quantifier(false)),
  made("isinstance", isInstance),
  made("repr", (call) => display(call.machine, call.takes(1).args[0]!, call.at, "repr")),
  made("sorted", (call) => {
    const items = call.takes(1, 1, ["key", "reverse"]).elements(call.args[0]);
    return call.list(sorted(items, call));
  }),
  made("reversed", (call) => call.list([...call.takes(1).elements(call.args[0])].reverse())),
  made("id", (call) => call.machine.whole(valueIn(call.takes(1)).id)),
];

/** `Array(n)`, `Array.from(xs, f)`, `Array.from({ length: n }, f)`. */
const array = new Builtin(
  "Array",
  (call) => {
    const [length] = call.args;
    if (call.args.length !== 1 || typeof length !== "number") return call.list([...call.args]);
    if (!Number.isInteger(length) || length < 0) call.fail(`wants a length of at least 0; got ${length}`);
    call.machine.meter.list(length, call.at);
    return new List(Array.from({ length }, () => null));
  },
  new Map<string, LangValue>([
    made("from", (call) => {
      const [source, callee] = call.takes(1, 2).args;
      let items: readonly LangValue[];
      if (source instanceof Fields) {
        const length = call.integer(source.entries.get("length"));
        call.machine.meter.list(length, call.at);
        items = Array.from({ length: Math.max(0, length) }, () => null);
      } else items = call.elements(source);
      return call.list(
        callee === undefined ? [...items] : items.map((item, i) => call.call(callee, [item, i])),
      );
    }),
    made("isArray", (call) => call.takes(1).args[0] instanceof List),
  ]),
);

const javascript: Entry[] = [
  ...shared,
  ["undefined", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["Array", array],
  made("Number", (call) => {
    const [x] = call.takes(0, 1).args;
    return typeof x === "string" && x.trim() === "" ? 0 : functions.toFloat(call);
  }),
  made("String", (call) =>
    call.takes(0, 1).args.length > 0 ? jsString(call.machine, call.args[0]!, call.at) : "",
  ),
  made("isNaN", (call) => {
    const [x] = call.takes(1).args;
    return Number.isNaN(
      x instanceof Operand ? valueIn(call).data : isPlainNumber(x!) ? Number(x) : Number.NaN,
    );
  }),
];

export const builtins: Readonly<Record<Language, ReadonlyMap<string, LangValue>>> = {
  python: new Map(python),
  javascript: new Map(javascript),
};
