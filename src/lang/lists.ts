/** The methods of Python's lists and of JavaScript's arrays. */
import { Value } from "../value.ts";
import type { Method } from "./attributes.ts";
import type { CallSite } from "./call.ts";
import { jsString } from "./display.ts";
import { equal, same, truth } from "./operators.ts";
import { sorted } from "./sorting.ts";
import { Closure, kindOf, type LangValue, List } from "./values.ts";

type Methods = ReadonlyMap<string, Method<List>>;

/** Checks that a list can be changed, and will then have no more elements than its budget. */
function changed(self: List, call: CallSite, length = self.items.length): LangValue[] {
  if (self.tuple) call.fail("can't change a tuple");
  call.machine.meter.list(length, call.at, Math.max(1, length - self.items.length));
  return self.items;
}

/** Checks the arguments of a method that looks at every element. */
function over(self: List, call: CallSite, least: number, most = least): readonly LangValue[] {
  call.takes(least, most);
  call.machine.meter.step(call.at, self.items.length);
  return self.items;
}

const indexOf = (items: readonly LangValue[], value: LangValue | undefined, { machine, at }: CallSite) =>
  items.findIndex((item) => same(item, value ?? null) || equal(machine, item, value ?? null, at));

/** A place for `insert` and `pop`; negative ones count from the end. */
const placed = (i: number, length: number) => (i < 0 ? Math.max(0, i + length) : Math.min(i, length));

export const pythonLists: Methods = new Map<string, Method<List>>([
  [
    "append",
    (self, call) => {
      call.takes(1);
      changed(self, call, self.items.length + 1).push(call.args[0]!);
      return null;
    },
  ],
  [
    "extend",
    (self, call) => {
      const added = [...call.takes(1).elements(call.args[0])];
      const items = changed(self, call, self.items.length + added.length);
      for (const item of added) items.push(item);
      return null;
    },
  ],
  [
    "insert",
    (self, call) => {
      call.takes(2);
      const items = changed(self, call, self.items.length + 1);
      call.machine.meter.step(call.at, items.length);
      items.splice(placed(call.integer(call.args[0]), items.length), 0, call.args[1]!);
      return null;
    },
  ],
  [
    "pop",
    (self, call) => {
      call.takes(0, 1);
      const items = changed(self, call);
      const i = call.args.length > 0 ? call.integer(call.args[0]) : -1;
      const place = i < 0 ? i + items.length : i;
      if (place < 0 || place >= items.length) call.fail(`finds no element ${i} among ${items.length}`);
      return items.splice(place, 1)[0]!;
    },
  ],
  [
    "remove",
    (self, call) => {
      const place = indexOf(over(self, call, 1), call.args[0], call);
      if (place < 0) call.fail("finds no such element");
      changed(self, call).splice(place, 1);
      return null;
    },
  ],
  [
    "clear",
    (self, call) => {
      changed(self, call.takes(0)).length = 0;
      return null;
    },
  ],
  [
    "reverse",
    (self, call) => {
      over(self, call, 0);
      changed(self, call).reverse();
      return null;
    },
  ],
  [
    "sort",
    (self, call) => {
      call.takes(0, 0, ["key", "reverse"]);
      const items = changed(self, call);
      const ordered = sorted(items, call);
      items.splice(0, items.length);
      for (const item of ordered) items.push(item);
      return null;
    },
  ],
  ["copy", (self, call) => call.takes(0).list([...self.items])],
  [
    "index",
    (self, call) => {
      const place = indexOf(over(self, call, 1), call.args[0], call);
      return place < 0 ? call.fail("finds no such element") : call.machine.whole(place);
    },
  ],
  [
    "count",
    (self, call) => {
      const matches = over(self, call, 1).filter((item) => indexOf([item], call.args[0], call) === 0);
      return call.machine.whole(matches.length);
    },
  ],
]);

/** Calls back with an element, and, for functions of the program, its index and the list. */
function back(
  call: CallSite,
  callee: LangValue | undefined,
  before: LangValue[],
  item: LangValue,
  i: number,
  list: List,
) {
  call.machine.meter.step(call.at);
  return call.call(callee, callee instanceof Closure ? [...before, item, i, list] : [...before, item]);
}
const holds = (call: CallSite, item: LangValue, i: number, list: List) =>
  truth(call.machine, back(call, call.args[0], [], item, i, list), call.at);

