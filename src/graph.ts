/** The graph below a value, as nodes. */
import { references, walk } from "./sweep.ts";
import { idOf, indexOf, type Place, SLOT_MASK, View } from "./tape.ts";
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
  const views = new Map<unknown, View>();
  walk(root, ({ page, sources }, slot) => {
    let view = views.get(page);
    if (!view) {
      view = page === root.view.page ? root.view : new View(page, root.view.epoch, root.view, undefined);
      views.set(page, view);
    }
    visit({ view, slot }, idOf(page, slot));
    for (const r of references(page, slot)) {
      if (r < 0) continue;
      const source = sources[indexOf(r)]!;
      if (source.isLeaf) visit({ view: source.view, slot: r & SLOT_MASK }, idOf(source, r & SLOT_MASK));
    }
  });
}
