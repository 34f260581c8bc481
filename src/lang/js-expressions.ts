/**
 * Expressions of functions that `js` reads, each made once into a function of the names around it. Nothing is made from
 * text: these are ordinary closures, one per node of the tree.
 */
import { Operand } from "../op.ts";
import { isValue } from "../value.ts";
import { LangError, nearest } from "./errors.ts";
import { callMember, getElement, getField } from "./js-arrays.ts";
import { type Code, call, closure } from "./js-functions.ts";
import { GLOBALS, MATH, NUMBER } from "./js-globals.ts";
import { elementsOf, kindOf, Place } from "./js-place.ts";
import { computesOnly, literalTruth } from "./js-pure.ts";
import { type Env, keeping, own, type Scope, UNSET } from "./js-scope.ts";
import { ARITHMETIC, equal, negated, not, ORDER, operate, selected, toNum } from "./js-values.ts";
import type { Source, Span } from "./source.ts";
import type * as tree from "./tree.ts";

/** Code: gives a value, given what the names around it hold. */
export type Run = (env: Env) => unknown;
/** Code that goes on with the value of what is left of it. */
type Step = (left: unknown, env: Env) => unknown;

/** `if`, for an error. */
export const BRANCHES =
  "a traced number is not known yet, so nothing can branch on it; write `condition ? a : b`, which selects";
const SIDE = "a traced number chooses whether it does, so both sides run; write `name = condition ? a : b`";

const NOTHING: Run = () => undefined;

export abstract class ExpressionCompiler {
  readonly source: Source;
  /** The names where code is being compiled. */
  protected scope: Scope;

  constructor(source: Source, scope: Scope) {
    this.source = source;
    this.scope = scope;
  }

  protected abstract function(node: tree.FunctionExpression): Code;
  protected abstract assignment(node: tree.Assignment): Run;
  protected abstract update(node: tree.Update): Run;
  /** Throws the error of a name that nothing is known of. */
  protected abstract unknownName(name: string, at: Span, whole: Span): never;

  protected place({ span }: { readonly span: Span }): Place {
    return new Place(this.source, span);
  }
  protected text({ span }: { readonly span: Span }): string {
    return this.source.text.slice(span.from, span.to);
  }
  protected unsupported(reason: string, { span }: { readonly span: Span }): never {
    throw new LangError("unsupported", reason, this.source, span);
  }

  expression(node: tree.Expression): Run {
    switch (node.kind) {
      case "Literal": {
        const { value } = node;
        return () => value;
      }
      case "Name":
        return this.#name(node);
      case "Binary":
      case "Compare":
      case "Logical":
        return this.#chain(node);
      case "Unary":
        return this.#unary(node);
      case "Conditional":
        return this.#conditional(node);
      case "Call":
        return this.#call(node);
      case "Attribute":
        return this.#attribute(node);
      case "Index":
        return this.#index(node);
      case "List": {
        const items = this.#items(node.items);
        return (env) => own(items(env));
      }
      case "Record":
        return this.#record(node);
      case "Template":
        return this.#template(node);
      case "Function": {
        const code = this.function(node);
        return (env) => closure(code, env);
      }
      case "Assignment":
        return this.assignment(node);
      case "Update":
        return this.update(node);
      case "Sequence":
        return this.#sequence(node);
      case "Comprehension":
        return this.unsupported("a comprehension is not JavaScript", node);
    }
  }

