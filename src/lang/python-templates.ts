/** Python's strings and f-strings to the tree. */
import type { SyntaxNode } from "@lezer/common";
import type { PythonExpressions } from "./python-expressions.ts";
import { childrenOf } from "./python-nodes.ts";
import { splitString, unescaped } from "./python-strings.ts";
import type { Range } from "./reader.ts";
import type { Expression, Replacement, Template } from "./tree.ts";

/** A string, or several that stand side by side and are one. */
export function readString(node: SyntaxNode, reader: PythonExpressions): Expression {
  const literals = node.name === "ContinuedString" ? childrenOf(node) : [node];
  const parts = literals.flatMap((literal) => readLiteral(reader, literal));
  const span = reader.span(node);
  if (parts.every((part) => typeof part === "string"))
    return { kind: "Literal", span, value: parts.join("") };
  return { kind: "Template", span, parts };
}

function readLiteral(reader: PythonExpressions, node: SyntaxNode): (string | Replacement)[] {
  const split = splitString(reader.text(node));
  if (!split) return reader.syntax("the string is never closed", { from: node.from, to: node.from + 1 });
  const { prefix, quote } = split;
  if (prefix.includes("b")) reader.unsupported("a string of bytes", node);
  const raw = prefix.includes("r");
  const plain = (text: string): string =>
    (raw ? text : unescaped(text)) ?? reader.syntax("the string has an incomplete escape", node);
  const inside = { from: node.from + prefix.length + quote.length, to: node.to - quote.length };
  if (node.name === "String") return [plain(reader.text(inside))];
  return readParts(reader, node, inside, (text, at) => {
    if (/^(?:[^{}]|\{\{|\}\})*$/.test(text)) return plain(text.replaceAll("{{", "{").replaceAll("}}", "}"));
    return reader.syntax("a brace that is meant as one is written twice in an f-string", at);
  });
}

/** Text and replacements in turn, as in an f-string and in a format's specification. */
function readParts(
  reader: PythonExpressions,
  node: SyntaxNode,
  inside: Range,
  plain: (text: string, at: Range) => string,
): (string | Replacement)[] {
  const parts: (string | Replacement)[] = [];
  let { from } = inside;
  const textUpTo = (to: number) => {
    if (to > from) parts.push(plain(reader.text({ from, to }), node));
  };
  for (const child of childrenOf(node)) {
    if (child.name !== "FormatReplacement") continue;
    textUpTo(child.from);
    from = child.to;
    parts.push(...reader.nested(child, () => readReplacement(reader, child)));
  }
  textUpTo(inside.to);
  return parts;
}

function readReplacement(reader: PythonExpressions, node: SyntaxNode): (string | Replacement)[] {
  const children = childrenOf(node);
  const [open, ...inside] = children;
  const expressions = inside.filter(
    ({ name }) => !/^(?:\}|FormatSelfDoc|FormatConversion|FormatSpec)$/.test(name),
  );
  const find = (name: string) => inside.find((child) => child.name === name);
  const [itself, conversionNode, specNode] = [
    find("FormatSelfDoc"),
    find("FormatConversion"),
    find("FormatSpec"),
  ];
  const conversion = conversionNode && reader.text(conversionNode).slice(1);
  if (conversion === "a") reader.unsupported("the conversion `!a`", conversionNode!);
  const spec: Template | undefined = specNode && {
    kind: "Template",
    span: reader.span(specNode),
    parts: readParts(reader, specNode, { from: specNode.from + 1, to: specNode.to }, (text) => text),
  };
  const replacement: Replacement = {
    expression: reader.sequence(expressions),
    conversion: (conversion as "r" | "s" | undefined) ?? (itself && !spec ? "r" : undefined),
    spec,
  };
  if (!itself) return [replacement];
  // `{x=}` shows its own text, with the spaces around the sign.
  const shown = /^\s*/.exec(reader.source.text.slice(itself.to))![0].length;
  return [reader.text({ from: open!.to, to: itself.to + shown }), replacement];
}
