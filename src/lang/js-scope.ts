/** Names in functions that `js` reads: where each is kept, found once, and what they hold while the function runs. */
import { isArrayLike, type Place } from "./js-place.ts";

/** What a name holds before its declaration is reached. */
export const UNSET = Symbol("unset");

export interface Binding {
  readonly index: number;
  readonly constant: boolean;
  /** Whether it is an op that was handed in, and never anything else. */
  readonly isOp: boolean;
}

/** Names of a block or of a function, in the text. Every scope has an `Env` of its own each time it is entered. */
export class Scope {
  readonly #bindings = new Map<string, Binding>();
  readonly #parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.#parent = parent;
  }

  get size(): number {
    return this.#bindings.size;
  }

  /** Declares a name, once; again it stays as it was. */
  declare(name: string, { constant = false, isOp = false } = {}): Binding {
    const known = this.#bindings.get(name);
    if (known) return known;
    const binding = { index: this.size, constant, isOp };
    this.#bindings.set(name, binding);
    return binding;
  }

  /** A name's binding, and how many scopes further out it is. */
  find(name: string): { readonly binding: Binding; readonly depth: number } | undefined {
    let depth = 0;
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) {
      const binding = scope.#bindings.get(name);
      if (binding) return { binding, depth };
      depth++;
    }
    return undefined;
  }

  /** Every name that is known here. */
  *names(): Generator<string> {
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) yield* scope.#bindings.keys();
  }
}

/** Names and arrays are told apart by age: what is older than a choice may not change in one of its sides. */
let clock = 0;
let keptUntil = 0;
let whyKept = "";

/** What a scope's names hold during one run of its block. */
export class Env {
  readonly values: unknown[];
  readonly parent: Env | undefined;
  readonly born = ++clock;

  constructor(size: number, parent: Env | undefined) {
    this.values = new Array(size).fill(UNSET);
    this.parent = parent;
  }
}

/** Runs code that must leave alone what there is, because it runs more or less often than JavaScript would run it. */
export function keeping<T>(why: string, run: () => T): T {
  const [until, reason] = [keptUntil, whyKept];
  [keptUntil, whyKept] = [clock, why];
  try {
    return run();
  } finally {
    [keptUntil, whyKept] = [until, reason];
  }
}

/** @throws LangError if what was made at the time `born` has to stay as it is. */
export function checkChange(born: number, what: string, place: Place): void {
  if (born <= keptUntil) place.fail(`${what} can't change here: ${whyKept}`);
}

/** When each array and object was made that code has made itself. Only those can be changed. */
const births = new WeakMap<object, number>();
/** Counts changes of any of them. */
let changes = 0;
const copies = new WeakMap<object, { readonly copy: unknown[]; readonly changes: number }>();

/** Says that code has made an array or object. */
export function own<T extends object>(made: T): T {
  births.set(made, ++clock);
  return made;
}

/** @throws LangError unless `x` was made by code, and since then nothing forbids to change it. */
export function checkOwn(x: object, place: Place): void {
  const born = births.get(x);
  if (born === undefined)
    place.fail(
      `this was made outside of the function, and can't be changed; copy it first, ${isArrayLike(x) ? "as [...x]" : "field by field"}`,
    );
  checkChange(born, isArrayLike(x) ? "an array's elements" : "an object's fields", place);
  changes++;
}

/** `x`, or, if it is an array that may change, a copy that does not: traces keep arrays for good. */
export function settled(x: unknown): unknown {
  if (!Array.isArray(x) || !births.has(x)) return x;
  const known = copies.get(x);
  if (known?.changes === changes) return known.copy;
  const copy = [...x];
  copies.set(x, { copy, changes });
  return copy;
}
