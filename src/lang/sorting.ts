/** Python's `sorted` and `list.sort`. */
import { Value } from "../value.ts";
import type { CallSite } from "./call.ts";
import { truth } from "./operators.ts";
import { isPlainNumber, kindOf, type LangValue, List } from "./values.ts";

/** The elements in order, by the call's keywords `key` and `reverse`. Equal ones stay in the order they had. */
export function sorted(items: readonly LangValue[], call: CallSite): LangValue[] {
  const key = call.keywords.get("key") ?? null;
  const keyed = items.map((item) => ({ item, key: key === null ? item : call.call(key, [item]) }));
  const down = truth(call.machine, call.keywords.get("reverse") ?? false, call.at) ? -1 : 1;
  keyed.sort((x, y) => down * order(x.key, y.key, call));
  return keyed.map(({ item }) => item);
}

function order(x: LangValue, y: LangValue, call: CallSite): number {
  call.machine.meter.step(call.at);
  if (x instanceof List && y instanceof List) {
    const at = x.items.findIndex((item, i) => i >= y.items.length || nested(item, y.items[i]!, call) !== 0);
    if (at < 0) return x.items.length < y.items.length ? -1 : 0;
    return at < y.items.length ? nested(x.items[at]!, y.items[at]!, call) : 1;
  }
  const [a, b] = [x, y].map((key) => (key instanceof Value ? key.data : key)) as [LangValue, LangValue];
  const comparable =
    (isPlainNumber(a) && isPlainNumber(b)) || (typeof a === "string" && typeof b === "string");
  if (!comparable) return call.fail(`can't put ${kindOf(x)} and ${kindOf(y)} in order`);
  return a! < b! ? -1 : a! > b! ? 1 : 0;
}

function nested(x: LangValue, y: LangValue, call: CallSite): number {
  call.machine.meter.enter(call.at);
  const result = order(x, y, call);
  call.machine.meter.leave();
  return result;
}
