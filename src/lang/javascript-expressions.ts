/** JavaScript's expressions, functions and assignment targets to the tree. */
import type * as acorn from "acorn";
import { type Range, Reader } from "./reader.ts";
import {
  type Argument,
  type BinaryOperator,
  type Block,
  boundNames,
  type CompareOperator,
  type Expression,
  type FunctionExpression,
  type Item,
  type Name,
  type Parameter,
  type RecordExpression,
  type Target,
  type Template,
} from "./tree.ts";

/** An acorn node's offsets. */
export const place = (node: acorn.Node): Range => ({ from: node.start, to: node.end });

const UNSUPPORTED: Readonly<Record<string, string>> = {
  AwaitExpression: "`await`",
  ChainExpression: "`?.`",
  ClassExpression: "`class`",
  ImportExpression: "`import(…)`",
  MetaProperty: "`import.meta`",
  Super: "`super`",
  TaggedTemplateExpression: "a tagged template",
  ThisExpression: "`this`",
  YieldExpression: "`yield`",
};
const ARITHMETIC = new Set(["+", "-", "*", "/", "%", "**"]);
const COMPARISONS: Readonly<Record<string, CompareOperator>> = {
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  "==": "==",
  "===": "==",
  "!=": "!=",
  "!==": "!=",
};
const LOGICAL: Readonly<Record<string, "and" | "or" | "??">> = { "&&": "and", "||": "or", "??": "??" };

type Chain = acorn.BinaryExpression | acorn.LogicalExpression | acorn.CallExpression | acorn.MemberExpression;

export abstract class JavaScriptExpressions extends Reader {
  /** The names that `var` declares, of each function that encloses the place being read. */
  readonly #vars: Set<string>[] = [];

  /** How many functions have been read. */
  protected functions = 0;

  protected abstract body(node: acorn.BlockStatement): Block;

