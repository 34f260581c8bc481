/**
 * Evaluates expressions, over the ops of the table.
 *
 * A call of a program's function is not a call of the host's. Evaluation is written in generators; where a function is
 * to be called it yields the call to the loop in `interpret.ts`, which runs the function's body and comes back with
 * the result. So the depth of a program's recursion is limited by its budget, and not by the host's stack.
 *
 * An error ends the whole run, so nothing is undone on the way out.
 */
import { Operand } from "../op.ts";
import * as ops from "../ops.ts";
import { Value } from "../value.ts";
import { ASSIGN, assign, assignName, LOCAL } from "./assign.ts";
import { getAttribute, setAttribute } from "./attributes.ts";
import { CallSite } from "./call.ts";
import { display, jsString } from "./display.ts";
import { LangError, nearest } from "./errors.ts";
import { format } from "./formatter.ts";
import { getIndex, getSlice, setIndex } from "./indexing.ts";
import { Machine, type Run } from "./machine.ts";
import { arithmetic, compare, negated, truth } from "./operators.ts";
import type { Scope } from "./scope.ts";
import type { Source, Span } from "./source.ts";
import type * as tree from "./tree.ts";
import { Builtin, Closure, Fields, isNumeric, kindOf, type LangValue, List, type Numeric } from "./values.ts";

/** What continues an expression to its left. */
type Chain = tree.Binary | tree.Logical | tree.Attribute | tree.Index | tree.Call;

function leftOf(node: tree.Expression): tree.Expression | undefined {
  if (node.kind === "Binary" || node.kind === "Logical") return node.left;
  if (node.kind === "Attribute" || node.kind === "Index") return node.object;
  return node.kind === "Call" ? node.callee : undefined;
}

const NO_KEYWORDS: ReadonlyMap<string, LangValue> = new Map();

export abstract class Evaluator extends Machine {
  protected abstract readonly source: Source;
  protected abstract readonly builtins: ReadonlyMap<string, LangValue>;

  override error(reason: string, at: Span, suggestion?: string): LangError {
    return new LangError("run", reason, this.source, at, suggestion);
  }

  override *evaluate(node: tree.Expression, scope: Scope): Run<LangValue> {
    this.meter.step(node.span);
    this.meter.enter(node.span);
    const value = yield* this.#evaluate(node, scope);
    this.meter.leave();
    return value;
  }

  *#evaluate(node: tree.Expression, scope: Scope): Run<LangValue> {
    switch (node.kind) {
      case "Literal":
        return node.value;
      case "Name":
        return this.#name(node, scope);
      case "Function":
        return new Closure(node, scope);
      case "Binary":
      case "Logical":
      case "Call":
      case "Attribute":
      case "Index":
        return yield* this.#chain(node, scope);
      case "Unary":
        return yield* this.#unary(node, scope);
      case "Compare":
        return yield* this.#compare(node, scope);
      case "Conditional":
        return yield* this.#conditional(node, scope);
      case "Assignment":
        return yield* this.#assignment(node, scope);
      case "Update":
        return yield* this.#update(node, scope);
      case "List":
        return this.#list(yield* this.#items(node.items, scope), node);
      case "Comprehension":
        return yield* this.#comprehension(node, scope);
      case "Template":
        return yield* this.#template(node, scope);
      case "Record":
        return yield* this.#record(node, scope);
      case "Sequence":
        return yield* this.#sequence(node, scope);
    }
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

