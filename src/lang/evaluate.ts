/**
 * Evaluates expressions, over the ops of the table.
 *
 * The recursion is that of the tree and of the program's own calls; the meter bounds both, so that the host's stack
 * does not overflow. An error ends the whole run, so nothing is undone on the way out.
 */

import { Operand } from "../op.ts";
import * as ops from "../ops.ts";
import { ASSIGN, assign, assignName, LOCAL } from "./assign.ts";
import { getAttribute, setAttribute } from "./attributes.ts";
import { CallSite } from "./call.ts";
import { display, jsString } from "./display.ts";
import { LangError, nearest } from "./errors.ts";
import { format } from "./formatter.ts";
import { getIndex, getSlice, setIndex } from "./indexing.ts";
import { Machine, type Places } from "./machine.ts";
import { arithmetic, compare, negated, truth } from "./operators.ts";
import { bindParameters } from "./parameters.ts";
import type { Scope } from "./scope.ts";
import type { Source, Span } from "./source.ts";
import type * as tree from "./tree.ts";
import { Builtin, Closure, Fields, isNumeric, kindOf, type LangValue, List, type Numeric } from "./values.ts";

const NO_KEYWORDS: ReadonlyMap<string, LangValue> = new Map();

export abstract class Evaluator extends Machine {
  /** What the function returned that was called last. */
  protected returned: LangValue = null;

  protected abstract readonly source: Source;
  protected abstract readonly builtins: ReadonlyMap<string, LangValue>;
  /** Runs the statements of a function; whether they returned. */
  protected abstract returns(body: tree.Block, scope: Scope): boolean;

  override error(reason: string, at: Span, suggestion?: string): LangError {
    return new LangError("run", reason, this.source, at, suggestion);
  }

  override evaluate(node: tree.Expression, scope: Scope): LangValue {
    this.meter.step(node.span);
    this.meter.enter(node.span);
    let value: LangValue;
    switch (node.kind) {
      case "Literal":
        value = node.value;
        break;
      case "Name":
        value = this.#name(node, scope);
        break;
      case "Binary":
      case "Logical":
        value = this.#chain(node, scope);
        break;
      case "Call":
        value = this.#call(node, scope);
        break;
      case "Attribute":
        value = getAttribute(this, this.evaluate(node.object, scope), node);
        break;
      case "Index":
        value = this.#index(node, scope);
        break;
      case "Unary":
        value = this.#unary(node, scope);
        break;
      case "Compare":
        value = this.#compare(node, scope);
        break;
      case "Conditional":
        value = this.#conditional(node, scope);
        break;
      case "Assignment":
        value = this.evaluate(node.value, scope);
        for (const target of node.targets) assign(this, target, value, scope, ASSIGN);
        break;
      case "Update":
        value = this.#update(node, scope);
        break;
      case "List":
        value = this.#list(node.items, node.tuple, node.span, scope);
        break;
      case "Comprehension":
        value = this.#comprehension(node, scope);
        break;
      case "Function":
        value = new Closure(node, scope);
        break;
      case "Template":
        value = this.#template(node, scope);
        break;
      case "Record":
        value = new Fields(
          new Map(node.entries.map((entry) => [entry.name, this.evaluate(entry.value, scope)])),
        );
        break;
      case "Sequence":
        value = null;
        for (const part of node.expressions) value = this.evaluate(part, scope);
        break;
    }
    this.meter.leave();
    return value;
  }

  #name({ name, span }: tree.Name, scope: Scope): LangValue {
    const binding = scope.find(name);
    const value = binding ? binding.value : this.builtins.get(name);
    if (value !== undefined) return value;
    if (binding) return this.fail(`\`${name}\` is used before it is assigned`, span);
    return this.fail(`\`${name}\` is not defined`, span, nearest(name, this.#visible(scope)));
  }
  *#visible(scope: Scope): Generator<string> {
    yield* scope.names();
    yield* this.builtins.keys();
  }

  /** `a + b + …` nests to the left as deep as it is long: walked down in a loop, and evaluated on the way up. */
  #chain(node: tree.Binary | tree.Logical, scope: Scope): LangValue {
    const outer: (tree.Binary | tree.Logical)[] = [];
    let inner: tree.Expression = node;
    while (inner.kind === "Binary" || inner.kind === "Logical") {
      outer.push(inner);
      inner = inner.left;
    }
    let value = this.evaluate(inner, scope);
    for (let next = outer.pop(); next; next = outer.pop()) {
      this.meter.step(next.span);
      if (next.kind === "Binary") {
        const right = this.evaluate(next.right, scope);
        value = arithmetic(this, next.operator, value, right, next.span, [next.left.span, next.right.span]);
      } else if (this.#goesOn(next, value)) value = this.evaluate(next.right, scope);
    }
    return value;
  }

