/** Runs a program's statements, and its functions; `evaluate.ts`, which this builds on, evaluates its expressions. */

import { ASSIGN, assign, assignName } from "./assign.ts";
import type { Meter } from "./budget.ts";
import { CallSite } from "./call.ts";
import { display } from "./display.ts";
import { Evaluator } from "./evaluate.ts";
import type { Entry, Run } from "./machine.ts";
import { truth } from "./operators.ts";
import { bindParameters } from "./parameters.ts";
import type { Recorder } from "./recorder.ts";
import { Scope } from "./scope.ts";
import type { Source, Span } from "./source.ts";
import type * as tree from "./tree.ts";
import { Builtin, Closure, kindOf, type LangValue } from "./values.ts";

const NO_KEYWORDS: ReadonlyMap<string, LangValue> = new Map();

/** How statements ended. */
type Completion = "end" | "break" | "continue" | "return";

export class Interpreter extends Evaluator {
  protected override readonly source: Source;
  protected override readonly builtins: ReadonlyMap<string, LangValue>;
  /** The program's own names. */
  readonly scope = new Scope();
  /** The value of the program's last statement, if that is an expression. */
  last: LangValue = null;
  /** The value of the `return` that was run last. */
  #returned: LangValue = null;
  readonly #print: (text: string, at: Span) => void;

  constructor(
    program: tree.Program,
    {
      meter,
      recorder,
      builtins,
      print,
    }: {
      meter: Meter;
      recorder: Recorder;
      builtins: ReadonlyMap<string, LangValue>;
      print: (text: string, at: Span) => void;
    },
  ) {
    super(program.language, meter, recorder, program.source.span(0, 0));
    this.source = program.source;
    this.builtins = builtins;
    this.#print = print;
  }

  override print(text: string, at: Span): void {
    this.#print(text, at);
  }

  /** Runs a program from beginning to end. */
  program(block: tree.Block): void {
    this.#drive(this.#program(block));
  }

  override call(callee: LangValue, args: readonly LangValue[], at: Span): LangValue {
    if (callee instanceof Closure) {
      this.meter.enter(at);
      const value = this.#drive(this.#body({ closure: callee, positional: args, keywords: NO_KEYWORDS, at }));
      this.meter.leave();
      return value;
    }
    if (!(callee instanceof Builtin)) return this.fail(`${kindOf(callee)} can't be called`, at);
    return callee.run(new CallSite(this, callee.name, args, NO_KEYWORDS, at, []));
  }

