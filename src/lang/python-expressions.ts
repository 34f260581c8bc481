/** Python's expressions, assignment targets and parameters to the tree. */
import type { SyntaxNode } from "@lezer/common";
import { readCondition } from "./python-conditions.ts";
import { childrenOf, commaParts } from "./python-nodes.ts";
import { PythonScopes } from "./python-scopes.ts";
import { readNumber } from "./python-strings.ts";
import { readString } from "./python-templates.ts";
import type { Range } from "./reader.ts";
import type {
  Argument,
  BinaryOperator,
  Comprehension,
  Expression,
  FunctionExpression,
  Item,
  ListPattern,
  Parameter,
  Slice,
  Target,
} from "./tree.ts";

const UNSUPPORTED: Readonly<Record<string, string>> = {
  AwaitExpression: "`await`",
  DictionaryComprehensionExpression: "a dictionary comprehension",
  DictionaryExpression: "a dictionary",
  Ellipsis: "`...`",
  SetComprehensionExpression: "a set comprehension",
  SetExpression: "a set",
  YieldExpression: "`yield`",
};
const OPERATORS = new Set(["+", "-", "*", "/", "//", "%", "**"]);

export class PythonExpressions extends PythonScopes {
  expression(node: SyntaxNode): Expression {
    return this.nested(node, () => this.#chain(node));
  }

  /** `x, y` without brackets around is a tuple. */
  sequence(nodes: readonly SyntaxNode[]): Expression {
    const [first] = nodes;
    if (nodes.length === 1) return this.expression(first!);
    if (nodes.length === 0) throw new Error("an expression without nodes");
    const at = { from: first!.from, to: nodes.at(-1)!.to };
    if (!nodes.some((node) => node.name === ",")) this.syntax("`*` can't stand here", at);
    return { kind: "List", span: this.span(at), tuple: true, items: this.#items(nodes) };
  }

  target(nodes: readonly SyntaxNode[], bind = true): Target {
    const [first] = nodes;
    if (nodes.length === 1) return this.nested(first!, () => this.#singleTarget(first!, bind));
    const at = { from: first!.from, to: nodes.at(-1)!.to };
    if (!nodes.some((node) => node.name === ",")) this.syntax("`*` can't stand here", at);
    return this.#pattern(nodes, at, bind);
  }

  operator(node: SyntaxNode, text = this.text(node)): BinaryOperator {
    const isPower = text.startsWith("^");
    if (!OPERATORS.has(text))
      this.unsupported(`the operator \`${text}\``, node, isPower ? "a power is written `**`" : "");
    return text as BinaryOperator;
  }

  parameters(list: SyntaxNode): Parameter[] {
    const names = new Set<string>();
    const parameters: Parameter[] = [];
    const parts = commaParts(
      childrenOf(list).filter(({ name }) => name !== "(" && name !== ")" && name !== "TypeDef"),
    );
    for (const part of parts) {
      const [first, second, third] = part;
      const rest = first!.name === "*";
      if (first!.name === "**" || first!.name === "/")
        this.unsupported(`\`${first!.name}\` among parameters`, first!);
      if (rest && !second) this.unsupported("a parameter given by keyword only", first!);
      const before = parameters.at(-1);
      if (before?.rest) this.unsupported("a parameter given by keyword only", first!);
      const node = rest ? second! : first!;
      const name = this.identifier(node);
      if (names.has(name)) this.syntax(`there are two parameters \`${name}\``, node);
      names.add(name);
      const fallback = !rest && third ? this.expression(third) : undefined;
      if (before?.fallback && !fallback && !rest)
        this.syntax("this parameter needs a default, as the one before has", node);
      parameters.push({ target: { kind: "Name", span: this.span(node), name }, fallback, rest });
    }
    return parameters;
  }

  /** Chains such as `a + b + …` and `x.y().z()` nest to the left as deep as they are long: read in a loop. */
  #chain(node: SyntaxNode): Expression {
    const outer: SyntaxNode[] = [];
    let inner = node;
    while (isChain(inner)) {
      outer.push(inner);
      inner = inner.firstChild!;
    }
    let expression = this.#atom(inner);
    for (let next = outer.pop(); next; next = outer.pop()) expression = this.#extend(expression, next);
    return expression;
  }

  #extend(left: Expression, node: SyntaxNode): Expression {
    const span = this.span(node);
    const [, second, third, ...more] = childrenOf(node);
    if (node.name === "CallExpression")
      return { kind: "Call", span, callee: left, args: this.#arguments(second!), isNew: false };
    if (node.name === "BinaryExpression")
      return { kind: "Binary", span, operator: this.operator(second!), left, right: this.expression(third!) };
    if (second!.name === ".")
      return {
        kind: "Attribute",
        span,
        object: left,
        name: this.identifier(third!),
        nameSpan: this.span(third!),
      };
    return {
      kind: "Index",
      span,
      object: left,
      index: this.#subscript(node, [third!, ...more].slice(0, -1)),
    };
  }

  #subscript(node: SyntaxNode, inside: readonly SyntaxNode[]): Expression | Slice {
    if (inside.length === 0) this.syntax("an index is missing", node);
    if (inside.some(({ name }) => name === ",")) this.unsupported("an index of several parts", node);
    if (!inside.some(({ name }) => name === ":")) return this.expression(inside[0]!);
    const parts: (Expression | undefined)[] = [undefined];
    for (const child of inside) {
      if (child.name === ":") parts.push(undefined);
      else parts[parts.length - 1] = this.expression(child);
    }
    const span = this.span({ from: inside[0]!.from, to: inside.at(-1)!.to });
    return { kind: "Slice", span, start: parts[0], stop: parts[1], step: parts[2] };
  }

  #atom(node: SyntaxNode): Expression {
    const span = this.span(node);
    const unsupported = UNSUPPORTED[node.name];
    if (unsupported) this.unsupported(unsupported, node);
    const children = childrenOf(node);
    switch (node.name) {
      case "VariableName":
        return { kind: "Name", span, name: this.identifier(node) };
      case "Number":
        return { kind: "Literal", span, value: this.#number(node) };
      case "Boolean":
        return { kind: "Literal", span, value: this.text(node) === "True" };
      case "None":
        return { kind: "Literal", span, value: null };
      case "String":
      case "FormatString":
      case "ContinuedString":
        return readString(node, this);
      case "ParenthesizedExpression":
        if (children.length !== 3) this.syntax("`*` can't stand here", node);
        return this.expression(children[1]!);
      case "TupleExpression":
      case "ArrayExpression":
        return {
          kind: "List",
          span,
          tuple: node.name === "TupleExpression",
          items: this.#items(children.slice(1, -1)),
        };
      case "ArrayComprehensionExpression":
      case "ComprehensionExpression":
        return this.#comprehension(node, children.slice(1, -1));
      case "UnaryExpression":
        if (children[0]!.name === "not") return readCondition(node, this);
        if (children[0]!.name !== "ArithOp")
          this.unsupported(`the operator \`${this.text(children[0]!)}\``, children[0]!);
        return {
          kind: "Unary",
          span,
          operator: this.text(children[0]!) as "-" | "+",
          operand: this.expression(children[1]!),
        };
      case "BinaryExpression":
        if (children[1]!.name === "BitOp") this.operator(children[1]!);
        return readCondition(node, this);
      case "ConditionalExpression": {
        const [whenTrue, , condition, , whenFalse] = children;
        return {
          kind: "Conditional",
          span,
          condition: this.expression(condition!),
          whenTrue: this.expression(whenTrue!),
          whenFalse: this.expression(whenFalse!),
        };
      }
      case "NamedExpression": {
        const targets = [this.target([children[0]!])];
        if (targets[0]!.kind !== "Name") this.syntax("`:=` assigns to a name", children[0]!);
        return { kind: "Assignment", span, targets, value: this.expression(children[2]!) };
      }
      case "LambdaExpression":
        return this.#lambda(node, children);
      default:
        return this.unsupported(`\`${this.text(node)}\``, node);
    }
  }

  #number(node: SyntaxNode): number | bigint {
    const text = this.text(node);
    if (/[jJ]$/.test(text)) this.unsupported("a complex number", node);
    if (text.length > this.budget.digits) this.over("digits", node);
    return readNumber(text) ?? this.syntax(`\`${text}\` is not a number of Python's`, node);
  }