export const javascriptLists: Methods = new Map<string, Method<List>>([
  [
    "push",
    (self, call) => {
      const items = changed(self, call, self.items.length + call.args.length);
      for (const item of call.args) items.push(item);
      return items.length;
    },
  ],
  ["pop", (self, call) => changed(self, call.takes(0)).pop() ?? null],
  [
    "map",
    (self, call) =>
      call.takes(1).list(self.items.map((item, i) => back(call, call.args[0], [], item, i, self))),
  ],
  ["filter", (self, call) => call.takes(1).list(self.items.filter((item, i) => holds(call, item, i, self)))],
  [
    "forEach",
    (self, call) => {
      call.takes(1);
      for (const [i, item] of [...self.items].entries()) back(call, call.args[0], [], item, i, self);
      return null;
    },
  ],
  [
    "reduce",
    (self, call) => {
      call.takes(1, 2);
      const [callee, initial] = call.args;
      let result = initial ?? self.items[0];
      if (result === undefined) return call.fail("has no elements to reduce, and no initial value");
      for (let i = initial === undefined ? 1 : 0; i < self.items.length; i++)
        result = back(call, callee, [result], self.items[i]!, i, self);
      return result;
    },
  ],
  ["some", (self, call) => call.takes(1) && self.items.some((item, i) => holds(call, item, i, self))],
  ["every", (self, call) => call.takes(1) && self.items.every((item, i) => holds(call, item, i, self))],
  [
    "find",
    (self, call) => (call.takes(1) && self.items.find((item, i) => holds(call, item, i, self))) ?? null,
  ],
  [
    "findIndex",
    (self, call) => call.takes(1) && self.items.findIndex((item, i) => holds(call, item, i, self)),
  ],
  ["at", (self, call) => self.items.at(call.integer(call.takes(1).args[0])) ?? null],
  [
    "flat",
    (self, call) =>
      call.takes(0).list(self.items.flatMap((item) => (item instanceof List ? item.items : [item]))),
  ],
  ["includes", (self, call) => indexOf(over(self, call, 1), call.args[0], call) >= 0],
  ["indexOf", (self, call) => indexOf(over(self, call, 1), call.args[0], call)],
  [
    "join",
    (self, call) => {
      const separator = call.takes(0, 1).args.length > 0 ? call.string(call.args[0]) : ",";
      const texts: string[] = [];
      let length = 0;
      for (const item of over(self, call, 0, 1)) {
        const text = item === null ? "" : jsString(call.machine, item, call.at);
        texts.push(text);
        length += text.length + separator.length;
        call.machine.meter.string(length, call.at);
      }
      return texts.join(separator);
    },
  ],
  [
    "slice",
    (self, call) => {
      const [start, end] = call.takes(0, 2).args.map((bound) => call.integer(bound));
      return call.list(self.items.slice(start, end));
    },
  ],
  [
    "concat",
    (self, call) =>
      call.list([...self.items, ...call.args.flatMap((arg) => (arg instanceof List ? arg.items : [arg]))]),
  ],
  [
    "fill",
    (self, call) => {
      over(self, call, 1);
      changed(self, call).fill(call.args[0]!);
      return self;
    },
  ],
  [
    "reverse",
    (self, call) => {
      over(self, call, 0);
      changed(self, call).reverse();
      return self;
    },
  ],
  [
    "sort",
    (self, call) => {
      const items = changed(self, call.takes(1));
      const [callee] = call.args;
      if (!(callee instanceof Closure))
        return call.fail(`wants a function that compares; got ${kindOf(callee ?? null)}`);
      const order = [...items].sort((x, y) => {
        const difference = call.call(callee, [x, y]);
        return call.number(difference instanceof Value ? difference.data : difference);
      });
      items.splice(0, items.length);
      for (const item of order) items.push(item);
      return self;
    },
  ],
  ["entries", (self, call) => call.takes(0).list(self.items.map((item, i) => new List([i, item])))],
]);
