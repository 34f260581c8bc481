/** Statements and functions of code that `js` reads. Expressions are in `js-expressions.ts`. */
import { isOp } from "../op.ts";
import { LangError } from "./errors.ts";
import { getElement } from "./js-arrays.ts";
import { BRANCHES, type Run } from "./js-expressions.ts";
import { type Code, closure } from "./js-functions.ts";
import { GLOBALS } from "./js-globals.ts";
import { isArrayLike, kindOf } from "./js-place.ts";
import { literalTruth } from "./js-pure.ts";
import { Env, own as ownArray, Scope } from "./js-scope.ts";
import { TargetCompiler } from "./js-targets.ts";
import { truth } from "./js-values.ts";
import type { Source, Span } from "./source.ts";
import * as tree from "./tree.ts";

/** How a statement ended, if not at its end: a loop is to go on or stop, or a function has its value. */
class Returned {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}
type Completion = undefined | "break" | "continue" | Returned;
type Execute = (env: Env) => Completion;

const TURNS =
  "a traced number is not known yet, so it can't say how often a loop runs; pass in `whileLoop` or `fold`, or `sum` and " +
  "`vec` for a range that depends on an outer index";

/** Values that come in from outside: as the function's last parameter. */
export type Outside = Readonly<Record<string, unknown>>;

/** The code of a function. @throws LangError for what is not supported, and for names that nothing is known of. */
export function compile(source: Source, node: tree.FunctionExpression, outside: Outside | undefined): Code {
  return new Compiler(source, node, outside).code;
}

class Compiler extends TargetCompiler {
  readonly code: Code;
  readonly #node: tree.FunctionExpression;
  readonly #outside: Outside | undefined;

  constructor(source: Source, node: tree.FunctionExpression, outside: Outside | undefined) {
    super(source, new Scope());
    this.#node = node;
    this.#outside = outside;
    const ops = outside ? this.#opsFromOutside(node.parameters.at(-1)!.target, outside) : [];
    this.code = this.#compiled(node, ownNameOf(this.text(node)), ops);
  }