  /** Whether the right side of `and`, `or` or `??` decides. */
  #goesOn({ operator, span }: tree.Logical, left: LangValue): boolean {
    if (operator === "??") return left === null;
    return truth(this, left, span) === (operator === "and");
  }

  #unary(node: tree.Unary, scope: Scope): LangValue {
    const value = this.evaluate(node.operand, scope);
    if (node.operator === "not") return !truth(this, value, node.span);
    return negated(this, node.operator, value, node.span);
  }

  /** A chain `a < b < c` stops at the first link that fails; on Values it goes on, and all links are multiplied. */
  #compare({ first, links, span }: tree.Compare, scope: Scope): LangValue {
    let left = this.evaluate(first, scope);
    let leftSpan = first.span;
    let all: LangValue = true;
    for (const { operator, operand } of links) {
      const right = this.evaluate(operand, scope);
      const link = compare(this, operator, left, right, span, [leftSpan, operand.span]);
      if (all instanceof Operand || (link instanceof Operand && all !== true))
        all = this.apply(ops.mul, [all as Numeric, link as Numeric], span);
      else all = link;
      if (all === false) return false;
      left = right;
      leftSpan = operand.span;
    }
    return all;
  }

  /**
   * On a plain condition only the side it chooses is evaluated. On a Value both are and become a `select`, whose
   * choice stays on the graph; unless the chosen side is no number, for then there is nothing to record.
   */
  #conditional(node: tree.Conditional, scope: Scope): LangValue {
    const condition = this.#condition(node.condition, scope);
    const holds = truth(this, condition, node.condition.span);
    const chosen = this.evaluate(holds ? node.whenTrue : node.whenFalse, scope);
    if (!(condition instanceof Operand) || !isNumeric(chosen)) return chosen;
    const other = this.evaluate(holds ? node.whenFalse : node.whenTrue, scope);
    if (!isNumeric(other)) return chosen;
    const [x, y] = holds ? [chosen, other] : [other, chosen];
    const places = [node.condition.span, node.whenTrue.span, node.whenFalse.span];
    return this.apply(ops.select, [condition, x, y], node.span, places);
  }

  /** A condition that a `select` may record: `and`, `or` and `not` of Values are computed on the graph too. */
  #condition(node: tree.Expression, scope: Scope): LangValue {
    if (node.kind === "Unary" && node.operator === "not") {
      const value = this.#nestedCondition(node.operand, scope);
      if (value instanceof Operand) return this.apply(ops.eq, [value, 0], node.span);
      return !truth(this, value, node.span);
    }
    if (node.kind !== "Logical" || node.operator === "??") return this.evaluate(node, scope);
    const left = this.#nestedCondition(node.left, scope);
    if (!(left instanceof Operand))
      return this.#goesOn(node, left) ? this.#nestedCondition(node.right, scope) : left;
    const right = this.#nestedCondition(node.right, scope);
    const [x, y] = [this.#bit(left, node.left.span), this.#bit(right, node.right.span)];
    return this.apply(node.operator === "and" ? ops.mul : ops.max, [x, y], node.span);
  }
  #nestedCondition(node: tree.Expression, scope: Scope): LangValue {
    this.meter.step(node.span);
    this.meter.enter(node.span);
    const value = this.#condition(node, scope);
    this.meter.leave();
    return value;
  }
  /** 1 if a condition holds, 0 if not. */
  #bit(value: LangValue, at: Span): number | Operand {
    if (!(value instanceof Operand)) return Number(truth(this, value, at));
    return this.applyWithin(ops.eq, [this.applyWithin(ops.eq, [value, 0], at), 0], at);
  }

  #index(node: tree.Index, scope: Scope): LangValue {
    const object = this.evaluate(node.object, scope);
    if (node.index.kind !== "Slice")
      return getIndex(this, object, this.evaluate(node.index, scope), node.span);
    const { start, stop, step } = node.index;
    const bounds = [start, stop, step].map((bound) => (bound ? this.evaluate(bound, scope) : null));
    return getSlice(this, object, bounds, node.span);
  }

  #list(items: readonly tree.Item[], tuple: boolean, at: Span, scope: Scope): List {
    const values = this.#items(items, scope);
    this.meter.list(values.length, at);
    return new List(values, tuple);
  }
  #items(items: readonly tree.Item[], scope: Scope): LangValue[] {
    const values: LangValue[] = [];
    for (const { value, spread } of items) {
      const item = this.evaluate(value, scope);
      if (!spread) values.push(item);
      else {
        const elements = this.elements(item, value.span);
        this.meter.list(values.length + elements.length, value.span);
        for (const element of elements) values.push(element);
      }
    }
    return values;
  }

  #comprehension(node: tree.Comprehension, scope: Scope): List {
    const values: LangValue[] = [];
    const clause = (i: number, outer: Scope): void => {
      const next = node.clauses[i];
      if (!next) {
        values.push(this.evaluate(node.element, outer));
        if (values.length > this.meter.budget.list) this.meter.over("list", node.span);
        return;
      }
      const elements = this.elements(this.evaluate(next.iterable, outer), next.iterable.span);
      for (let j = 0; j < elements.length; j++) {
        const inner = outer.inner([]);
        assign(this, next.target, elements[j]!, inner, LOCAL);
        if (
          next.conditions.every((condition) => truth(this, this.evaluate(condition, inner), condition.span))
        )
          clause(i + 1, inner);
      }
    };
    clause(0, scope);
    return new List(values);
  }

  #template(node: tree.Template, scope: Scope): string {
    let text = "";
    for (const part of node.parts) {
      text += typeof part === "string" ? part : this.#replacement(part, scope);
      this.meter.string(text.length, node.span);
    }
    return text;
  }
  #replacement({ expression, conversion, spec }: tree.Replacement, scope: Scope): string {
    const { span } = expression;
    const value = this.evaluate(expression, scope);
    if (this.language === "javascript") return jsString(this, value, span);
    const converted = conversion ? display(this, value, span, conversion === "r" ? "repr" : "str") : value;
    return format(this, converted, spec ? this.#template(spec, scope) : "", span);
  }

  #update(node: tree.Update, scope: Scope): LangValue {
    const { target, operator, span } = node;
    const update = (before: LangValue): LangValue => {
      const places = [target.span, node.value.span];
      return arithmetic(this, operator, before, this.evaluate(node.value, scope), span, places);
    };
    let before: LangValue;
    let after: LangValue;
    if (target.kind === "Name") {
      before = this.#name(target, scope);
      after = update(before);
      assignName(this, target.name, after, scope, span, ASSIGN);
    } else {
      const object = this.evaluate(target.object, scope);
      if (target.kind === "Attribute") {
        before = getAttribute(this, object, target);
        after = update(before);
        setAttribute(this, object, target, after);
      } else {
        if (target.index.kind === "Slice") return this.fail("a slice can't be updated", span);
        const index = this.evaluate(target.index, scope);
        before = getIndex(this, object, index, target.span);
        after = update(before);
        setIndex(this, object, index, after, target.span);
      }
    }
    return node.gives === "new" ? after : before;
  }

  // Calls

  #call(node: tree.Call, scope: Scope): LangValue {
    const callee = this.evaluate(node.callee, scope);
    if (node.isNew && callee instanceof Closure)
      this.fail("`new` is for Values and arrays; call your own functions without it", node.span);
    const args = this.#items(
      node.args.filter(({ name }) => name === undefined),
      scope,
    );
    let keywords = NO_KEYWORDS;
    if (args.length < node.args.length) {
      const named = node.args.filter(({ name }) => name !== undefined);
      keywords = new Map(named.map(({ name, value }) => [name!, this.evaluate(value, scope)]));
    }
    const places = node.args.some(({ spread }) => spread) ? [] : node.args.map(({ value }) => value.span);
    return this.#invoke(callee, args, keywords, node.span, places);
  }

  override call(callee: LangValue, args: readonly LangValue[], at: Span): LangValue {
    return this.#invoke(callee, args, NO_KEYWORDS, at, []);
  }

  #invoke(
    callee: LangValue,
    args: readonly LangValue[],
    keywords: ReadonlyMap<string, LangValue>,
    at: Span,
    places: Places,
  ): LangValue {
    if (callee instanceof Closure) return this.#enter(callee, args, keywords, at);
    if (!(callee instanceof Builtin)) return this.fail(`${kindOf(callee)} can't be called`, at);
    this.at = at;
    return callee.run(new CallSite(this, callee.name, args, keywords, at, places));
  }

  #enter(
    closure: Closure,
    args: readonly LangValue[],
    keywords: ReadonlyMap<string, LangValue>,
    at: Span,
  ): LangValue {
    this.meter.enterCall(at);
    this.meter.enter(at);
    const { body, globals } = closure.node;
    const scope = closure.scope.call(globals);
    bindParameters(this, closure, { positional: args, keywords }, scope, at);
    for (const name of body.names) if (!scope.bindings.has(name)) scope.declare(name);
    const value = this.returns(body, scope) ? this.returned : null;
    scope.frame.ended = true;
    this.meter.leave();
    this.meter.leaveCall();
    return value;
  }
}
