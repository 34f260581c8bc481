/** Elements, fields and the methods of arrays in functions that `js` reads. Nothing of a prototype can be reached. */

import { at } from "../arrays.ts";
import { indexError, Vector } from "../ir/expr.ts";
import { type Num, Operand } from "../op.ts";
import { isTyped, pathOf, type TypedArray } from "../tree.ts";
import { call } from "./js-functions.ts";
import { type ArrayValue, elementsOf, isArrayLike, kindOf, type Place } from "./js-place.ts";
import { checkOwn, own, settled } from "./js-scope.ts";
import { truth } from "./js-values.ts";

/** `x[i]`: an element, never out of range, or a field. */
export function getElement(object: unknown, key: unknown, place: Place): unknown {
  if (!isArrayLike(object)) {
    const isName = typeof key === "string" || (typeof key === "number" && typeof object === "object");
    if (isName && !(object instanceof Operand)) return getField(object, String(key), place);
    return place.fail(`${kindOf(object)} has no elements; wanted an array`);
  }
  if (typeof key === "string") return getField(object, key, place);
  if (typeof key !== "number" && !(key instanceof Operand))
    return place.fail(`the index is ${kindOf(key)}; wanted a whole number`);
  if (typeof key === "number" && !(object instanceof Vector)) {
    return Number.isInteger(key) && key >= 0 && key < object.length
      ? object[key]
      : outOfRange(key, object, place);
  }
  try {
    return at(settled(object) as ArrayLike<unknown>, key as Num);
  } catch (error) {
    throw place.locate(error);
  }
}

function outOfRange(index: number, array: ArrayValue, place: Place): never {
  throw place.locate(indexError(index, array.length, pathOf(array)));
}

/** `x.name`: a field of the object's own, or the length of an array. */
export function getField(object: unknown, name: string, place: Place): unknown {
  if (isArrayLike(object)) {
    if (name === "length") return object.length;
    return place.fail(
      Object.hasOwn(METHODS, name)
        ? `\`.${name}\` of an array can only be called`
        : `an array has no \`.${name}\` here; there are ${Object.keys(METHODS).join(", ")}`,
    );
  }
  if (typeof object === "object" && object !== null && !(object instanceof Operand))
    return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
  return place.fail(`${kindOf(object)} has no \`.${name}\``);
}

/** `x[i] = …`: in range, or one behind the last. */
export function setElement(object: unknown, key: unknown, value: unknown, place: Place): void {
  if (isArrayLike(object)) setInArray(object, key, value, place);
  else if (typeof key === "string" || typeof key === "number") setField(object, String(key), value, place);
  else place.fail(`the name of a field is ${kindOf(key)}; wanted a string`);
}

function setInArray(array: ArrayValue, key: unknown, value: unknown, place: Place): void {
  if (!Array.isArray(array))
    place.fail(`elements of ${kindOf(array)} can't be set; copy it first, as [...x]`);
  if (key instanceof Operand)
    place.fail(
      "an element can't be set at an index that is recorded; build the array with map, or pass in `vec`",
    );
  if (typeof key !== "number") place.fail(`the index is ${kindOf(key)}; wanted a whole number`);
  if (!Number.isInteger(key) || key < 0 || key > array.length) outOfRange(key, array, place);
  checkOwn(array, place);
  array[key] = value;
}

