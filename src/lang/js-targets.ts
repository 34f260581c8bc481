/** What values are assigned to in functions that `js` reads: names, elements, fields, and patterns of them. */
import { getElement, getField, setElement, setField } from "./js-arrays.ts";
import { ExpressionCompiler, outward, type Run } from "./js-expressions.ts";
import { GLOBALS } from "./js-globals.ts";
import { elementsOf, isArrayLike, kindOf } from "./js-place.ts";
import { checkChange, type Env, own, UNSET } from "./js-scope.ts";
import { ARITHMETIC, operate } from "./js-values.ts";
import type * as tree from "./tree.ts";

/** Code that puts a value somewhere. */
export type Store = (env: Env, value: unknown) => void;

export abstract class TargetCompiler extends ExpressionCompiler {
  protected override assignment({ targets, value }: tree.Assignment): Run {
    const from = this.expression(value);
    const [target] = targets as [tree.Target];
    if (target.kind === "Attribute" || target.kind === "Index") {
      // What is on the left is found before what is on the right is computed.
      const [object, key, place] = [this.expression(target.object), this.#key(target), this.place(target)];
      return (env) => {
        const [owner, name] = [object(env), key(env)];
        const assigned = from(env);
        setElement(owner, name, assigned, place);
        return assigned;
      };
    }
    const store = this.store(target);
    return (env) => {
      const assigned = from(env);
      store(env, assigned);
      return assigned;
    };
  }

  protected override update(node: tree.Update): Run {
    const { operator, target, gives } = node;
    if (operator === "//") return this.unsupported("`//` is not JavaScript", node);
    const value = this.expression(node.value);
    const { native } = ARITHMETIC[operator];
    const place = this.place(node);
    const after = (before: unknown, env: Env) => {
      const by = value(env);
      return typeof before === "number" && typeof by === "number"
        ? native(before, by)
        : operate(operator, ARITHMETIC[operator], before, by, place);
    };
    if (target.kind === "Name") {
      const [read, store] = [this.expression(target), this.store(target)];
      return (env) => {
        const before = read(env);
        const now = after(before, env);
        store(env, now);
        return gives === "new" ? now : before;
      };
    }
    const object = this.expression(target.object);
    const key = this.#key(target);
    const targetPlace = this.place(target);
    return (env) => {
      const [owner, name] = [object(env), key(env)];
      const before = getElement(owner, name, targetPlace);
      const now = after(before, env);
      setElement(owner, name, now, targetPlace);
      return gives === "new" ? now : before;
    };
  }
  #key(target: tree.Attribute | tree.Index): Run {
    if (target.kind === "Attribute") return () => target.name;
    const { index } = target;
    return index.kind === "Slice"
      ? this.unsupported("a slice is not JavaScript", index)
      : this.expression(index);
  }

  /** Code that assigns to a target, or with `declares` gives its names their first values. */
  store(target: tree.Target, declares = false): Store {
    switch (target.kind) {
      case "Name":
        return this.#storeName(target, declares);
      case "Attribute": {
        const [object, place] = [this.expression(target.object), this.place(target)];
        return (env, value) => setField(object(env), target.name, value, place);
      }
      case "Index": {
        const [object, key, place] = [this.expression(target.object), this.#key(target), this.place(target)];
        return (env, value) => setElement(object(env), key(env), value, place);
      }
      case "ListPattern": {
        const place = this.place(target);
        const parts = target.items.map((item) => this.part(item, declares));
        return (env, value) => {
          if (!isArrayLike(value))
            return place.fail(`${kindOf(value)} can't be taken apart; wanted an array`);
          for (const [i, { store, rest }] of parts.entries()) {
            if (rest) store(env, own(elementsOf(value, place).slice(i)));
            else store(env, i < value.length ? getElement(value, i, place) : undefined);
          }
        };
      }
      case "RecordPattern": {
        const place = this.place(target);
        const parts = target.entries.map((entry) => ({
          name: entry.name,
          ...this.part({ ...entry, rest: false }, declares),
        }));
        return (env, value) => {
          for (const { name, store } of parts) store(env, getField(value, name, place));
        };
      }
    }
  }

  /** A parameter, or a part of a pattern: its default stands in for what is undefined. */
  part({ target, fallback, rest }: tree.Parameter, declares: boolean): { store: Store; rest: boolean } {
    const store = this.store(target, declares);
    if (!fallback) return { store, rest };
    const otherwise = this.expression(fallback);
    return { rest, store: (env, value) => store(env, value === undefined ? otherwise(env) : value) };
  }

  #storeName({ name, span }: tree.Name, declares: boolean): Store {
    const place = this.place({ span });
    const found = this.scope.find(name);
    if (!found) {
      if (GLOBALS.has(name)) return this.unsupported(`\`${name}\` can't be assigned to`, { span });
      return this.unknownName(name, span, span);
    }
    const { binding, depth } = found;
    const { index } = binding;
    if (declares)
      return (env, value) => {
        outward(env, depth).values[index] = value;
      };
    if (binding.constant) this.unsupported(`\`${name}\` is constant and can't be assigned to`, { span });
    const what = `\`${name}\``;
    return (env, value) => {
      const home = outward(env, depth);
      if (home.values[index] === UNSET) place.fail(`${what} is used before it is declared`);
      checkChange(home.born, what, place);
      home.values[index] = value;
    };
  }
}
