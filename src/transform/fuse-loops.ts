/**
 * Loop fusion: loops of one block over the same range become one, where what the later reads of the earlier was
 * accumulated in the same iteration, or an earlier one. Then arrays between them need no dimension for the loop
 * (contract.ts), and what both read is read once.
 */
import { isSame, neverMeet, offsetFrom } from "../ir/affine.ts";
import { push } from "../ir/multimap.ts";
import {
  type Arr,
  type Block,
  type Instruction,
  type Loop,
  type Order,
  type Part,
  type Read,
  type Scalar,
  visitInstructions,
  type Write,
} from "../ir/program.ts";
import type { Survey } from "../ir/survey.ts";
import { readsOf, visitOperands, writesOf } from "../ir/validate.ts";
import type { Edits } from "./reemit.ts";

/** How many instructions that depend on a loop may stand between it and one that it fuses with. */
const FAR = 300;
/** How many instructions in all, and how many loops over the same range, for blocks may have millions of them. */
const FURTHEST = 20_000;
const MOST_REFUSED = 50;
/** Larger loops are left alone: their bodies do not fit a processor's registers as it is. */
const LARGE = 2000;

/** What a loop, or several that became one, has to do with what is around it. */
interface Effects {
  size: number;
  /** Scalars of the block that holds the loop. */
  readonly uses: Scalar[];
  /** Of arrays that are not the loop's own. */
  readonly loads: Map<Arr, Read[]>;
  readonly writes: Map<Arr, Write[]>;
  /** Whether it has loops in it. */
  isNest: boolean;
  /** Whether elements are looked at whose indices are computed in it; and whether rows of them, by a loop within. */
  gathers: boolean;
  gathersRows: boolean;
}

/**
 * Fuses loops of a program, and gives those that do by the first of them, which stands for all. Where every bit stays,
 * so does the order of the terms of every sum.
 */
export function fuseLoops({ program, forks }: Survey, edits: Edits): ReadonlyMap<Loop, readonly Loop[]> {
  const fused = new Map<Loop, readonly Loop[]>();
  if (forks.size === 0) return fused;
  const marks = new Marks(program.size);
  for (const block of forks) {
    const list = new Fusion(block, edits.strict, marks).run(fused);
    if (list) edits.order.set(block, list);
  }
  for (const [first, members] of fused) edits.instead.set(first, (to) => to.loop(members));
  return fused;
}

/** What an instruction that comes after a loop depends on. */
const NOTHING = 0;
const THE_LOOP = 1;
const WHAT_DEPENDS = 2;

/**
 * What may not be passed by: what a loop writes to, and what those that depend on it make and write to. By id, and
 * wiped by counting on.
 */
class Marks {
  readonly #made: Int32Array;
  readonly #written: Int32Array;
  #now = 0;

  constructor(size: number) {
    this.#made = new Int32Array(size);
    this.#written = new Int32Array(size);
  }

  wipe(): void {
    this.#now += WHAT_DEPENDS;
  }
  make({ id }: Instruction): void {
    this.#made[id] = this.#now;
  }
  write({ id }: Arr, by: typeof THE_LOOP | typeof WHAT_DEPENDS): void {
    this.#written[id] = Math.max(this.#written[id]!, this.#now + by);
  }
  /** What depends on a scalar, as far as it is made; arrays are made whatever else is. */
  ofUse({ id }: Instruction | Arr): number {
    return this.#now > 0 && this.#made[id] === this.#now ? WHAT_DEPENDS : NOTHING;
  }
  /** The same as far as it is written to. */
  ofAccess({ id }: Arr): number {
    return Math.max(NOTHING, this.#written[id]! - this.#now);
  }
}

class Fusion {
  readonly #strict: boolean;
  readonly #block: Block;
  readonly #marks: Marks;
  #list: readonly Instruction[];
  readonly #effects = new Map<Loop, Effects>();

  constructor(block: Block, strict: boolean, marks: Marks) {
    this.#strict = strict;
    this.#block = block;
    this.#marks = marks;
    this.#list = block.instructions;
  }

