/** What the text alone says of expressions in functions that `js` reads: that they change nothing, or are never reached. */
import type * as tree from "./tree.ts";

/** Whether an expression only computes: it assigns to nothing, and calls nothing but what `isOp` knows. */
export function computesOnly(whole: tree.Expression, isOp: (callee: tree.Expression) => boolean): boolean {
  const pending: tree.Expression[] = [whole];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === "Call" && !isOp(node.callee)) return false;
    const parts = partsOf(node);
    if (!parts) return false;
    pending.push(...parts);
  }
  return true;
}

/** What an expression that changes nothing is made of; nothing for one that may. */
function partsOf(node: tree.Expression): readonly tree.Expression[] | undefined {
  switch (node.kind) {
    case "Literal":
    case "Name":
    case "Function":
      return [];
    case "Binary":
    case "Logical":
      return [node.left, node.right];
    case "Compare":
      return [node.first, ...node.links.map(({ operand }) => operand)];
    case "Unary":
      return [node.operand];
    case "Conditional":
      return [node.condition, node.whenTrue, node.whenFalse];
    case "Attribute":
      return [node.object];
    case "Index":
      return node.index.kind === "Slice" ? undefined : [node.object, node.index];
    case "List":
      return node.items.map(({ value }) => value);
    case "Call":
      return node.args.map(({ value }) => value);
    case "Record":
      return node.entries.map(({ value }) => value);
    case "Sequence":
      return node.expressions;
    default:
      return undefined;
  }
}

/** Whether a condition is true, as far as literals say. Minifiers leave code behind such, without what it refers to. */
export function literalTruth(node: tree.Expression): boolean | undefined {
  switch (node.kind) {
    case "Literal":
      return Boolean(node.value);
    case "Sequence":
      return literalTruth(node.expressions.at(-1)!);
    case "Unary": {
      const operand = literalTruth(node.operand);
      return node.operator === "not" && operand !== undefined ? !operand : undefined;
    }
    case "Logical": {
      const left = literalTruth(node.left);
      if (left === undefined || node.operator === "??") return undefined;
      return left === (node.operator === "and") ? literalTruth(node.right) : left;
    }
    default:
      return undefined;
  }
}