  /** `a + b + …` and `x.y().z()` nest to the left as deep as they are long: down in a loop, evaluated on the way up. */
  *#chain(node: Chain, scope: Scope): Run<LangValue> {
    const outer: Chain[] = [];
    let inner: tree.Expression = node;
    for (let left = leftOf(inner); left; left = leftOf(inner)) {
      outer.push(inner as Chain);
      inner = left;
    }
    let value = yield* this.evaluate(inner, scope);
    for (let next = outer.pop(); next; next = outer.pop()) {
      this.meter.step(next.span);
      value = yield* this.#extend(value, next, scope);
    }
    return value;
  }
  *#extend(left: LangValue, node: Chain, scope: Scope): Run<LangValue> {
    switch (node.kind) {
      case "Binary": {
        const right = yield* this.evaluate(node.right, scope);
        return arithmetic(this, node.operator, left, right, node.span, [node.left.span, node.right.span]);
      }
      case "Logical":
        return this.#goesOn(node, left) ? yield* this.evaluate(node.right, scope) : left;
      case "Attribute":
        return getAttribute(this, left, node);
      case "Index":
        return yield* this.#index(left, node, scope);
      case "Call":
        return yield* this.#call(left, node, scope);
    }
  }

  /** Whether the right side of `and`, `or` or `??` decides. */
  #goesOn({ operator, span }: tree.Logical, left: LangValue): boolean {
    if (operator === "??") return left === null;
    return truth(this, left, span) === (operator === "and");
  }

  *#unary(node: tree.Unary, scope: Scope): Run<LangValue> {
    const value = yield* this.evaluate(node.operand, scope);
    if (node.operator === "not") return !truth(this, value, node.span);
    return negated(this, node.operator, value, node.span);
  }

  /** A chain `a < b < c` stops at the first link that fails; on Values it goes on, and all links are multiplied. */
  *#compare({ first, links, span }: tree.Compare, scope: Scope): Run<LangValue> {
    let left = yield* this.evaluate(first, scope);
    let leftSpan = first.span;
    let all: LangValue = true;
    for (const { operator, operand } of links) {
      const right = yield* this.evaluate(operand, scope);
      const link = compare(this, operator, left, right, span, [leftSpan, operand.span]);
      if (all instanceof Operand) all = this.apply(ops.mul, [all, link as Numeric], span);
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
  *#conditional(node: tree.Conditional, scope: Scope): Run<LangValue> {
    const condition = yield* this.#condition(node.condition, scope);
    const isTraced = condition instanceof Operand && !(condition instanceof Value);
    const holds = isTraced || truth(this, condition, node.condition.span);
    const chosen = yield* this.evaluate(holds ? node.whenTrue : node.whenFalse, scope);
    if (!(condition instanceof Operand)) return chosen;
    if (!isNumeric(chosen))
      return isTraced ? this.fail(`${kindOf(chosen)} can't be traced`, node.span) : chosen;
    const other = yield* this.evaluate(holds ? node.whenFalse : node.whenTrue, scope);
    if (!isNumeric(other))
      return isTraced ? this.fail(`${kindOf(other)} can't be traced`, node.span) : chosen;
    const [x, y] = holds ? [chosen, other] : [other, chosen];
    const places = [node.condition.span, node.whenTrue.span, node.whenFalse.span];
    return this.apply(ops.select, [condition, x, y], node.span, places);
  }

  /** A condition that a `select` may record: `and`, `or` and `not` of Values are computed on the graph too. */
  *#condition(node: tree.Expression, scope: Scope): Run<LangValue> {
    this.meter.step(node.span);
    this.meter.enter(node.span);
    let value: LangValue;
    if (node.kind === "Unary" && node.operator === "not") {
      const operand = yield* this.#condition(node.operand, scope);
      if (operand instanceof Operand) value = this.apply(ops.eq, [operand, 0], node.span);
      else value = !truth(this, operand, node.span);
    } else if (node.kind === "Logical" && node.operator !== "??")
      value = yield* this.#connective(node, scope);
    else value = yield* this.evaluate(node, scope);
    this.meter.leave();
    return value;
  }
  *#connective(node: tree.Logical, scope: Scope): Run<LangValue> {
    const left = yield* this.#condition(node.left, scope);
    const onGraph = left instanceof Operand;
    if (!onGraph && !this.#goesOn(node, left)) return left;
    const right = yield* this.#condition(node.right, scope);
    if (!onGraph) return right;
    const bits = [this.#bit(left, node.left.span), this.#bit(right, node.right.span)];
    return this.apply(node.operator === "and" ? ops.mul : ops.max, bits, node.span);
  }
  /** 1 if a condition holds, 0 if not. */
  #bit(value: LangValue, at: Span): number | Operand {
    if (!(value instanceof Operand)) return Number(truth(this, value, at));
    return this.applyWithin(ops.eq, [this.applyWithin(ops.eq, [value, 0], at), 0], at);
  }

  *#index(object: LangValue, { index, span }: tree.Index, scope: Scope): Run<LangValue> {
    if (index.kind !== "Slice") return getIndex(this, object, yield* this.evaluate(index, scope), span);
    const bounds: LangValue[] = [];
    for (const bound of [index.start, index.stop, index.step])
      bounds.push(bound ? yield* this.evaluate(bound, scope) : null);
    return getSlice(this, object, bounds, span);
  }

  #list(items: LangValue[], { tuple, span }: tree.ListExpression): List {
    this.meter.list(items.length, span);
    return new List(items, tuple);
  }
  *#items(items: readonly tree.Item[], scope: Scope): Run<LangValue[]> {
    const values: LangValue[] = [];
    for (const { value, spread } of items) {
      const item = yield* this.evaluate(value, scope);
      if (spread) this.#spread(item, value.span, values);
      else values.push(item);
    }
    return values;
  }
  #spread(list: LangValue, at: Span, values: LangValue[]): void {
    const elements = this.elements(list, at);
    this.meter.list(values.length + elements.length, at, elements.length);
    for (const element of elements) values.push(element);
  }

  *#record({ entries }: tree.RecordExpression, scope: Scope): Run<Fields> {
    const fields = new Map<string, LangValue>();
    for (const { name, value } of entries) fields.set(name, yield* this.evaluate(value, scope));
    return new Fields(fields);
  }

  *#sequence({ expressions }: tree.Sequence, scope: Scope): Run<LangValue> {
    let last: LangValue = null;
    for (const expression of expressions) last = yield* this.evaluate(expression, scope);
    return last;
  }

  *#comprehension(node: tree.Comprehension, scope: Scope): Run<List> {
    const values: LangValue[] = [];
    yield* this.#clause(node, 0, values, scope);
    return new List(values);
  }
  *#clause(node: tree.Comprehension, i: number, values: LangValue[], scope: Scope): Run<void> {
    const clause = node.clauses[i];
    if (!clause) {
      this.meter.list(values.length + 1, node.span, 1);
      values.push(yield* this.evaluate(node.element, scope));
      return;
    }
    const { target, iterable, conditions } = clause;
    const elements = this.elements(yield* this.evaluate(iterable, scope), iterable.span);
    for (let j = 0; j < elements.length; j++) {
      this.meter.step(node.span);
      const inner = scope.inner([]);
      yield* assign(this, target, elements[j]!, inner, LOCAL);
      let holds = true;
      for (const condition of conditions)
        holds &&= truth(this, yield* this.evaluate(condition, inner), condition.span);
      if (holds) yield* this.#clause(node, i + 1, values, inner);
    }
  }

  *#template({ parts, span }: tree.Template, scope: Scope): Run<string> {
    let text = "";
    for (const part of parts) {
      text += typeof part === "string" ? part : yield* this.#replacement(part, scope);
      this.meter.string(text.length, span);
    }
    return text;
  }
  *#replacement({ expression, conversion, spec }: tree.Replacement, scope: Scope): Run<string> {
    const { span } = expression;
    const value = yield* this.evaluate(expression, scope);
    if (this.language === "javascript") return jsString(this, value, span);
    const converted = conversion ? display(this, value, span, conversion === "r" ? "repr" : "str") : value;
    return format(this, converted, spec ? yield* this.#template(spec, scope) : "", span);
  }

  *#assignment({ targets, value }: tree.Assignment, scope: Scope): Run<LangValue> {
    const assigned = yield* this.evaluate(value, scope);
    for (const target of targets) yield* assign(this, target, assigned, scope, ASSIGN);
    return assigned;
  }

  *#update(node: tree.Update, scope: Scope): Run<LangValue> {
    const { target, span } = node;
    let before: LangValue;
    let store: (after: LangValue) => void;
    if (target.kind === "Name") {
      before = this.#name(target, scope);
      store = (after) => assignName(this, target.name, after, scope, span, ASSIGN);
    } else {
      const object = yield* this.evaluate(target.object, scope);
      if (target.kind === "Attribute") {
        before = getAttribute(this, object, target);
        store = (after) => setAttribute(this, object, target, after);
      } else {
        if (target.index.kind === "Slice") return this.fail("a slice can't be updated", span);
        const index = yield* this.evaluate(target.index, scope);
        before = getIndex(this, object, index, target.span);
        store = (after) => setIndex(this, object, index, after, target.span);
      }
    }
    const value = yield* this.evaluate(node.value, scope);
    const after = arithmetic(this, node.operator, before, value, span, [target.span, node.value.span]);
    store(after);
    return node.gives === "new" ? after : before;
  }

  *#call(
    callee: LangValue,
    { args, isNew, callee: { span: calleeSpan }, span }: tree.Call,
    scope: Scope,
  ): Run<LangValue> {
    const positional: LangValue[] = [];
    const places: Span[] = [];
    let keywords = NO_KEYWORDS;
    for (const arg of args) {
      const value = yield* this.evaluate(arg.value, scope);
      if (arg.name !== undefined) keywords = new Map(keywords).set(arg.name, value);
      else if (arg.spread) this.#spread(value, arg.value.span, positional);
      else positional.push(value);
      places[positional.length - 1] = arg.value.span;
    }
    if (callee instanceof Closure) {
      if (isNew) this.fail("`new` is for Values and arrays; call your own functions without it", span);
      return yield { closure: callee, positional, keywords, at: span };
    }
    if (!(callee instanceof Builtin)) return this.fail(`${kindOf(callee)} can't be called`, calleeSpan);
    this.at = span;
    return callee.run(new CallSite(this, callee.name, positional, keywords, span, places));
  }
}
