/** Prints how many of the pages that were filled are alive after a collection, the open one included. */
import { type Page, tape } from "../../src/tape.ts";
import { type Value, value } from "../../src/value.ts";

type Pages = Map<number, WeakRef<Page>>;
const PAGES = 20;
const w = value(0.5);

/** Makes graphs of 150 nodes, one after the other, until `PAGES` pages have been begun. */
function fill(each: (root: Value, n: number) => void): Pages {
  const pages: Pages = new Map();
  for (let n = 0; pages.size < PAGES; n++) {
    let x = w;
    for (let i = 0; i < 50; i++) x = x.mul(w).add(w).tanh();
    note(pages, x);
    each(x, n);
  }
  return pages;
}

function note(pages: Pages, { view: { page } }: Value): void {
  if (!pages.has(page.number)) pages.set(page.number, new WeakRef(page));
}

/** A weak reference that was read holds until its task ends, hence the pauses. */
async function alive(pages: Pages): Promise<number> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    globalThis.gc!();
  }
  return [...pages.values()].filter((page) => page.deref() !== undefined).length;
}

// Small pages first, so that all that is counted below are of the largest size.
while (tape.nodes.used < tape.nodes.capacity || tape.nodes.capacity < 8192) w.mul(w);

let kept: Value | undefined;
const forward = fill(() => {});
const aliveAfterForward = await alive(forward);
const aliveAfterBackward = await alive(fill((root) => root.backward()));
const aliveWithOneKept = await alive(
  fill((root, n) => {
    if (n === 500) kept = root;
    root.backward();
  }),
);
kept?.backward();
kept = undefined;
let parameter = value(1);
const aliveWithAParameterKept = await alive(
  fill((root) => {
    parameter = value(root.data + parameter.data);
    parameter.mul(root).backward();
  }),
);
const chain: Pages = new Map();
let x = w.mul(w);
for (; chain.size < PAGES; x = x.mul(w)) note(chain, x);
const aliveWithAChainKept = await alive(chain);
x.backward();
console.log(
  JSON.stringify({
    filled: forward.size,
    aliveAfterForward,
    aliveAfterBackward,
    aliveWithOneKept,
    aliveWithAParameterKept,
    aliveWithAChainKept,
  }),
);
