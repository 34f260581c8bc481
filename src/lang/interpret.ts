/** Runs a program's statements; `evaluate.ts`, which this builds on, evaluates its expressions. */

import { ASSIGN, assign, assignName } from "./assign.ts";
import type { Meter } from "./budget.ts";
import { display } from "./display.ts";
import { Evaluator } from "./evaluate.ts";
import { truth } from "./operators.ts";
import type { Recorder } from "./recorder.ts";
import { Scope } from "./scope.ts";
import type { Source, Span } from "./source.ts";
import type * as tree from "./tree.ts";
import { Closure, type LangValue } from "./values.ts";

/** How statements ended. */
type Completion = "end" | "break" | "continue" | "return";

export class Interpreter extends Evaluator {
  protected override readonly source: Source;
  protected override readonly builtins: ReadonlyMap<string, LangValue>;
  /** The program's own names. */
  readonly scope = new Scope();
  /** The value of the program's last statement, if that is an expression. */
  last: LangValue = null;
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

  /** Runs a program's outermost block. */
  program({ names, statements }: tree.Block): void {
    for (const name of names) this.scope.declare(name);
    for (const statement of statements) {
      this.at = statement.span;
      this.last = null;
      if (statement.kind === "ExpressionStatement")
        this.last = this.evaluate(statement.expression, this.scope);
      else this.#statement(statement, this.scope);
    }
  }

  protected override returns(body: tree.Block, scope: Scope): boolean {
    return this.#run(body.statements, scope) === "return";
  }

  /** Runs statements in a scope of their own, if they declare anything. */
  #block({ names, statements }: tree.Block, outer: Scope): Completion {
    return this.#run(statements, names.length > 0 ? outer.inner(names) : outer);
  }

  #run(statements: readonly tree.Statement[], scope: Scope): Completion {
    for (const statement of statements) {
      const completion = this.#statement(statement, scope);
      if (completion !== "end") return completion;
    }
    return "end";
  }

  #statement(statement: tree.Statement, scope: Scope): Completion {
    this.meter.step(statement.span);
    this.meter.enter(statement.span);
    let completion: Completion = "end";
    switch (statement.kind) {
      case "ExpressionStatement":
        this.evaluate(statement.expression, scope);
        break;
      case "Return":
        this.returned = statement.value ? this.evaluate(statement.value, scope) : null;
        completion = "return";
        break;
      case "Declaration":
        this.#declaration(statement, scope);
        break;
      case "FunctionDeclaration": {
        const { name } = statement.function;
        assignName(this, name, new Closure(statement.function, scope), scope, statement.span, ASSIGN);
        break;
      }
      case "Block":
        completion = this.#block(statement.body, scope);
        break;
      case "If":
        completion = this.#if(statement, scope);
        break;
      case "While":
        completion = this.#while(statement, scope);
        break;
      case "ForEach":
        completion = this.#forEach(statement, scope);
        break;
      case "For":
        completion = this.#for(statement, scope);
        break;
      case "Assert":
        this.#assert(statement, scope);
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

  #declaration({ how, declarations }: tree.Declaration, scope: Scope): void {
    const mode = how === "var" ? ASSIGN : { declares: how, labels: true };
    for (const { target, value } of declarations) {
      if (!value && how === "var") continue;
      assign(this, target, value ? this.evaluate(value, scope) : null, scope, mode);
    }
  }

  #holds(condition: tree.Expression, scope: Scope): boolean {
    return truth(this, this.evaluate(condition, scope), condition.span);
  }

  #if({ branches, otherwise }: tree.If, scope: Scope): Completion {
    for (const { condition, body } of branches)
      if (this.#holds(condition, scope)) return this.#block(body, scope);
    return otherwise ? this.#block(otherwise, scope) : "end";
  }

  #while({ condition, body, bodyFirst, otherwise, span }: tree.While, scope: Scope): Completion {
    for (let asked = !bodyFirst; ; asked = true) {
      if (asked && !this.#holds(condition, scope)) break;
      this.meter.step(span);
      const completion = this.#block(body, scope);
      if (completion === "break") return "end";
      if (completion === "return") return completion;
    }
    return otherwise ? this.#block(otherwise, scope) : "end";
  }

  #forEach({ how, target, iterable, body, otherwise, span }: tree.ForEach, scope: Scope): Completion {
    const elements = this.elements(this.evaluate(iterable, scope), iterable.span);
    // The list may grow or shrink meanwhile, as in both languages.
    for (let i = 0; i < elements.length; i++) {
      this.meter.step(span);
      const declares = how === "const" || how === "let" ? how : undefined;
      const own = declares ? scope.inner([]) : scope;
      assign(this, target, elements[i]!, own, { declares, labels: false });
      const completion = this.#block(body, own);
      if (completion === "break") return "end";
      if (completion === "return") return completion;
    }
    return otherwise ? this.#block(otherwise, scope) : "end";
  }

  #for({ names, init, test, update, body, span }: tree.For, scope: Scope): Completion {
    let own = scope.inner(names);
    if (init) this.#statement(init, own);
    for (;;) {
      this.meter.step(span);
      if (test && !this.#holds(test, own)) return "end";
      const completion = this.#block(body, own);
      if (completion === "break") return "end";
      if (completion === "return") return completion;
      // A function made in the body keeps the variables of its own turn.
      const next = scope.inner([]);
      for (const [name, { value, constant }] of own.bindings) next.declare(name, value, constant);
      own = next;
      if (update) this.evaluate(update, own);
    }
  }

  #assert({ condition, message }: tree.Assert, scope: Scope): void {
    if (this.#holds(condition, scope)) return;
    const text = message ? `: ${display(this, this.evaluate(message, scope), message.span)}` : "";
    this.fail(`the assertion does not hold${text}`, condition.span);
  }
}