  #lambda(node: SyntaxNode, children: readonly SyntaxNode[]): FunctionExpression {
    const span = this.span(node);
    const parameters = this.parameters(children[1]!);
    const { names, globals, result } = this.inScope(parameters, () => this.expression(children[3]!));
    const body = { names, statements: [{ kind: "Return" as const, span: result.span, value: result }] };
    return { kind: "Function", span, name: "", parameters, body, globals };
  }

  #items(nodes: readonly SyntaxNode[]): Item[] {
    return commaParts(nodes).map(([first, second]) => ({
      spread: first!.name === "*",
      value: this.expression(first!.name === "*" ? second! : first!),
    }));
  }

  #arguments(list: SyntaxNode): Argument[] {
    const inside = childrenOf(list).slice(1, -1);
    if (inside.some(({ name }) => name === "for"))
      return [{ name: undefined, spread: false, value: this.#comprehension(list, inside) }];
    const names = new Set<string>();
    return commaParts(inside).map((part): Argument => {
      const [first, second, third] = part;
      if (first!.name === "**") this.unsupported("`**` among arguments", first!);
      if (first!.name === "*") return { name: undefined, spread: true, value: this.expression(second!) };
      if (!third) {
        if (names.size > 0)
          this.syntax("an argument without a keyword can't follow one with a keyword", first!);
        return { name: undefined, spread: false, value: this.expression(first!) };
      }
      const value = this.expression(third);
      if (this.text(second!) === ":=") {
        const span = this.span({ from: first!.from, to: third.to });
        return {
          name: undefined,
          spread: false,
          value: { kind: "Assignment", span, targets: [this.target([first!])], value },
        };
      }
      const name = this.identifier(first!);
      if (names.has(name)) this.syntax(`\`${name}\` is given twice`, first!);
      names.add(name);
      return { name, spread: false, value };
    });
  }

  #comprehension(node: SyntaxNode, inside: readonly SyntaxNode[]): Comprehension {
    const start = inside.findIndex(({ name }) => name === "for" || name === "async");
    if (start !== 1) this.syntax("a comprehension has one element, and stands alone", node);
    const words = inside.slice(start);
    const clauses: { target: Target; iterable: Expression; conditions: Expression[] }[] = [];
    for (let i = 0; i < words.length; ) {
      const word = words[i]!;
      if (word.name === "for") {
        const at = words.findIndex(({ name }, j) => j > i && name === "in");
        const iterable = this.expression(words[at + 1]!);
        clauses.push({ target: this.target(words.slice(i + 1, at), false), iterable, conditions: [] });
        i = at + 2;
      } else if (word.name === "if") {
        clauses.at(-1)!.conditions.push(this.expression(words[i + 1]!));
        i += 2;
      } else this.unsupported(`\`${this.text(word)}\``, word);
    }
    return { kind: "Comprehension", span: this.span(node), element: this.expression(inside[0]!), clauses };
  }

  #pattern(nodes: readonly SyntaxNode[], at: Range, bind: boolean): ListPattern {
    const items = commaParts(nodes).map(([first, second]): Parameter => {
      const rest = first!.name === "*";
      return { target: this.target([rest ? second! : first!], bind), fallback: undefined, rest };
    });
    if (items.filter(({ rest }) => rest).length > 1)
      this.syntax("there can be one `*` among the targets", at);
    return { kind: "ListPattern", span: this.span(at), items, exact: true };
  }

  #singleTarget(node: SyntaxNode, bind: boolean): Target {
    const children = childrenOf(node);
    if (node.name === "ParenthesizedExpression" && children.length === 3)
      return this.target([children[1]!], bind);
    if (node.name === "TupleExpression" || node.name === "ArrayExpression")
      return this.#pattern(children.slice(1, -1), node, bind);
    if (node.name === "VariableName") {
      const name = this.identifier(node);
      if (bind) this.bind(name);
      return { kind: "Name", span: this.span(node), name };
    }
    const place = node.name === "MemberExpression" ? this.expression(node) : undefined;
    if (place?.kind === "Index" && place.index.kind === "Slice")
      this.unsupported("assignment to a slice", node);
    if (place?.kind === "Attribute" || place?.kind === "Index") return place;
    return this.syntax(`can't assign to \`${this.text(node)}\``, node);
  }
}

/** Whether the node's first child continues a chain to the left. */
const isChain = (node: SyntaxNode): boolean =>
  node.name === "CallExpression" ||
  node.name === "MemberExpression" ||
  (node.name === "BinaryExpression" && childrenOf(node)[1]!.name === "ArithOp");