  /** An expression whose value is not used. Minifiers write `if` so: there, too, the number of a Value decides. */
  effect(node: tree.Expression): Run {
    if (node.kind === "Sequence") {
      const parts = node.expressions.map((part) => this.effect(part));
      return (env) => {
        for (const part of parts) part(env);
      };
    }
    if (node.kind === "Conditional") return this.#branch(node.condition, node.whenTrue, node.whenFalse);
    if (node.kind !== "Logical" || node.operator === "??") return this.expression(node);
    if (node.operator === "and") return this.#branch(node.left, node.right, undefined);
    return this.#branch(node.left, undefined, node.right);
  }
  #branch(condition: tree.Expression, whenTrue?: tree.Expression, whenFalse?: tree.Expression): Run {
    const test = this.expression(condition);
    const known = literalTruth(condition);
    const yes = whenTrue && known !== false ? this.effect(whenTrue) : NOTHING;
    const no = whenFalse && known !== true ? this.effect(whenFalse) : NOTHING;
    return (env) => {
      const x = test(env);
      if (!(x instanceof Operand)) return x ? yes(env) : no(env);
      if (isValue(x)) return x.data ? yes(env) : no(env);
      return keeping(SIDE, () => [yes(env), no(env)]);
    };
  }

  #name(node: tree.Name): Run {
    const { name } = node;
    const found = this.scope.find(name);
    if (!found) {
      const global = GLOBALS.get(name);
      if (!global) return this.unknownName(name, node.span, node.span);
      return () => global.value;
    }
    const place = this.place(node);
    const { depth, binding } = found;
    const { index } = binding;
    const known = (value: unknown) =>
      value === UNSET ? place.fail(`\`${name}\` is used before it is assigned`) : value;
    if (depth === 0) return (env) => known(env.values[index]);
    if (depth === 1) return (env) => known(env.parent!.values[index]);
    return (env) => known(outward(env, depth).values[index]);
  }

  /** A global name that nothing here hides. */
  #global(node: tree.Expression) {
    return node.kind === "Name" && !this.scope.find(node.name) ? GLOBALS.get(node.name) : undefined;
  }

  /** `a + b + …` nests to the left as deep as it is long: run in a loop. */
  #chain(node: tree.Binary | tree.Compare | tree.Logical): Run {
    const links: (tree.Binary | tree.Compare | tree.Logical)[] = [];
    let left: tree.Expression = node;
    while (left.kind === "Binary" || left.kind === "Compare" || left.kind === "Logical") {
      links.push(left);
      left = left.kind === "Compare" ? left.first : left.left;
    }
    const first = this.expression(left);
    const steps = links.reverse().map((link) => this.#step(link));
    const [only, ...others] = steps as [Step, ...Step[]];
    if (others.length === 0) return (env) => only(first(env), env);
    return (env) => {
      let value = first(env);
      for (const step of steps) value = step(value, env);
      return value;
    };
  }

  #step(node: tree.Binary | tree.Compare | tree.Logical): Step {
    if (node.kind === "Binary") return this.#binary(node);
    return node.kind === "Compare" ? this.#compare(node) : this.#logical(node);
  }
  #binary(node: tree.Binary): Step {
    const { operator } = node;
    if (operator === "//") return this.unsupported("`//` is not JavaScript", node);
    return this.#operation(operator, ARITHMETIC[operator], node.right, node);
  }
  #operation(
    symbol: string,
    operator: (typeof ARITHMETIC)["+"] | (typeof ORDER)["<"],
    operand: tree.Expression,
    node: tree.Expression,
  ): Step {
    const { native } = operator;
    const right = this.expression(operand);
    const place = this.place(node);
    return (x, env) => {
      const y = right(env);
      return typeof x === "number" && typeof y === "number"
        ? native(x, y)
        : operate(symbol, operator, x, y, place);
    };
  }

  #compare(node: tree.Compare): Step {
    const { operator, operand, loose = false } = node.links[0]!;
    if (operator === "<" || operator === "<=" || operator === ">" || operator === ">=")
      return this.#operation(operator, ORDER[operator], operand, node);
    const right = this.expression(operand);
    const place = this.place(node);
    if (operator === "==") return (x, env) => equal(x, right(env), loose, place);
    return (x, env) => not(equal(x, right(env), loose, place), place);
  }

  /** `a && b` is `a ? b : a`, and `a || b` is `a ? a : b`. */
  #logical(node: tree.Logical): Step {
    if (node.operator === "??") {
      const right = this.expression(node.right);
      return (x, env) => x ?? right(env);
    }
    const and = node.operator === "and";
    if (literalTruth(node.left) === !and) return (x) => x;
    const right = this.expression(node.right);
    const choose = this.#chooser(node, [node.right]);
    return (x, env) => {
      if (!(x instanceof Operand)) return Boolean(x) === and ? right(env) : x;
      return and ? choose(x, env, right, () => x) : choose(x, env, () => x, right);
    };
  }

  #conditional(node: tree.Conditional): Run {
    const condition = this.expression(node.condition);
    const known = literalTruth(node.condition);
    const yes = known === false ? NOTHING : this.expression(node.whenTrue);
    const no = known === true ? NOTHING : this.expression(node.whenFalse);
    const choose = this.#chooser(node, [node.whenTrue, node.whenFalse]);
    return (env) => {
      const x = condition(env);
      if (x instanceof Operand) return choose(x, env, yes, no);
      return x ? yes(env) : no(env);
    };
  }

  /**
   * A choice by an operand. It is recorded, with both sides; but the number of a Value decides, as for `if`, where a side
   * does more than compute: minifiers make such choices out of `if`.
   */
  #chooser(node: tree.Expression, sides: readonly tree.Expression[]) {
    const place = this.place(node);
    const recorded = sides.every((side) => this.#computesOnly(side));
    return (condition: Operand, env: Env, yes: Run, no: Run): unknown => {
      if (!recorded && isValue(condition)) return condition.data ? yes(env) : no(env);
      const [x, y] = keeping(SIDE, () => [yes(env), no(env)]);
      return selected(condition, x, y, place);
    };
  }

  #computesOnly(node: tree.Expression): boolean {
    return computesOnly(node, (callee) => this.#isOp(callee));
  }
  #isOp(callee: tree.Expression): boolean {
    if (callee.kind === "Attribute") {
      const members = this.#global(callee.object)?.members;
      return members === MATH || members === NUMBER;
    }
    if (callee.kind !== "Name") return false;
    const known = this.scope.find(callee.name);
    return known ? known.binding.isOp : callee.name === "Number";
  }

  #unary(node: tree.Unary): Run {
    const operand = this.expression(node.operand);
    const place = this.place(node);
    if (node.operator === "not") return (env) => not(operand(env), place);
    if (node.operator === "-")
      return (env) => {
        const x = operand(env);
        return typeof x === "number" ? -x : negated(x, place);
      };
    return (env) => {
      const x = operand(env);
      if (typeof x === "number" || x instanceof Operand) return x;
      return typeof x === "boolean" ? toNum(x) : place.fail(`\`+\` does not take ${kindOf(x)}`);
    };
  }

  #attribute(node: tree.Attribute): Run {
    const { name, object: owner } = node;
    const global = this.#global(owner);
    if (global?.members) {
      const value = this.#member(node, global.members);
      return () => value;
    }
    if (owner.kind === "Name" && !this.scope.find(owner.name) && !global)
      this.unknownName(owner.name, owner.span, node.span);
    const object = this.expression(owner);
    const place = this.place(node);
    return (env) => getField(object(env), name, place);
  }
  /** A member of `Math` or the like. */
  #member(node: tree.Attribute, members: Readonly<Record<string, unknown>>): unknown {
    if (Object.hasOwn(members, node.name)) return members[node.name];
    const reason = `\`${this.text(node)}\` is not available here`;
    throw new LangError(
      "unsupported",
      reason,
      this.source,
      node.span,
      nearest(node.name, Object.keys(members)),
    );
  }

  #index({ object, index, span }: tree.Index): Run {
    if (index.kind === "Slice") return this.unsupported("a slice is not JavaScript", { span });
    const [array, key] = [this.expression(object), this.expression(index)];
    const place = this.place({ span });
    return (env) => getElement(array(env), key(env), place);
  }

  /** The values of a list or of arguments. */
  #items(items: readonly tree.Item[]): (env: Env) => unknown[] {
    const parts = items.map(({ value, spread }) => ({
      value: this.expression(value),
      spread,
      place: this.place(value),
    }));
    if (!items.some(({ spread }) => spread)) {
      const values = parts.map(({ value }) => value);
      return (env) => values.map((value) => value(env));
    }
    return (env) =>
      parts.flatMap(({ value, spread, place }) => (spread ? elementsOf(value(env), place) : [value(env)]));
  }

  #call(node: tree.Call): Run {
    const { callee } = node;
    const named = this.#namedFunction(node);
    if (named) return this.expression(named);
    if (node.isNew && !(callee.kind === "Name" && callee.name === "Array" && this.#global(callee)))
      this.unsupported("`new` is not supported; only `new Array(n)` is", node);
    const place = this.place(node);
    const written = this.text(callee);
    if (callee.kind === "Attribute" && !this.#global(callee.object)?.members) {
      if (callee.object.kind === "Name" && !this.scope.find(callee.object.name))
        this.unknownName(callee.object.name, callee.object.span, callee.span);
      const object = this.expression(callee.object);
      const args = this.#items(node.args);
      const { name } = callee;
      return (env) => callMember(object(env), name, args(env), place, written);
    }
    const f = this.expression(callee);
    const args = this.#items(node.args);
    return (env) => call(f(env), undefined, args(env), place, written);
  }

  /**
   * What esbuild's `--keep-names` makes of functions: `__name(f, "f")`, whatever a minifier calls it. It is a call of
   * something unknown with a function and its name.
   */
  #namedFunction({ callee, args }: tree.Call): tree.Expression | undefined {
    if (callee.kind !== "Name" || this.scope.find(callee.name) || GLOBALS.has(callee.name)) return undefined;
    const [f, name, ...others] = args;
    if (!f || !name || others.length > 0) return undefined;
    if (name.value.kind !== "Literal" || typeof name.value.value !== "string") return undefined;
    const isFunction = f.value.kind === "Function" || f.value.kind === "Name";
    return isFunction ? f.value : undefined;
  }

  #record(node: tree.RecordExpression): Run {
    const entries = node.entries.map(({ name, value }) => {
      if (name === "__proto__") this.unsupported("`__proto__` is not supported", node);
      return [name, this.expression(value)] as const;
    });
    return (env) => own(Object.fromEntries(entries.map(([name, value]) => [name, value(env)])));
  }

  #template(node: tree.Template): Run {
    const parts = node.parts.map((part) => {
      if (typeof part === "string") return () => part;
      const value = this.expression(part.expression);
      const place = this.place(part.expression);
      return (env: Env) => {
        const x = value(env);
        return typeof x === "string" || typeof x === "number"
          ? String(x)
          : place.fail(`a text can't hold ${kindOf(x)}`);
      };
    });
    return (env) => parts.map((part) => part(env)).join("");
  }

  #sequence(node: tree.Sequence): Run {
    // A rewritten import: `(0, imports.sin)(x)`.
    const [zero, member] = node.expressions;
    if (node.expressions.length === 2 && zero!.kind === "Literal" && member!.kind === "Attribute")
      return this.expression(member!);
    const last = node.expressions.at(-1)!;
    const before = node.expressions.slice(0, -1).map((part) => this.effect(part));
    const value = this.expression(last);
    return (env) => {
      for (const part of before) part(env);
      return value(env);
    };
  }
}

export function outward(env: Env, depth: number): Env {
  let home = env;
  for (let i = 0; i < depth; i++) home = home.parent!;
  return home;
}