  /** The names that the last parameter gives to ops. @throws LangError if it asks for what there is not. */
  #opsFromOutside(target: tree.Target, outside: Outside): string[] {
    if (target.kind !== "RecordPattern") return [];
    return target.entries.flatMap(({ name, target: to, fallback }) => {
      if (!fallback && !Object.hasOwn(outside, name))
        this.unsupported(
          `\`${name}\` is taken from the outside values and is not among them; pass it in: js(f, { ${name} })`,
          to,
        );
      return to.kind === "Name" && isOp(outside[name]) ? [to.name] : [];
    });
  }

  /** How to pass in a name that is missing. */
  #passing(missing: string): string {
    const own = [...this.#node.parameters];
    const last = this.#outside ? own.pop()?.target : undefined;
    const entries = last?.kind === "RecordPattern" ? last.entries : [];
    const taken = entries.map(({ name, target }) => {
      const to = this.text(target);
      return to === name ? name : `${name}: ${to}`;
    });
    const before = own.map(({ target, rest }) => (rest ? "..." : "") + this.text(target));
    const inside = [...taken, missing].join(", ");
    const given = [...entries.map(({ name }) => name), missing].join(", ");
    return `js((${[...before, `{ ${inside} }`].join(", ")}) => …, { ${given} })`;
  }

  protected override unknownName(name: string, at: Span, whole: Span): never {
    const error = (reason: string, suggestion?: string) =>
      new LangError("unsupported", reason, this.source, at, suggestion);
    const written = this.text({ span: whole });
    const member = whole === at ? undefined : written.slice(written.lastIndexOf(".") + 1).trim();
    // Build tools and test runners write `imports.sin`, and to call it `(0, imports.sin)(x)`, where `sin` was imported.
    const called = /\(0,\s*$/.test(this.source.text.slice(0, whole.from));
    const isImport = member !== undefined && (called || /^_|^import_|_\d+$|__/.test(name));
    const wanted = isImport ? member : name;
    const asWritten = isImport ? ` (an import, here written \`${written}\`)` : "";
    const { parameters } = this.#node;
    const last = parameters.at(-1);
    if (this.#outside && Object.hasOwn(this.#outside, wanted) && last?.target.kind === "Name")
      throw error(
        `\`${wanted}\` is among the outside values, but the function does not take it from its last parameter, ` +
          `\`${this.text(last.target)}\`; write js((…, { ${wanted} }) => …, { ${wanted} })`,
      );
    if (member === undefined && /^(?:__|_(?=[a-z]\w{3}))[a-z]\w+$/i.test(name))
      throw error(
        `\`${name}\` is a helper, which a build tool puts in for old JavaScript, and is not known here; build for ES2016 or later`,
      );
    const math = Object.hasOwn(GLOBALS.get("Math")!.members!, wanted);
    throw error(
      `\`${wanted}\`${asWritten} is not known here: js reads the function's text, which does not say what is around it; ` +
        `pass it in: ${this.#passing(wanted)}`,
      math ? `Math.${wanted}` : undefined,
    );
  }

  protected override function(node: tree.FunctionExpression): Code {
    return this.#compiled(node, ownNameOf(this.text(node)));
  }

  #compiled(node: tree.FunctionExpression, ownName?: string, ops: readonly string[] = []): Code {
    const { parameters, body, name } = node;
    return this.#inside(new Scope(this.scope), (scope) => {
      for (const op of ops) scope.declare(op, { isOp: true });
      const names = parameters.flatMap(({ target }) => [...tree.boundNames(target)]);
      for (const parameter of names) scope.declare(parameter);
      const vars = [...varNames(body.statements)].filter((one) => !names.includes(one));
      const variables = vars.map((one) => scope.declare(one).index);
      declareAll(scope, body);
      const known = scope.size;
      const own = ownName === undefined ? undefined : scope.declare(ownName).index;
      const parts = parameters.map((parameter) => this.part(parameter, true));
      const run = this.#body(body);
      const code: Code = {
        name,
        length: requiredOf(parameters),
        run: (args, outer) => {
          const env = new Env(scope.size, outer);
          for (const index of variables) env.values[index] = undefined;
          if (own !== undefined && own >= known) env.values[own] = closure(code, outer);
          for (const [i, { store, rest }] of parts.entries())
            store(env, rest ? ownArray(args.slice(i)) : args[i]);
          return run(env);
        },
      };
      return code;
    });
  }

  #inside<T>(scope: Scope, compile: (scope: Scope) => T): T {
    const outer = this.scope;
    this.scope = scope;
    try {
      return compile(scope);
    } finally {
      this.scope = outer;
    }
  }

  /** A function's body, whose names its parameters are among. */
  #body({ statements }: tree.Block): Run {
    const [only] = statements;
    if (statements.length === 1 && only!.kind === "Return" && only!.value)
      return this.expression(only!.value);
    const run = this.#sequence(statements);
    return (env) => {
      const completion = run(env);
      return completion instanceof Returned ? completion.value : undefined;
    };
  }

  #sequence(statements: readonly tree.Statement[]): Execute {
    const all = statements.map((statement) => this.#statement(statement));
    if (all.length === 1) return all[0]!;
    return (env) => {
      for (const run of all) {
        const completion = run(env);
        if (completion !== undefined) return completion;
      }
      return undefined;
    };
  }

  /** Statements with names of their own, if they have any. */
  #block(block: tree.Block): Execute {
    if (block.names.length === 0) return this.#sequence(block.statements);
    return this.#inside(new Scope(this.scope), (scope) => {
      declareAll(scope, block);
      const run = this.#sequence(block.statements);
      return (env) => run(new Env(scope.size, env));
    });
  }

  #statement(node: tree.Statement): Execute {
    switch (node.kind) {
      case "ExpressionStatement": {
        const run = this.effect(node.expression);
        return (env) => {
          run(env);
          return undefined;
        };
      }
      case "Return": {
        const run = node.value ? this.expression(node.value) : () => undefined;
        return (env) => new Returned(run(env));
      }
      case "Declaration":
        return this.#declaration(node);
      case "FunctionDeclaration": {
        const { binding } = this.scope.find(node.function.name)!;
        const code = this.#compiled(node.function);
        return (env) => {
          env.values[binding.index] = closure(code, env);
          return undefined;
        };
      }
      case "Block":
        return this.#block(node.body);
      case "If":
        return this.#if(node);
      case "While":
        return this.#while(node);
      case "ForEach":
        return this.#forEach(node);
      case "For":
        return this.#for(node);
      case "Break":
        return () => "break";
      case "Continue":
        return () => "continue";
      case "Pass":
        return () => undefined;
      case "Assert":
        return this.unsupported("`assert` is not JavaScript", node);
    }
  }

  #declaration({ how, declarations }: tree.Declaration): Execute {
    const parts = declarations
      .filter(({ value }) => value || how !== "var")
      .map(({ target, value }) => ({
        value: value ? this.expression(value) : () => undefined,
        store: this.store(target, true),
      }));
    return (env) => {
      for (const { value, store } of parts) store(env, value(env));
      return undefined;
    };
  }

  #test(condition: tree.Expression, what: string): (env: Env) => boolean {
    const [run, place] = [this.expression(condition), this.place(condition)];
    return (env) => truth(run(env), what, place);
  }

  #if({ branches, otherwise }: tree.If): Execute {
    const all: { test: (env: Env) => boolean; run: Execute }[] = [];
    for (const { condition, body } of branches) {
      const known = literalTruth(condition);
      const test = this.#test(condition, BRANCHES);
      all.push({ test, run: known === false ? NOTHING : this.#block(body) });
      if (known) return branch(all, undefined);
    }
    return branch(all, otherwise && this.#block(otherwise));
  }

  #while({ condition, body, bodyFirst }: tree.While): Execute {
    const test = this.#test(condition, TURNS);
    const run = !bodyFirst && literalTruth(condition) === false ? NOTHING : this.#block(body);
    return (env) => {
      for (let asked = !bodyFirst; !asked || test(env); asked = true) {
        const completion = run(env);
        if (completion === "break") return undefined;
        if (completion instanceof Returned) return completion;
      }
      return undefined;
    };
  }

  #forEach({ how, target, iterable, body }: tree.ForEach): Execute {
    const list = this.expression(iterable);
    const place = this.place(iterable);
    const declares = how === "const" || how === "let";
    const turnScope = declares ? new Scope(this.scope) : this.scope;
    return this.#inside(turnScope, (scope) => {
      if (declares)
        for (const name of tree.boundNames(target)) scope.declare(name, { constant: how === "const" });
      const store = this.store(target, how !== "assign");
      const run = this.#block(body);
      return (env) => {
        const elements = list(env);
        if (!isArrayLike(elements))
          return place.fail(`${kindOf(elements)} has no elements to go through; wanted an array`);
        for (let i = 0; i < elements.length; i++) {
          const turn = declares ? new Env(scope.size, env) : env;
          store(turn, getElement(elements, i, place));
          const completion = run(turn);
          if (completion === "break") return undefined;
          if (completion instanceof Returned) return completion;
        }
        return undefined;
      };
    });
  }

  #for({ names, makesFunctions, init, test, update, body }: tree.For): Execute {
    return this.#inside(new Scope(this.scope), (scope) => {
      const constant = init?.kind === "Declaration" && init.how === "const";
      for (const name of names) scope.declare(name, { constant });
      const begin = init ? this.#statement(init) : undefined;
      const goesOn = test ? this.#test(test, TURNS) : () => true;
      const run = test && literalTruth(test) === false ? NOTHING : this.#block(body);
      const next = update ? this.effect(update) : undefined;
      return (outer) => {
        let env = new Env(scope.size, outer);
        begin?.(env);
        while (goesOn(env)) {
          const completion = run(env);
          if (completion === "break") return undefined;
          if (completion instanceof Returned) return completion;
          if (makesFunctions) {
            // Functions keep the names of the turn that made them.
            const { values } = env;
            env = new Env(scope.size, outer);
            for (const [index, value] of values.entries()) env.values[index] = value;
          }
          next?.(env);
        }
        return undefined;
      };
    });
  }
}

