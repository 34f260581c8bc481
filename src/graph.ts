/** The graph below a value, as nodes. */
import { references, seenFrom, walk } from "./sweep.ts";
import { idOf, indexOf, type Place, SLOT_MASK } from "./tape.ts";
import { checkValue, Value } from "./value.ts";

/**
 * Every node of the graph below `root`, operands before what is made from them, in order of creation; `root` is last.
 * Parameters of ops, as the 2 in `x**2`, are no nodes.
 */
export function graph(root: Value): Value[] {
  checkValue("graph", root);
  const nodes = new Map<number, Value>([[root.id, root]]);
  eachPlace(root, (place, id) => {
    if (!nodes.has(id)) nodes.set(id, new Value(place.view, place.slot));
  });
  return [...nodes.values()].sort((a, b) => a.id - b.id);
}

/** How many nodes `graph(root)` has. */
export function countNodes(root: Value): number {
  checkValue("countNodes", root);
  let interior = 0;
  const leaves = new Set<number>();
  walk(root, ({ page, sources }, slot) => {
    interior++;
    for (const r of references(page, slot)) {
      const source = sources[indexOf(Math.max(r, 0))]!;
      if (r >= 0 && source.isLeaf) leaves.add(idOf(source, r & SLOT_MASK));
    }
  });
  return root.isLeaf ? 1 : interior + leaves.size;
}

/** Visits nodes below `root`, some more than once. Each place keeps alive what `root` does. */
function eachPlace(root: Value, visit: (place: Place, id: number) => void): void {
  const seen = seenFrom(root.view);
  walk(root, ({ page, sources }, slot) => {
    visit({ view: seen(page).view, slot }, idOf(page, slot));
    for (const r of references(page, slot)) {
      if (r < 0) continue;
      const source = sources[indexOf(r)]!;
      if (source.isLeaf) visit({ view: source.view, slot: r & SLOT_MASK }, idOf(source, r & SLOT_MASK));
    }
  });
}

/** The nodes below `root` that are no leaves and not made before the time `since`, in order of creation. */
export function interiorSince(root: Value, since: number): Value[] {
  const seen = seenFrom(root.view);
  const nodes: Value[] = [];
  if (since <= root.id) walk(root, ({ page }, slot) => nodes.push(new Value(seen(page).view, slot)), since);
  return nodes.reverse();
}