  /** Reads what has a scope for `var`, and tells which names those are. */
  inScope<T>(read: () => T): { names: string[]; result: T } {
    this.#vars.push(new Set());
    try {
      const result = read();
      return { names: [...this.#vars.at(-1)!], result };
    } finally {
      this.#vars.pop();
    }
  }
  /** Takes note of the names that a declaration binds. */
  declare(target: Target, how: "const" | "let" | "var", block: Set<string>): void {
    for (const name of boundNames(target)) (how === "var" ? this.#vars.at(-1)! : block).add(name);
  }

  /** `name` is what a function takes as its own if it has none. */
  expression(node: acorn.Expression | acorn.PrivateIdentifier | acorn.Super, name = ""): Expression {
    return this.nested(place(node), () => this.#chain(node, name));
  }

  function(
    node: acorn.FunctionDeclaration | acorn.FunctionExpression | acorn.ArrowFunctionExpression,
    name: string,
  ): FunctionExpression {
    const span = this.span(place(node));
    this.functions++;
    if (node.async) this.unsupported("`async`", place(node));
    if (node.generator) this.unsupported("`function*`", place(node));
    const parameters = node.params.map((parameter) => this.#parameter(parameter));
    const { names, result } = this.inScope((): Block => {
      if (node.body.type === "BlockStatement") return this.body(node.body);
      const value = this.expression(node.body);
      return { names: [], statements: [{ kind: "Return", span: value.span, value }] };
    });
    const body = { names: [...names, ...result.names], statements: result.statements };
    return { kind: "Function", span, name, parameters, body, globals: new Set() };
  }

  target(node: acorn.Pattern | acorn.Expression): Target {
    return this.nested(place(node), () => this.#target(node));
  }

  /** Chains such as `a + b + …` and `x.y().z()` nest to the left as deep as they are long: read in a loop. */
  #chain(node: acorn.Expression | acorn.PrivateIdentifier | acorn.Super, name: string): Expression {
    const outer: Chain[] = [];
    let inner = node;
    while (
      inner.type === "BinaryExpression" ||
      inner.type === "LogicalExpression" ||
      inner.type === "CallExpression" ||
      inner.type === "MemberExpression"
    ) {
      outer.push(inner);
      if (inner.type === "CallExpression") inner = inner.callee;
      else inner = inner.type === "MemberExpression" ? inner.object : inner.left;
    }
    let expression = this.#atom(inner, name);
    for (let next = outer.pop(); next; next = outer.pop()) expression = this.#extend(expression, next);
    return expression;
  }

  #extend(left: Expression, node: Chain): Expression {
    const span = this.span(place(node));
    switch (node.type) {
      case "CallExpression":
        return { kind: "Call", span, callee: left, args: this.#arguments(node.arguments), isNew: false };
      case "MemberExpression":
        return this.#member(left, node);
      case "LogicalExpression":
        return {
          kind: "Logical",
          span,
          operator: LOGICAL[node.operator]!,
          left,
          right: this.expression(node.right),
        };
      case "BinaryExpression": {
        const operator = COMPARISONS[node.operator];
        if (operator)
          return {
            kind: "Compare",
            span,
            first: left,
            links: [{ operator, operand: this.expression(node.right), loose: /^[!=]=$/.test(node.operator) }],
          };
        if (!ARITHMETIC.has(node.operator)) {
          const instead = node.operator === "^" ? "a power is written `**`" : "";
          this.unsupported(`the operator \`${node.operator}\``, place(node), instead);
        }
        return {
          kind: "Binary",
          span,
          operator: node.operator as BinaryOperator,
          left,
          right: this.expression(node.right),
        };
      }
    }
  }

  #member(object: Expression, node: acorn.MemberExpression): Expression {
    const span = this.span(place(node));
    const { property } = node;
    if (property.type === "PrivateIdentifier") this.unsupported("a private name", place(property));
    if (node.computed) return { kind: "Index", span, object, index: this.expression(property) };
    const { name } = property as acorn.Identifier;
    return { kind: "Attribute", span, object, name, nameSpan: this.span(place(property)) };
  }

  #atom(node: acorn.Expression | acorn.PrivateIdentifier | acorn.Super, name: string): Expression {
    const span = this.span(place(node));
    const unsupported = UNSUPPORTED[node.type];
    if (unsupported) this.unsupported(unsupported, place(node));
    switch (node.type) {
      case "Identifier":
        return { kind: "Name", span, name: node.name };
      case "Literal":
        return { kind: "Literal", span, value: this.#literal(node) };
      case "TemplateLiteral":
        return this.#template(node);
      case "ArrayExpression":
        return {
          kind: "List",
          span,
          tuple: false,
          items: node.elements.map((item) => this.#item(item, node)),
        };
      case "ObjectExpression":
        return this.#record(node);
      case "UnaryExpression": {
        if (node.operator === "void") return this.#void(node);
        const operator = node.operator === "!" ? "not" : node.operator;
        if (operator !== "-" && operator !== "+" && operator !== "not")
          return this.unsupported(`the operator \`${operator}\``, place(node));
        return { kind: "Unary", span, operator, operand: this.expression(node.argument) };
      }
      case "UpdateExpression":
        return {
          kind: "Update",
          span,
          target: this.#single(node.argument),
          operator: node.operator === "++" ? "+" : "-",
          value: { kind: "Literal", span, value: 1 },
          gives: node.prefix ? "new" : "old",
        };
      case "AssignmentExpression":
        return this.#assignment(node);
      case "ConditionalExpression":
        return {
          kind: "Conditional",
          span,
          condition: this.expression(node.test),
          whenTrue: this.expression(node.consequent),
          whenFalse: this.expression(node.alternate),
        };
      case "NewExpression": {
        const callee = this.expression(node.callee);
        return { kind: "Call", span, callee, args: this.#arguments(node.arguments), isNew: true };
      }
      case "ArrowFunctionExpression":
        return this.function(node, name);
      case "FunctionExpression":
        return this.function(node, node.id?.name ?? name);
      case "SequenceExpression":
        return { kind: "Sequence", span, expressions: node.expressions.map((part) => this.expression(part)) };
      default:
        return this.unsupported(`\`${this.text(place(node))}\``, place(node));
    }
  }

  /** `void 0`: how minifiers write `undefined`. */
  #void(node: acorn.UnaryExpression): Expression {
    const span = this.span(place(node));
    const expressions: Expression[] = [
      this.expression(node.argument),
      { kind: "Name", span, name: "undefined" },
    ];
    return { kind: "Sequence", span, expressions };
  }

  #literal(node: acorn.Literal): number | string | boolean | null {
    const { value } = node;
    if (node.regex) this.unsupported("a regular expression", place(node));
    if (typeof value === "bigint") this.unsupported("a bigint", place(node));
    return value as number | string | boolean | null;
  }

  #template(node: acorn.TemplateLiteral): Template {
    const parts: Template["parts"][number][] = [];
    for (const [i, { value }] of node.quasis.entries()) {
      if (value.cooked) parts.push(value.cooked);
      const inner = node.expressions[i];
      if (inner) parts.push({ expression: this.expression(inner), conversion: undefined, spec: undefined });
    }
    return { kind: "Template", span: this.span(place(node)), parts };
  }

  #item(node: acorn.Expression | acorn.SpreadElement | null, list: acorn.Node): Item {
    if (node === null) return this.unsupported("an empty place in an array", place(list));
    const spread = node.type === "SpreadElement";
    return { spread, value: this.expression(spread ? node.argument : node) };
  }
  #arguments(nodes: readonly (acorn.Expression | acorn.SpreadElement)[]): Argument[] {
    return nodes.map((node) => ({ name: undefined, ...this.#item(node, node) }));
  }

  #record(node: acorn.ObjectExpression): RecordExpression {
    const names = new Set<string>();
    const entries = node.properties.map((property) => {
      if (property.type === "SpreadElement") return this.unsupported("`...` in an object", place(property));
      if (property.kind !== "init" || property.method) return this.unsupported("a method", place(property));
      const name = this.#key(property);
      if (names.has(name)) this.syntax(`\`${name}\` is given twice`, place(property));
      names.add(name);
      return { name, value: this.expression(property.value, name) };
    });
    return { kind: "Record", span: this.span(place(node)), entries };
  }
  #key({ key, computed }: acorn.Property | acorn.AssignmentProperty): string {
    if (!computed && key.type === "Identifier") return key.name;
    if (!computed && key.type === "Literal" && typeof key.value === "string") return key.value;
    return this.unsupported("a computed name", place(key));
  }

  #assignment(node: acorn.AssignmentExpression): Expression {
    const span = this.span(place(node));
    if (node.operator === "=") {
      const target = this.target(node.left);
      const value = this.expression(node.right, target.kind === "Name" ? target.name : "");
      return { kind: "Assignment", span, targets: [target], value };
    }
    const operator = node.operator.slice(0, -1);
    const logical = LOGICAL[operator];
    if (logical && node.left.type === "Identifier") {
      // `a ||= b` is `a || (a = b)`.
      const left: Name = { kind: "Name", span: this.span(place(node.left)), name: node.left.name };
      const value = this.expression(node.right, left.name);
      const right: Expression = { kind: "Assignment", span, targets: [left], value };
      return { kind: "Logical", span, operator: logical, left, right };
    }
    if (!ARITHMETIC.has(operator)) this.unsupported(`the operator \`${node.operator}\``, place(node));
    return {
      kind: "Update",
      span,
      target: this.#single(node.left),
      operator: operator as BinaryOperator,
      value: this.expression(node.right),
      gives: "new",
    };
  }

  #parameter(node: acorn.Pattern): Parameter {
    if (node.type === "RestElement")
      return { target: this.target(node.argument), fallback: undefined, rest: true };
    if (node.type !== "AssignmentPattern")
      return { target: this.target(node), fallback: undefined, rest: false };
    const target = this.target(node.left);
    const fallback = this.expression(node.right, target.kind === "Name" ? target.name : "");
    return { target, fallback, rest: false };
  }

  #target(node: acorn.Pattern | acorn.Expression): Target {
    const span = this.span(place(node));
    switch (node.type) {
      case "ArrayPattern": {
        const items = node.elements.map((element) =>
          element ? this.#parameter(element) : this.unsupported("an empty place in an array", place(node)),
        );
        return { kind: "ListPattern", span, items, exact: false };
      }
      case "ObjectPattern": {
        const entries = node.properties.map((property) => {
          if (property.type === "RestElement") return this.unsupported("`...` in an object", place(property));
          const { target, fallback } = this.#parameter(property.value);
          return { name: this.#key(property), target, fallback };
        });
        return { kind: "RecordPattern", span, entries };
      }
      default:
        return this.#single(node);
    }
  }

  #single(node: acorn.Pattern | acorn.Expression): Extract<Target, { kind: "Name" | "Attribute" | "Index" }> {
    if (node.type === "Identifier") return { kind: "Name", span: this.span(place(node)), name: node.name };
    if (node.type === "MemberExpression") {
      const member = this.expression(node);
      if (member.kind === "Attribute" || member.kind === "Index") return member;
    }
    return this.syntax(`can't assign to \`${this.text(place(node))}\``, place(node));
  }
}