  /** The block's instructions in their new order, if loops of it fuse; of those that do the first is left. */
  run(fused: Map<Loop, readonly Loop[]>): readonly Instruction[] | undefined {
    let any = false;
    for (let at = 0; at < this.#list.length; at++) {
      const first = this.#list[at]!;
      if (first.kind !== "loop") continue;
      const members = [first];
      for (let more = true; more; ) {
        more = false;
        const next = this.#partner(at, members);
        if (next === undefined) continue;
        at = next;
        more = true;
      }
      if (members.length === 1) continue;
      fused.set(first, members);
      any = true;
    }
    return any ? this.#list : undefined;
  }

  /** Fuses the loop at a place with a later one, and gives the place where it then is. */
  #partner(at: number, members: Loop[]): number | undefined {
    const list = this.#list;
    const first = members[0]!;
    const isAlike = (x: Instruction): x is Loop =>
      x.kind === "loop" && x.order === first.order && isSame(x.extent, first.extent);
    let last = Math.min(list.length - 1, at + FURTHEST);
    while (!isAlike(list[last]!)) last--;
    if (last === at) return undefined;
    const group = this.#of(first);
    const between: Instruction[] = [];
    const dependent: Instruction[] = [];
    let refused = 0;
    const marks = this.#marks;
    marks.wipe();
    for (const array of group.writes.keys()) marks.write(array, THE_LOOP);
    for (let k = at + 1; k <= last; k++) {
      const x = list[k]!;
      const depends = this.#dependsOn(x);
      if (depends < WHAT_DEPENDS && isAlike(x) && !x.checkpoint === !first.checkpoint) {
        if (this.#fuses(group, x, members)) {
          this.#list = [...list.slice(0, at), ...between, first, ...dependent, ...list.slice(k + 1)];
          members.push(x);
          merge(group, this.#of(x));
          return at + between.length;
        }
        if (++refused > MOST_REFUSED) return undefined;
      }
      if (depends === NOTHING) {
        between.push(x);
        continue;
      }
      dependent.push(x);
      if (dependent.length > FAR) return undefined;
      marks.make(x);
      if (x.kind === "loop") for (const array of this.#of(x).writes.keys()) marks.write(array, WHAT_DEPENDS);
      else for (const { array } of writesOf(x)) marks.write(array, WHAT_DEPENDS);
    }
    return undefined;
  }

  #of(loop: Loop): Effects {
    let known = this.#effects.get(loop);
    if (known === undefined) {
      known = effectsOf(loop, this.#block);
      this.#effects.set(loop, known);
    }
    return known;
  }

  /** Which of the instructions that are marked `x` must stay behind. */
  #dependsOn(x: Instruction): number {
    const marks = this.#marks;
    let depends = NOTHING;
    if (x.kind === "loop") {
      const { uses, loads, writes } = this.#of(x);
      for (const used of uses) depends = Math.max(depends, marks.ofUse(used));
      for (const array of loads.keys()) depends = Math.max(depends, marks.ofAccess(array));
      if (this.#strict) for (const array of writes.keys()) depends = Math.max(depends, marks.ofAccess(array));
      return depends;
    }
    visitOperands(x, (operand) => {
      depends = Math.max(depends, marks.ofUse(operand));
    });
    for (const { array } of readsOf(x)) depends = Math.max(depends, marks.ofAccess(array));
    if (this.#strict) for (const { array } of writesOf(x)) depends = Math.max(depends, marks.ofAccess(array));
    return depends;
  }

  /** Whether `x`, over the same range as the loops of a group, can be one with them. */
  #fuses(group: Effects, x: Loop, members: readonly Loop[]): boolean {
    const other = this.#of(x);
    if (group.size + other.size > LARGE) return false;
    if (!this.#strict && x.order === "any" && (isApartInLanes(group, other) || isApartInLanes(other, group)))
      return false;
    const own = new Set(members).add(x);
    let isShared = false;
    for (const [array, loads] of other.loads) {
      const writes = group.writes.get(array);
      isShared ||= writes !== undefined || (group.loads.has(array) && array.shape.length > 0);
      if (writes && !arrives(writes, loads, own, x.order)) return false;
    }
    for (const [array, writes] of other.writes) {
      const before = group.writes.get(array);
      isShared ||= before !== undefined;
      if (before && this.#strict && !isSameIteration([...before, ...writes], array, own)) return false;
      const loads = group.loads.get(array);
      if (loads?.some((load) => writes.some((write) => !neverMeet(load.index, write.index)))) return false;
    }
    return isShared;
  }
}

/**
 * Whether lanes suit the iterations of one, and of the other only what is done within an iteration: rows that data
 * names lie somewhere else for each. As one loop they would have one or the other.
 */
const isApartInLanes = (a: Effects, b: Effects): boolean => a.isNest && !a.gathers && b.gathersRows;

/** What a dimension's index adds to that of one of some loops, if that is all it is. */
function offsetIn({ index }: Part, d: number, loops: ReadonlySet<Loop>): number | undefined {
  const term = index[d]?.terms[0];
  return term && loops.has(term.loop) ? offsetFrom(index[d]!, term.loop) : undefined;
}

/** Whether all that is loaded was written in the same iteration of the loops, or where order allows in an earlier one. */
function arrives(
  writes: readonly Part[],
  loads: readonly Part[],
  loops: ReadonlySet<Loop>,
  order: Order,
): boolean {
  return loads.every((load) =>
    writes.every((write) =>
      load.index.some((_, d) => {
        const read = offsetIn(load, d, loops);
        const written = read === undefined ? undefined : offsetIn(write, d, loops);
        if (read === undefined || written === undefined) return false;
        return order === "any" ? read === written : order === "up" ? read <= written : read >= written;
      }),
    ),
  );
}

/** Whether in some dimension all indices are the loops' own plus one constant, so that no two iterations meet. */
function isSameIteration(accesses: readonly Part[], { shape }: Arr, loops: ReadonlySet<Loop>): boolean {
  return shape.some((_, d) => {
    const offset = offsetIn(accesses[0]!, d, loops);
    return offset !== undefined && accesses.every((access) => offsetIn(access, d, loops) === offset);
  });
}

/** The effects of a loop on the block that holds it. */
function effectsOf(loop: Loop, block: Block): Effects {
  const effects: Effects = {
    ...{ size: 0, uses: [], loads: new Map(), writes: new Map() },
    ...{ isNest: false, gathers: false, gathersRows: false },
  };
  const use = (used: Scalar | undefined) => {
    if (used?.block === block) effects.uses.push(used);
  };
  const access = <P extends Read | Write>(part: P, known: Map<Arr, P[]>) => {
    const { array, index } = part;
    if (array.block.depth <= block.depth) push(known, array, part);
    for (let d = 0; d < index.length; d++) {
      const { data } = index[d]!;
      use(data);
      if (data === undefined || !loop.body.contains(data.block)) continue;
      effects.gathers = true;
      effects.gathersRows ||= part.block !== data.block;
    }
  };
  const visit = (x: Instruction): void => {
    effects.size++;
    switch (x.kind) {
      case "op":
        for (let k = 0; k < x.args.length; k++) use(x.args[k]);
        break;
      case "load":
        access(x, effects.loads);
        break;
      case "accumulate":
        use(x.value);
        access(x, effects.writes);
        break;
      case "call":
        for (const part of x.args) access(part, effects.loads);
        for (const part of x.results) access(part, effects.writes);
        break;
      case "loop":
        effects.isNest ||= x !== loop;
        use(x.extent.data);
        break;
    }
  };
  visit(loop);
  visitInstructions(loop.body, visit);
  return effects;
}

function merge(into: Effects, from: Effects): void {
  into.size += from.size;
  into.isNest ||= from.isNest;
  into.gathers ||= from.gathers;
  into.gathersRows ||= from.gathersRows;
  for (const [array, all] of from.loads) for (const x of all) push(into.loads, array, x);
  for (const [array, all] of from.writes) for (const x of all) push(into.writes, array, x);
}
