/**
 * Python text to the tree, by the parser @lezer/python.
 *
 * That parser is made for editors and takes more than Python is; what it lets through and Python does not is refused
 * here: indentation that does not line up, strings left open at the end of a line, targets that can't be assigned.
 */
import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import type { Budget } from "./budget.ts";
import { PythonExpressions } from "./python-expressions.ts";
import { readLines } from "./python-lines.ts";
import { childrenOf } from "./python-nodes.ts";
import type { Range } from "./reader.ts";
import type { Source } from "./source.ts";
import type { Block, Expression, If, Program, Statement, Target } from "./tree.ts";

/** Text that ends in the first line of a compound statement. */
const COMPOUND = /(?:^|[\r\n])[ \t]*(?:if|elif|else|for|while|def)\b[^:\r\n]*$/;

/**
 * The parser gives up on some chains of operators that are longer than about that many characters, and says no more
 * than where it stopped.
 */
const LONGEST = 2_000;
const TOO_LONG = `if it should be, the expression is too long: split what has more than ${LONGEST} characters`;

const strict = parser.configure({ strict: true });

/** @throws LangError if the text is not Python, or is Python that is not supported. */
export function readPython(source: Source, budget: Budget): Program {
  return new PythonReader(source, budget).program();
}

const UNSUPPORTED: Readonly<Record<string, string>> = {
  ClassDefinition: "`class`",
  DeleteStatement: "`del`",
  DecoratedStatement: "a decorator",
  MatchStatement: "`match`",
  RaiseStatement: "`raise`",
  TryStatement: "`try`",
  TypeDefinition: "`type`",
  WithStatement: "`with`",
  YieldStatement: "`yield`",
};

/** A definition of `trace` or `draw_dot` with one of these in it is a notebook's own engine at work. */
const ENGINE = /\b(?:_prev|_op|Digraph)\b/;

class PythonReader extends PythonExpressions {
  program(): Program {
    const { python, starts, problem } = readLines(this.source.text);
    let tree: ReturnType<typeof strict.parse>;
    try {
      tree = strict.parse(python);
    } catch (error) {
      const position = /^No parse at (\d+)/.exec((error as Error).message)?.[1];
      if (position === undefined) throw error;
      if (problem) this.syntax(problem.reason, problem.at);
      const [reason, at] = this.#unparsed(Number(position));
      const start = starts.findLast((offset) => offset <= Number(position)) ?? 0;
      const long = Number(position) - start > LONGEST ? `; ${TOO_LONG}` : "";
      this.syntax(reason + long, at);
    }
    const statements = this.#statements(childrenOf(tree.topNode));
    return { language: "python", source: this.source, body: { names: [], statements } };
  }

  /** What to say of a text that does not parse, given where the parser stopped. */
  #unparsed(position: number): [reason: string, at: Range] {
    const { text } = this.source;
    const rest = text.slice(position);
    const token = /^[ \t]*([\p{L}\d_]+|[^\s])?/u.exec(rest)!;
    const from = position + token[0].length - (token[1]?.length ?? 0);
    const before = text.slice(0, position);
    // A block opens with a colon at the end of a line; comments and empty lines may follow.
    if (
      /:[ \t]*(?:#[^\r\n]*)?(?:[\r\n][ \t]*(?:#[^\r\n]*)?)*$/.test(before) &&
      /[\r\n]/.test(before.slice(before.lastIndexOf(":")))
    )
      return ["expected an indented block here", { from, to: from + 1 }];
    if (token[1] === undefined) {
      if (COMPOUND.test(before)) return ["`:` is expected here", { from, to: from + 1 }];
      const where = /^[ \t]*$/.test(rest) ? "the program" : "the line";
      return [`${where} ends too early`, { from, to: from + 1 }];
    }
    const factor = /(?<![\p{L}\d_.])\d+(?:\.\d+)?$/u.exec(before.trimEnd())?.[0];
    const product =
      factor && /^\p{L}/u.test(token[1]) ? `; a product is written \`${factor}*${token[1]}\`` : "";
    return [`\`${token[1]}\` is not expected here${product}`, { from, to: from + token[1].length }];
  }

