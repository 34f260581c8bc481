/** JavaScript text to the tree, by the parser acorn. Statements are here, expressions in `javascript-expressions.ts`. */
import * as acorn from "acorn";
import type { Budget } from "./budget.ts";
import { JavaScriptExpressions, place } from "./javascript-expressions.ts";
import type { Source } from "./source.ts";
import type {
  Block,
  Declaration,
  Expression,
  ExpressionStatement,
  FunctionExpression,
  If,
  Program,
  Statement,
  Target,
} from "./tree.ts";

/** @throws LangError if the text is not JavaScript, or is JavaScript that is not supported. */
export function readJavaScript(source: Source, budget: Budget): Program {
  return new JavaScriptReader(source, budget).program();
}

/**
 * The function that the text is, as `Function.prototype.toString` gives it.
 *
 * @throws LangError if it is anything else, a method or a class for example, or not supported.
 */
export function readFunction(source: Source, budget: Budget): FunctionExpression {
  return new JavaScriptReader(source, budget).wholeFunction();
}

const OPTIONS: acorn.Options = { ecmaVersion: "latest", sourceType: "module" };

const UNSUPPORTED: Readonly<Record<string, string>> = {
  ClassDeclaration: "`class`",
  DebuggerStatement: "`debugger`",
  ExportAllDeclaration: "`export *`",
  ExportDefaultDeclaration: "`export default`",
  ForInStatement: "`for … in`",
  LabeledStatement: "a label",
  SwitchStatement: "`switch`",
  ThrowStatement: "`throw`",
  TryStatement: "`try`",
  WithStatement: "`with`",
};

type Loose = acorn.Statement | acorn.ModuleDeclaration;

class JavaScriptReader extends JavaScriptExpressions {
  program(): Program {
    let program: acorn.Program;
    try {
      program = acorn.parse(this.source.text, OPTIONS);
    } catch (error) {
      return this.#unparsed(error);
    }
    const { names, result } = this.inScope(() => this.#block(program.body));
    const body = { names: [...names, ...result.names], statements: result.statements };
    return { language: "javascript", source: this.source, body };
  }

  wholeFunction(): FunctionExpression {
    const { text } = this.source;
    const whole = { from: 0, to: text.length };
    const node = this.#wholeExpression();
    if (node?.type === "ArrowFunctionExpression") return this.function(node, "");
    if (node?.type === "FunctionExpression") return this.function(node, node.id?.name ?? "");
    if (node?.type === "ClassExpression") return this.unsupported("a class", whole);
    return this.unsupported("a method", whole, "write an arrow function, or `function`");
  }
  /** The expression that the text is; nothing if it is a method. */
  #wholeExpression(): acorn.Expression | undefined {
    const { text } = this.source;
    const parse = (expression: string) => acorn.parseExpressionAt(expression, 0, OPTIONS);
    let failure: unknown;
    try {
      const node = parse(text);
      if (text.slice(node.end).trim() === "") return node;
    } catch (error) {
      failure = error;
    }
    try {
      parse(`({${text}})`);
    } catch (error) {
      return this.#unparsed(failure ?? error);
    }
    return undefined;
  }