  /** Runs what it is given and, above that, the functions that are called: the stack of calls is here, on the heap. */
  #drive(first: Run<LangValue>): LangValue {
    const calls: { readonly run: Run<LangValue>; readonly levels: number }[] = [];
    const { levels } = this.meter;
    let run = first;
    let value: LangValue = null;
    for (;;) {
      const step = run.next(value);
      if (!step.done) {
        // What waits for a call to end does not use the host's stack.
        calls.push({ run, levels: this.meter.levels });
        this.meter.levels = levels;
        run = this.#body(step.value);
        value = null;
      } else {
        value = step.value;
        const waiting = calls.pop();
        if (!waiting) return value;
        run = waiting.run;
        this.meter.levels = waiting.levels;
      }
    }
  }

  *#body(entry: Entry): Run<LangValue> {
    this.meter.enterCall(entry.at);
    const { body, globals } = entry.closure.node;
    const scope = entry.closure.scope.call(globals);
    yield* bindParameters(this, entry, scope);
    for (const name of body.names) if (!scope.bindings.has(name)) scope.declare(name);
    const completion = yield* this.#run(body.statements, scope);
    scope.frame.ended = true;
    this.meter.leaveCall();
    return completion === "return" ? this.#returned : null;
  }

  *#program({ names, statements }: tree.Block): Run<null> {
    for (const name of names) this.scope.declare(name);
    for (const statement of statements) {
      this.at = statement.span;
      this.last = null;
      if (statement.kind === "ExpressionStatement")
        this.last = yield* this.evaluate(statement.expression, this.scope);
      else yield* this.#statement(statement, this.scope);
    }
    return null;
  }

  /** Runs statements in a scope of their own, if they declare anything. */
  *#block({ names, statements }: tree.Block, outer: Scope): Run<Completion> {
    return yield* this.#run(statements, names.length > 0 ? outer.inner(names) : outer);
  }

  *#run(statements: readonly tree.Statement[], scope: Scope): Run<Completion> {
    for (const statement of statements) {
      const completion = yield* this.#statement(statement, scope);
      if (completion !== "end") return completion;
    }
    return "end";
  }

  *#statement(statement: tree.Statement, scope: Scope): Run<Completion> {
    this.meter.step(statement.span);
    this.meter.enter(statement.span);
    let completion: Completion = "end";
    switch (statement.kind) {
      case "ExpressionStatement":
        yield* this.evaluate(statement.expression, scope);
        break;
      case "Return":
        this.#returned = statement.value ? yield* this.evaluate(statement.value, scope) : null;
        completion = "return";
        break;
      case "Declaration":
        yield* this.#declaration(statement, scope);
        break;
      case "FunctionDeclaration": {
        const { name } = statement.function;
        assignName(this, name, new Closure(statement.function, scope), scope, statement.span, ASSIGN);
        break;
      }
      case "Block":
        completion = yield* this.#block(statement.body, scope);
        break;
      case "If":
        completion = yield* this.#if(statement, scope);
        break;
      case "While":
        completion = yield* this.#while(statement, scope);
        break;
      case "ForEach":
        completion = yield* this.#forEach(statement, scope);
        break;
      case "For":
        completion = yield* this.#for(statement, scope);
        break;
      case "Assert":
        yield* this.#assert(statement, scope);
        break;
      case "Break":
        completion = "break";
        break;
      case "Continue":
        completion = "continue";
        break;
      case "Pass":
        break;
    }
    this.meter.leave();
    return completion;
  }

  *#declaration({ how, declarations }: tree.Declaration, scope: Scope): Run<void> {
    const mode = how === "var" ? ASSIGN : { declares: how, labels: true };
    for (const { target, value } of declarations) {
      if (!value && how === "var") continue;
      yield* assign(this, target, value ? yield* this.evaluate(value, scope) : null, scope, mode);
    }
  }

  *#holds(condition: tree.Expression, scope: Scope): Run<boolean> {
    return truth(this, yield* this.evaluate(condition, scope), condition.span);
  }

  *#if({ branches, otherwise }: tree.If, scope: Scope): Run<Completion> {
    for (const { condition, body } of branches)
      if (yield* this.#holds(condition, scope)) return yield* this.#block(body, scope);
    return otherwise ? yield* this.#block(otherwise, scope) : "end";
  }

  *#while({ condition, body, bodyFirst, otherwise, span }: tree.While, scope: Scope): Run<Completion> {
    for (let asked = !bodyFirst; ; asked = true) {
      if (asked && !(yield* this.#holds(condition, scope))) break;
      this.meter.step(span);
      const completion = yield* this.#block(body, scope);
      if (completion === "break") return "end";
      if (completion === "return") return completion;
    }
    return otherwise ? yield* this.#block(otherwise, scope) : "end";
  }

  *#forEach({ how, target, iterable, body, otherwise, span }: tree.ForEach, scope: Scope): Run<Completion> {
    const elements = this.elements(yield* this.evaluate(iterable, scope), iterable.span);
    // The list may grow or shrink meanwhile, as in both languages.
    for (let i = 0; i < elements.length; i++) {
      this.meter.step(span);
      const declares = how === "const" || how === "let" ? how : undefined;
      const own = declares ? scope.inner([]) : scope;
      yield* assign(this, target, elements[i]!, own, { declares, labels: false });
      const completion = yield* this.#block(body, own);
      if (completion === "break") return "end";
      if (completion === "return") return completion;
    }
    return otherwise ? yield* this.#block(otherwise, scope) : "end";
  }

  *#for({ names, makesFunctions, init, test, update, body, span }: tree.For, scope: Scope): Run<Completion> {
    let own = scope.inner(names);
    if (init) yield* this.#statement(init, own);
    for (;;) {
      this.meter.step(span);
      if (test && !(yield* this.#holds(test, own))) return "end";
      const completion = yield* this.#block(body, own);
      if (completion === "break") return "end";
      if (completion === "return") return completion;
      if (makesFunctions) {
        const next = scope.inner([]);
        for (const [name, { value, constant }] of own.bindings) next.declare(name, value, constant);
        own = next;
      }
      if (update) yield* this.evaluate(update, own);
    }
  }

  *#assert({ condition, message }: tree.Assert, scope: Scope): Run<void> {
    if (yield* this.#holds(condition, scope)) return;
    const text = message ? `: ${display(this, yield* this.evaluate(message, scope), message.span)}` : "";
    this.fail(`the assertion does not hold${text}`, condition.span);
  }
}