  /** The statements of one block, which begin in the same column. */
  #statements(nodes: readonly SyntaxNode[]): Statement[] {
    const statements: Statement[] = [];
    let column: number | undefined;
    for (const node of nodes) {
      const start = this.span(node);
      const indent = /^[ \t\f]*$/.test(this.source.line(start.line).slice(0, start.column - 1));
      column ??= start.column;
      if (indent && start.column !== column)
        this.syntax("the indentation is not that of the lines before", node);
      if (node.name === "StatementGroup")
        for (const part of childrenOf(node)) part.name !== ";" && statements.push(this.#statement(part));
      else statements.push(this.#statement(node));
    }
    return statements;
  }

  #statement(node: SyntaxNode): Statement {
    return this.nested(node, () => this.#read(node));
  }

  #read(node: SyntaxNode): Statement {
    const span = this.span(node);
    const children = childrenOf(node);
    const unsupported = UNSUPPORTED[node.name];
    if (unsupported)
      this.unsupported(unsupported, children[0] ?? node, node.name === "ClassDefinition" ? CLASS : "");
    switch (node.name) {
      case "ExpressionStatement":
        return { kind: "ExpressionStatement", span, expression: this.sequence(children) };
      case "AssignStatement":
        return this.#assign(node, children);
      case "UpdateStatement": {
        const at = children.findIndex((child) => child.name === "UpdateOp");
        const target = this.target(children.slice(0, at));
        if (target.kind === "ListPattern" || target.kind === "RecordPattern")
          this.syntax("an update has one target", node);
        const operator = this.operator(children[at]!, this.text(children[at]!).slice(0, -1));
        const value = this.sequence(children.slice(at + 1));
        return {
          kind: "ExpressionStatement",
          span,
          expression: { kind: "Update", span, target, operator, value, gives: "new" },
        };
      }
      case "FunctionDefinition":
        return this.#definition(node, children);
      case "IfStatement":
        return this.#if(node, children);
      case "WhileStatement":
        return {
          kind: "While",
          span,
          condition: this.expression(children[1]!),
          body: this.#loopBody(children[2]!),
          bodyFirst: false,
          otherwise: children[4] && this.#body(children[4]),
        };
      case "ForStatement":
        return this.#for(node, children);
      case "ReturnStatement":
        if (!this.inFunction) this.syntax("`return` outside a function", node);
        return {
          kind: "Return",
          span,
          value: children.length > 1 ? this.sequence(children.slice(1)) : undefined,
        };
      case "AssertStatement":
        if (children.length !== 2 && children.length !== 4)
          this.syntax("`assert` takes a condition and a message", node);
        return {
          kind: "Assert",
          span,
          condition: this.expression(children[1]!),
          message: children[3] && this.expression(children[3]),
        };
      case "ScopeStatement":
        for (const name of children.slice(1))
          if (name.name === "VariableName") this.rescope(this.text(children[0]!), name);
        return { kind: "Pass", span };
      case "BreakStatement":
      case "ContinueStatement":
        if (!this.inLoop) this.syntax(`\`${this.text(node)}\` outside a loop`, node);
        return { kind: node.name === "BreakStatement" ? "Break" : "Continue", span };
      case "PassStatement":
      case "ImportStatement":
        return { kind: "Pass", span };
      case "PrintStatement":
        return this.syntax("`print` is a function here: write print(…)", children[0]!);
      default:
        return this.unsupported(`\`${this.text(children[0] ?? node)}\``, node);
    }
  }

  #assign(node: SyntaxNode, children: readonly SyntaxNode[]): Statement {
    const span = this.span(node);
    // `x: float = 2`: the type says nothing here.
    const plain = children.filter((child) => child.name !== "TypeDef");
    const parts: SyntaxNode[][] = [[]];
    for (const child of plain) {
      if (child.name === "AssignOp") parts.push([]);
      else parts.at(-1)!.push(child);
    }
    const targets = parts.slice(0, -1).map((part) => this.target(part));
    if (targets.length === 0) {
      this.target(parts[0]!);
      return { kind: "Pass", span };
    }
    const value = this.sequence(parts.at(-1)!);
    return { kind: "ExpressionStatement", span, expression: { kind: "Assignment", span, targets, value } };
  }

  #definition(node: SyntaxNode, children: readonly SyntaxNode[]): Statement {
    const span = this.span(node);
    if (children[0]!.name === "async") this.unsupported("`async`", children[0]!);
    const name = this.text(children[1]!);
    if ((name === "trace" || name === "draw_dot") && ENGINE.test(this.text(node)))
      return { kind: "Pass", span };
    const generic = children.find((child) => child.name === "TypeParamList");
    if (generic) this.unsupported("a type parameter", generic);
    this.bind(this.identifier(children[1]!));
    const parameters = this.parameters(children.find((child) => child.name === "ParamList")!);
    const body = children.at(-1)!;
    const { names, globals, result } = this.inScope(parameters, () => this.#body(body).statements);
    return {
      kind: "FunctionDeclaration",
      span,
      function: { kind: "Function", span, name, parameters, body: { names, statements: result }, globals },
    };
  }

  #if(node: SyntaxNode, children: readonly SyntaxNode[]): If {
    const branches: { condition: Expression; body: Block }[] = [];
    let otherwise: Block | undefined;
    for (let i = 0; i < children.length; ) {
      if (children[i]!.name === "else") {
        otherwise = this.#body(children[i + 1]!);
        i += 2;
      } else {
        if (children[i + 1]!.name === "Body") this.syntax("`elif` needs a condition", children[i]!);
        branches.push({ condition: this.expression(children[i + 1]!), body: this.#body(children[i + 2]!) });
        i += 3;
      }
    }
    return { kind: "If", span: this.span(node), branches, otherwise };
  }

  #for(node: SyntaxNode, children: readonly SyntaxNode[]): Statement {
    if (children[0]!.name === "async") this.unsupported("`async`", children[0]!);
    const at = children.findIndex((child) => child.name === "in");
    const body = children.findIndex((child) => child.name === "Body");
    const iterable = this.sequence(children.slice(at + 1, body));
    const target: Target = this.target(children.slice(1, at));
    return {
      kind: "ForEach",
      span: this.span(node),
      how: "assign",
      target,
      iterable,
      body: this.#loopBody(children[body]!),
      otherwise: children[body + 2] && this.#body(children[body + 2]!),
    };
  }

  #loopBody(node: SyntaxNode): Block {
    return this.asLoop(() => this.#body(node));
  }

  /** Python's blocks have no scope of their own. */
  #body(node: SyntaxNode): Block {
    const [, ...statements] = childrenOf(node);
    return { names: [], statements: this.#statements(statements) };
  }
}

const CLASS = "write functions; the class `Value` and the functions `trace` and `draw_dot` are built in";