export function setField(object: unknown, name: string, value: unknown, place: Place): void {
  if (isArrayLike(object) || typeof object !== "object" || object === null || object instanceof Operand)
    place.fail(`\`.${name}\` of ${kindOf(object)} can't be set`);
  checkOwn(object, place);
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

const ASKED =
  "a traced number can't decide which elements count; give each a weight, as in `condition ? x : 0`, and keep them all";

/** A call of a method: its array, as a plain one and as it is, and what it was given. */
interface Call {
  readonly self: unknown[];
  readonly given: ArrayValue;
  readonly args: readonly unknown[];
  readonly place: Place;
}
type Method = (call: Call) => unknown;

const callback =
  ({ args, place }: Call) =>
  (...given: unknown[]): unknown =>
    call(args[0], undefined, given, place, "callback");
const predicate = (site: Call) => {
  const f = callback(site);
  return (...given: unknown[]): boolean => truth(f(...given), ASKED, site.place);
};

/** Positions, which must be plain numbers. */
function positions({ args, place }: Call): (number | undefined)[] {
  const wrong = args.find((x) => x !== undefined && typeof x !== "number");
  if (wrong !== undefined) place.fail(`a position is ${kindOf(wrong)}; wanted a number`);
  return args as (number | undefined)[];
}

/** The array itself, which changes. */
function changing({ given, place }: Call): unknown[] {
  if (!Array.isArray(given))
    return place.fail(`the elements of ${kindOf(given)} can't change; copy it first, as [...x]`);
  checkOwn(given, place);
  return given;
}

/** What a method made of an array, in a typed array if it was one and if numbers are left. */
function like({ given, place }: Call, made: unknown[]): unknown {
  if (!isTyped(given)) return own(made);
  if (made.every((x) => typeof x === "number"))
    return own((given.constructor as unknown as { from(x: number[]): TypedArray }).from(made));
  if (given instanceof Float64Array) return own(made);
  return place.fail(`${kindOf(given)} would round what is recorded; copy it first, as [...x]`);
}

function reduced(site: Call, name: "reduce" | "reduceRight"): unknown {
  const { self, args, place } = site;
  if (args.length > 1) return self[name](callback(site), args[1]);
  if (self.length === 0) place.fail(`${name} of an empty array needs a second argument to begin with`);
  return self[name](callback(site));
}

const METHODS: Readonly<Record<string, Method>> = {
  at: ({ given, args, place }) => {
    const [i] = args;
    const index = typeof i === "number" && i < 0 ? given.length + i : i;
    return getElement(given, index, place);
  },
  concat: ({ self, args, place }) =>
    own(self.concat(...args.map((x) => (isArrayLike(x) ? elementsOf(x, place) : [x])))),
  entries: ({ self }) => own(Array.from(self, (x, i) => own([i, x]))),
  every: (site) => site.self.every(predicate(site)),
  fill: (site) =>
    changing(site).fill(site.args[0], ...(positions({ ...site, args: site.args.slice(1) }) as [])),
  filter: (site) => like(site, site.self.filter(predicate(site))),
  find: (site) => site.self.find(predicate(site)),
  findIndex: (site) => site.self.findIndex(predicate(site)),
  forEach: (site) => site.self.forEach(callback(site)),
  keys: ({ self }) => own([...self.keys()]),
  map: (site) => like(site, site.self.map(callback(site))),
  pop: (site) => changing(site).pop(),
  push: (site) => changing(site).push(...site.args),
  reduce: (site) => reduced(site, "reduce"),
  reduceRight: (site) => reduced(site, "reduceRight"),
  reverse: (site) => changing(site).reverse(),
  shift: (site) => changing(site).shift(),
  slice: (site) => like(site, site.self.slice(...positions(site))),
  some: (site) => site.self.some(predicate(site)),
  unshift: (site) => changing(site).unshift(...site.args),
  values: ({ self }) => own([...self]),
};

/** `x.name(…)`: a method of an array, or a field that is a function. */
export function callMember(
  object: unknown,
  name: string,
  args: readonly unknown[],
  place: Place,
  written: string,
): unknown {
  if (!isArrayLike(object)) return call(getField(object, name, place), object, args, place, written);
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method || (isTyped(object) && !(name in object))) {
    if (method) place.fail(`a typed array has no \`.${name}\`; copy it first, as [...x]`);
    return getField(object, name, place);
  }
  const self = Array.isArray(object) ? object : elementsOf(object, place);
  return method({ self, given: object, args, place });
}