/** How many parameters stand before the first that may be left out. */
export function requiredOf(parameters: readonly tree.Parameter[]): number {
  const first = parameters.findIndex(({ fallback, rest }) => fallback || rest);
  return first < 0 ? parameters.length : first;
}

/** The name by which a function expression knows itself. */
const ownNameOf = (text: string): string | undefined => /^function\s+([\p{L}\p{N}_$]+)/u.exec(text)?.[1];

const NOTHING: Execute = () => undefined;

function branch(
  all: readonly { test: (env: Env) => boolean; run: Execute }[],
  otherwise: Execute | undefined,
): Execute {
  return (env) => {
    for (const { test, run } of all) if (test(env)) return run(env);
    return otherwise?.(env);
  };
}

/** Declares the names of a block. */
function declareAll(scope: Scope, { names, statements }: tree.Block): void {
  const constants = new Set(
    statements.flatMap((statement) =>
      statement.kind === "Declaration" && statement.how === "const"
        ? statement.declarations.flatMap(({ target }) => [...tree.boundNames(target)])
        : [],
    ),
  );
  for (const name of names) scope.declare(name, { constant: constants.has(name) });
}

/** What `var` declares in statements and the statements in them: undefined from the start. */
function* varNames(statements: readonly (tree.Statement | undefined)[]): Generator<string> {
  for (const statement of statements) {
    if (statement?.kind === "Declaration" && statement.how === "var")
      for (const { target } of statement.declarations) yield* tree.boundNames(target);
    else if (statement?.kind === "Block" || statement?.kind === "While")
      yield* varNames(statement.body.statements);
    else if (statement?.kind === "If") {
      for (const { body } of statement.branches) yield* varNames(body.statements);
      yield* varNames(statement.otherwise?.statements ?? []);
    } else if (statement?.kind === "For") yield* varNames([statement.init, ...statement.body.statements]);
    else if (statement?.kind === "ForEach") {
      if (statement.how === "var") yield* tree.boundNames(statement.target);
      yield* varNames(statement.body.statements);
    }
  }
}
