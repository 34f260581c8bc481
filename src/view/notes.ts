import { explain } from "../explain.ts";
import type { Value } from "../value.ts";
import type { EdgeNote } from "./options.ts";

/** What the edge to operand `index` of the op that made `to` says. */
export type Notes = (to: Value, index: number) => string;

/** The local derivatives below `root`, as numbers or as formulas in the nodes' names. */
export function edgeNotes(root: Value, edges: EdgeNote, number: (x: number) => string): Notes {
  if (edges === "none") return () => "";
  const texts = new Map<string, string>();
  // A contribution flows from a result to its operand, against the edge.
  for (const { from, index, local, formula } of explain(root)) {
    texts.set(`${from.id} ${index}`, edges === "local" ? number(local) : formula);
  }
  return (to, index) => texts.get(`${to.id} ${index}`)!;
}
