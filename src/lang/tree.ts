/**
 * One tree for both grammars. `python.ts` and `javascript.ts` make it and `interpret.ts` runs it. Where the two
 * languages mean different things by the same text, they make different nodes, or the program's `language` tells.
 */
import type { Source, Span } from "./source.ts";

export type Language = "python" | "javascript";

export interface Program {
  readonly language: Language;
  readonly source: Source;
  readonly body: Block;
}

interface Node<Kind extends string> {
  readonly kind: Kind;
  readonly span: Span;
}

// Expressions

/** Python's integers are bigints, every other number is a float64. */
export interface Literal extends Node<"Literal"> {
  readonly value: number | bigint | string | boolean | null;
}
/** An f-string or a template string. */
export interface Template extends Node<"Template"> {
  readonly parts: readonly (string | Replacement)[];
}
export interface Replacement {
  readonly expression: Expression;
  /** Python's `!r`, or `!s`. */
  readonly conversion: "r" | "s" | undefined;
  /** Python's `:.4f`. */
  readonly spec: Template | undefined;
}
export interface Name extends Node<"Name"> {
  readonly name: string;
}
export interface ListExpression extends Node<"List"> {
  readonly tuple: boolean;
  readonly items: readonly Item[];
}
/** An element of a list or an argument; `...xs` or `*xs` if `spread`. */
export interface Item {
  readonly value: Expression;
  readonly spread: boolean;
}
/** JavaScript's `{ label: "x1" }`. */
export interface RecordExpression extends Node<"Record"> {
  readonly entries: readonly { readonly name: string; readonly value: Expression }[];
}
export interface Unary extends Node<"Unary"> {
  readonly operator: "-" | "+" | "not";
  readonly operand: Expression;
}
export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";
export interface Binary extends Node<"Binary"> {
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export type CompareOperator = "<" | "<=" | ">" | ">=" | "==" | "!=" | "is" | "is not" | "in" | "not in";
/** `a < b`, and Python's `a < b < c`. */
export interface Compare extends Node<"Compare"> {
  readonly first: Expression;
  readonly links: readonly Link[];
}
export interface Link {
  readonly operator: CompareOperator;
  readonly operand: Expression;
  /** JavaScript's `==` and `!=`, which convert. */
  readonly loose?: boolean;
}
export interface Logical extends Node<"Logical"> {
  readonly operator: "and" | "or" | "??";
  readonly left: Expression;
  readonly right: Expression;
}
export interface Conditional extends Node<"Conditional"> {
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}
export interface Call extends Node<"Call"> {
  readonly callee: Expression;
  readonly args: readonly Argument[];
  /** Whether JavaScript's `new` stands before it. */
  readonly isNew: boolean;
}
export interface Argument extends Item {
  /** Python's keyword. */
  readonly name: string | undefined;
}
export interface Attribute extends Node<"Attribute"> {
  readonly object: Expression;
  readonly name: string;
  /** Of the name alone. */
  readonly nameSpan: Span;
}
export interface Index extends Node<"Index"> {
  readonly object: Expression;
  readonly index: Expression | Slice;
}
export interface Slice extends Node<"Slice"> {
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}
/** `def`, `lambda`, `function` and arrows. */
export interface FunctionExpression extends Node<"Function"> {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
  /** Names that the body declares `global`. */
  readonly globals: ReadonlySet<string>;
}
export interface Parameter {
  readonly target: Target;
  readonly fallback: Expression | undefined;
  /** Takes the arguments that are left, as a list. */
  readonly rest: boolean;
}
export interface Comprehension extends Node<"Comprehension"> {
  readonly element: Expression;
  readonly clauses: readonly {
    readonly target: Target;
    readonly iterable: Expression;
    readonly conditions: readonly Expression[];
  }[];
}
/** The value goes to each target in turn: Python's from left to right, JavaScript's from right to left. */
export interface Assignment extends Node<"Assignment"> {
  readonly targets: readonly Target[];
  readonly value: Expression;
}
/** `x += 1`, and JavaScript's `x++`, which alone gives what was there before. */
export interface Update extends Node<"Update"> {
  readonly target: Name | Attribute | Index;
  readonly operator: BinaryOperator;
  readonly value: Expression;
  readonly gives: "new" | "old";
}
/** JavaScript's comma: the value of the last. */
export interface Sequence extends Node<"Sequence"> {
  readonly expressions: readonly Expression[];
}

export type Expression =
  | Literal
  | Template
  | Name
  | ListExpression
  | RecordExpression
  | Unary
  | Binary
  | Compare
  | Logical
  | Conditional
  | Call
  | Attribute
  | Index
  | FunctionExpression
  | Comprehension
  | Assignment
  | Update
  | Sequence;

// What a value can be assigned to

export interface ListPattern extends Node<"ListPattern"> {
  readonly items: readonly Parameter[];
  /** Python's needs as many values as targets, JavaScript's does not. */
  readonly exact: boolean;
}
/** JavaScript's `{ k, r: radius = 1 }`. */
export interface RecordPattern extends Node<"RecordPattern"> {
  readonly entries: readonly {
    readonly name: string;
    readonly target: Target;
    readonly fallback: Expression | undefined;
  }[];
}
export type Target = Name | Attribute | Index | ListPattern | RecordPattern;

// Statements

/** Statements with a scope of their own, in which `names` are declared, though not yet assigned, from the start. */
export interface Block {
  readonly names: readonly string[];
  readonly statements: readonly Statement[];
}
export interface ExpressionStatement extends Node<"ExpressionStatement"> {
  readonly expression: Expression;
}
export interface Declaration extends Node<"Declaration"> {
  readonly how: "const" | "let" | "var";
  readonly declarations: readonly { readonly target: Target; readonly value: Expression | undefined }[];
}
export interface FunctionDeclaration extends Node<"FunctionDeclaration"> {
  readonly function: FunctionExpression;
}
export interface BlockStatement extends Node<"Block"> {
  readonly body: Block;
}
export interface If extends Node<"If"> {
  readonly branches: readonly { readonly condition: Expression; readonly body: Block }[];
  readonly otherwise: Block | undefined;
}
export interface While extends Node<"While"> {
  readonly condition: Expression;
  readonly body: Block;
  /** Whether the body runs once before the condition is asked. */
  readonly bodyFirst: boolean;
  /** Python's `else` of a loop. */
  readonly otherwise: Block | undefined;
}
/** Over the elements of a list: Python's `for x in xs`, JavaScript's `for (const x of xs)`. */
export interface ForEach extends Node<"ForEach"> {
  readonly how: "const" | "let" | "var" | "assign";
  readonly target: Target;
  readonly iterable: Expression;
  readonly body: Block;
  readonly otherwise: Block | undefined;
}
/** JavaScript's `for (let i = 0; i < n; i++)`. */
export interface For extends Node<"For"> {
  /** What `let` or `const` declares in it. */
  readonly names: readonly string[];
  /** Whether a function is made in it: then each turn has its own names, which the function keeps. */
  readonly makesFunctions: boolean;
  readonly init: Declaration | ExpressionStatement | undefined;
  readonly test: Expression | undefined;
  readonly update: Expression | undefined;
  readonly body: Block;
}
export interface Return extends Node<"Return"> {
  readonly value: Expression | undefined;
}
export interface Assert extends Node<"Assert"> {
  readonly condition: Expression;
  readonly message: Expression | undefined;
}
/** `break`, `continue`, and `pass`: also what an ignored line becomes. */
export type Simple = Node<"Break"> | Node<"Continue"> | Node<"Pass">;

export type Statement =
  | ExpressionStatement
  | Declaration
  | FunctionDeclaration
  | BlockStatement
  | If
  | While
  | ForEach
  | For
  | Return
  | Assert
  | Simple;

/** Every name that a target binds. */
export function* boundNames(target: Target): Generator<string> {
  if (target.kind === "Name") yield target.name;
  else if (target.kind === "ListPattern") for (const item of target.items) yield* boundNames(item.target);
  else if (target.kind === "RecordPattern")
    for (const entry of target.entries) yield* boundNames(entry.target);
}
