/** Help with the nodes of @lezer/python's tree. */
import type { SyntaxNode } from "@lezer/common";

/** A node's children, without comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== "Comment") children.push(child);
  return children;
}

/** The parts between commas; a comma at the end leaves no empty part. */
export function commaParts(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [];
  let open = false;
  for (const node of nodes) {
    if (node.name === ",") open = false;
    else if (open) parts.at(-1)!.push(node);
    else {
      parts.push([node]);
      open = true;
    }
  }
  return parts;
}