  #unparsed(error: unknown): never {
    const { pos, message } = error as { pos?: number; message: string };
    if (!(error instanceof SyntaxError) || pos === undefined) throw error;
    const token = /^(?:[\p{L}\d_$]+|[^\s])/u.exec(this.source.text.slice(pos))?.[0] ?? "";
    const at = { from: pos, to: pos + Math.max(token.length, 1) };
    if (/stack space/.test(message)) this.over("nesting", at);
    const reason = message.replace(/ \(\d+:\d+\)$/, "");
    if (reason !== "Unexpected token") this.syntax(reason.charAt(0).toLowerCase() + reason.slice(1), at);
    return this.syntax(token ? `\`${token}\` is not expected here` : "the program ends too early", at);
  }

  /** A block's statements, functions first: they can be called above where they are written. */
  #block(nodes: readonly Loose[]): Block {
    const names = new Set<string>();
    const statements = nodes.flatMap((node) => this.#statements(node, names));
    const isFunction = (statement: Statement) => statement.kind === "FunctionDeclaration";
    return {
      names: [...names],
      statements: [
        ...statements.filter(isFunction),
        ...statements.filter((statement) => !isFunction(statement)),
      ],
    };
  }
  protected override body(node: acorn.BlockStatement): Block {
    return this.#block(node.body);
  }
  /** What `if` and loops govern. */
  #governed(node: acorn.Statement): Block {
    return this.#block(node.type === "BlockStatement" ? node.body : [node]);
  }

  /** The statements that a node stands for; `names` gets what they declare in their block. */
  #statements(node: Loose, names: Set<string>): Statement[] {
    if (node.type === "ExportNamedDeclaration") {
      if (!node.declaration) this.unsupported("`export { … }`", place(node));
      return this.#statements(node.declaration, names);
    }
    return [this.nested(place(node), () => this.#statement(node, names))];
  }

  #statement(node: Exclude<Loose, acorn.ExportNamedDeclaration>, names: Set<string>): Statement {
    const span = this.span(place(node));
    const unsupported = UNSUPPORTED[node.type];
    if (unsupported) this.unsupported(unsupported, place(node));
    switch (node.type) {
      case "ExpressionStatement":
        return { kind: "ExpressionStatement", span, expression: this.expression(node.expression) };
      case "VariableDeclaration":
        return this.#declaration(node, names);
      case "FunctionDeclaration":
        names.add(node.id.name);
        return { kind: "FunctionDeclaration", span, function: this.function(node, node.id.name) };
      case "BlockStatement":
        return { kind: "Block", span, body: this.body(node) };
      case "IfStatement":
        return this.#if(node);
      case "WhileStatement":
      case "DoWhileStatement":
        return {
          kind: "While",
          span,
          condition: this.expression(node.test),
          body: this.#governed(node.body),
          bodyFirst: node.type === "DoWhileStatement",
          otherwise: undefined,
        };
      case "ForStatement":
        return this.#for(node);
      case "ForOfStatement":
        return this.#forOf(node);
      case "ReturnStatement":
        return { kind: "Return", span, value: node.argument ? this.expression(node.argument) : undefined };
      case "BreakStatement":
      case "ContinueStatement":
        if (node.label) this.unsupported("a label", place(node.label));
        return { kind: node.type === "BreakStatement" ? "Break" : "Continue", span };
      case "EmptyStatement":
      case "ImportDeclaration":
        return { kind: "Pass", span };
      default:
        return this.unsupported(`\`${node.type}\``, place(node));
    }
  }

  #declaration(node: acorn.VariableDeclaration, names: Set<string>): Declaration {
    const { kind } = node;
    if (kind !== "const" && kind !== "let" && kind !== "var")
      return this.unsupported(`\`${kind}\``, place(node));
    const declarations = node.declarations.map(({ id, init }) => {
      const target = this.target(id);
      this.declare(target, kind, names);
      return {
        target,
        value: init ? this.expression(init, target.kind === "Name" ? target.name : "") : undefined,
      };
    });
    return { kind: "Declaration", span: this.span(place(node)), how: kind, declarations };
  }

  /** An `if` with its `else if`s, read in a loop, for they may be many. */
  #if(node: acorn.IfStatement): If {
    const branches: { condition: Expression; body: Block }[] = [];
    let rest: acorn.Statement | null | undefined = node;
    while (rest?.type === "IfStatement") {
      branches.push({ condition: this.expression(rest.test), body: this.#governed(rest.consequent) });
      rest = rest.alternate;
    }
    return {
      kind: "If",
      span: this.span(place(node)),
      branches,
      otherwise: rest ? this.#governed(rest) : undefined,
    };
  }

  #for(node: acorn.ForStatement): Statement {
    const span = this.span(place(node));
    const functionsBefore = this.functions;
    const names = new Set<string>();
    const init: Declaration | ExpressionStatement | undefined =
      node.init?.type === "VariableDeclaration"
        ? this.#declaration(node.init, names)
        : node.init
          ? {
              kind: "ExpressionStatement",
              span: this.span(place(node.init)),
              expression: this.expression(node.init),
            }
          : undefined;
    return {
      kind: "For",
      span,
      names: [...names],
      init,
      test: node.test ? this.expression(node.test) : undefined,
      update: node.update ? this.expression(node.update) : undefined,
      body: this.#governed(node.body),
      makesFunctions: this.functions > functionsBefore,
    };
  }

  #forOf(node: acorn.ForOfStatement): Statement {
    if (node.await) this.unsupported("`for await`", place(node));
    const { left } = node;
    const names = new Set<string>();
    let how: "const" | "let" | "var" | "assign" = "assign";
    let target: Target;
    if (left.type === "VariableDeclaration") {
      const declaration = this.#declaration(left, names);
      how = declaration.how;
      target = declaration.declarations[0]!.target;
    } else target = this.target(left);
    const iterable = this.expression(node.right);
    const body = this.#governed(node.body);
    return {
      kind: "ForEach",
      span: this.span(place(node)),
      how,
      target,
      iterable,
      body,
      otherwise: undefined,
    };
  }
}
