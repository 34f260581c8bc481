/**
 * Python's conditions to the tree.
 *
 * The parser lets `not` take everything to its right, where Python's `not x and y` is `(not x) and y`: so the words of
 * a condition are laid out in a row here, and grouped again.
 */
import type { SyntaxNode } from "@lezer/common";
import type { PythonExpressions } from "./python-expressions.ts";
import { childrenOf } from "./python-nodes.ts";
import type { Range } from "./reader.ts";
import type { CompareOperator, Expression } from "./tree.ts";

const COMPARISONS = new Set(["<", "<=", ">", ">=", "==", "!="]);
const TEST_WORDS = new Set(["and", "or", "not", "in", "is", "CompareOp"]);

/** A condition: comparisons, `not`, `and` and `or`. */
export function readCondition(node: SyntaxNode, reader: PythonExpressions): Expression {
  const words: SyntaxNode[] = [];
  for (const pending = [node]; pending.length > 0; ) {
    const next = pending.pop()!;
    if (isTest(next)) pending.push(...childrenOf(next).reverse());
    else words.push(next);
  }
  let position = 0;
  const peek = (word: string): boolean => words[position]?.name === word;
  const since = (from: number): Range => ({ from, to: words[position - 1]!.to });
  const operand = (): Expression => {
    const word = words[position++]!;
    if (TEST_WORDS.has(word.name)) reader.syntax(`\`${reader.text(word)}\` can't stand here`, word);
    return reader.expression(word);
  };
  const comparison = (): Expression => {
    const { from } = words[position]!;
    const first = operand();
    const links: { operator: CompareOperator; operand: Expression }[] = [];
    for (;;) {
      const word = words[position];
      if (!word || word.name === "and" || word.name === "or") break;
      position++;
      let operator = reader.text(word);
      if (operator === "not" && peek("in")) operator = `not ${reader.text(words[position++]!)}`;
      else if (operator === "is" && peek("not")) operator = `is ${reader.text(words[position++]!)}`;
      else if (word.name === "CompareOp" ? !COMPARISONS.has(operator) : word.name === "not")
        reader.syntax(`\`${operator}\` can't stand here`, word);
      links.push({ operator: operator as CompareOperator, operand: operand() });
    }
    return links.length > 0 ? { kind: "Compare", span: reader.span(since(from)), first, links } : first;
  };
  const negation = (): Expression => {
    const word = words[position]!;
    if (word.name !== "not") return comparison();
    position++;
    const inner = reader.nested(word, negation);
    return { kind: "Unary", span: reader.span(since(word.from)), operator: "not", operand: inner };
  };
  const joined = (word: "and" | "or", part: () => Expression) => (): Expression => {
    const { from } = words[position]!;
    let left = part();
    while (peek(word)) {
      position++;
      const right = part();
      left = { kind: "Logical", span: reader.span(since(from)), operator: word, left, right };
    }
    return left;
  };
  return joined("or", joined("and", negation))();
}

const isTest = (node: SyntaxNode): boolean => {
  if (node.name === "UnaryExpression") return node.firstChild!.name === "not";
  if (node.name !== "BinaryExpression") return false;
  return TEST_WORDS.has(childrenOf(node)[1]!.name);
};
