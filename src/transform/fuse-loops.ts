/**
 * Loop fusion: loops of one block over the same range become one, where what the later reads of the earlier was
 * accumulated in the same iteration, or an earlier one. Then arrays between them need no dimension for the loop
 * (contract.ts), and what both read is read once.
 */
import { boundsOf, isSame, offsetFrom } from "../ir/affine.ts";
import {
  type Arr,
  type Block,
  type Instruction,
  type Loop,
  type Order,
  type Part,
  type Program,
  type Read,
  visitInstructions,
  type Write,
} from "../ir/program.ts";
import { readsOf, visitOperands, writesOf } from "../ir/validate.ts";
import type { Changes } from "./reemit.ts";

/** How many instructions that depend on a loop may stand between it and one that it fuses with. */
const FAR = 300;
/** Larger loops are left alone: their bodies do not fit a processor's registers as it is. */
const LARGE = 2000;

/** What a loop, or several that became one, has to do with what is around it. */
interface Effects {
  size: number;
  /** Scalars and arrays of the block that holds the loop. */
  readonly uses: Set<Instruction | Arr>;
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
 * Which loops of a program fuse, and how the instructions of their blocks are ordered then. With `strict` the terms of
 * every sum keep their order.
 */
export function fusions(program: Program, strict: boolean): Pick<Changes, "order" | "fused"> | undefined {
  const order = new Map<Block, readonly Instruction[]>();
  const fused = new Map<Loop, readonly Loop[]>();
  const go = (block: Block): void => {
    let loops = 0;
    for (const instruction of block.instructions) {
      if (instruction.kind !== "loop") continue;
      loops++;
      go(instruction.body);
    }
    if (loops < 2) return;
    const list = new Fusion(block, strict).run(fused);
    if (list) order.set(block, list);
  };
  go(program.top);
  return fused.size > 0 ? { order, fused } : undefined;
}

class Fusion {
  readonly #strict: boolean;
  readonly #block: Block;
  #list: readonly Instruction[];
  readonly #effects = new Map<Loop, Effects>();

  constructor(block: Block, strict: boolean) {
    this.#strict = strict;
    this.#block = block;
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
    let last = list.length - 1;
    while (!isAlike(list[last]!)) last--;
    if (last === at) return undefined;
    const group = this.#of(first);
    const between: Instruction[] = [];
    const dependent: Instruction[] = [];
    // What those that depend on the loop make, and what they write to.
    const made = new Set<Instruction | Arr>();
    const written = new Set<Arr>();
    for (let k = at + 1; k <= last; k++) {
      const x = list[k]!;
      const isDependent = dependent.length > 0 && this.#depends(x, made, written);
      if (
        !isDependent &&
        isAlike(x) &&
        !x.checkpoint === !first.checkpoint &&
        this.#fuses(group, x, members)
      ) {
        this.#list = [...list.slice(0, at), ...between, first, ...dependent, ...list.slice(k + 1)];
        members.push(x);
        merge(group, this.#of(x));
        return at + between.length;
      }
      if (isDependent || this.#depends(x, undefined, group.writes)) {
        dependent.push(x);
        if (dependent.length > FAR) return undefined;
        made.add(x);
        if (x.kind === "loop") for (const array of this.#of(x).writes.keys()) written.add(array);
        else for (const { array } of writesOf(x)) written.add(array);
      } else between.push(x);
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

  /** Whether `x` must stay behind what makes some scalars and arrays, and writes to some arrays. */
  #depends(
    x: Instruction,
    made: ReadonlySet<Instruction | Arr> | undefined,
    written: { has(array: Arr): boolean },
  ): boolean {
    if (x.kind !== "loop") {
      let uses = false;
      if (made)
        visitOperands(x, (operand) => {
          uses ||= made.has(operand);
        });
      if (uses) return true;
      for (const { array } of readsOf(x)) if (written.has(array)) return true;
      if (this.#strict) for (const { array } of writesOf(x)) if (written.has(array)) return true;
      return false;
    }
    const { uses, loads, writes } = this.#of(x);
    if (made) for (const used of uses) if (made.has(used)) return true;
    for (const array of loads.keys()) if (written.has(array)) return true;
    if (this.#strict) for (const array of writes.keys()) if (written.has(array)) return true;
    return false;
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
      if (loads?.some((load) => writes.some((write) => !isApart(load, write)))) return false;
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

function isApart(a: Part, b: Part): boolean {
  return a.index.some((x, d) => {
    if (d >= b.index.length) return false;
    const [[least, greatest], [from, to]] = [boundsOf(x), boundsOf(b.index[d]!)];
    return greatest < from || to < least;
  });
}

/** The effects of a loop on the block that holds it. */
function effectsOf(loop: Loop, block: Block): Effects {
  const effects: Effects = {
    ...{ size: 1, uses: new Set(), loads: new Map(), writes: new Map() },
    ...{ isNest: false, gathers: false, gathersRows: false },
  };
  const gather = ({ index }: Part, by: Block) => {
    for (const { data } of index) {
      if (data === undefined || !loop.body.contains(data.block)) continue;
      effects.gathers = true;
      effects.gathersRows ||= by !== data.block;
    }
  };
  const use = (used: Instruction | Arr) => {
    if (used.block === block) effects.uses.add(used);
  };
  const isOutside = ({ block: { depth } }: Arr) => depth <= block.depth;
  visitOperands(loop, use);
  visitInstructions(loop.body, (y) => {
    effects.size++;
    effects.isNest ||= y.kind === "loop";
    visitOperands(y, use);
    for (const read of readsOf(y)) {
      gather(read, y.block);
      if (isOutside(read.array)) push(effects.loads, read.array, read);
    }
    for (const write of writesOf(y)) {
      gather(write, y.block);
      if (isOutside(write.array)) push(effects.writes, write.array, write);
    }
  });
  return effects;
}

function merge(into: Effects, from: Effects): void {
  into.size += from.size;
  into.isNest ||= from.isNest;
  into.gathers ||= from.gathers;
  into.gathersRows ||= from.gathersRows;
  for (const x of from.uses) into.uses.add(x);
  for (const [array, all] of from.loads) for (const x of all) push(into.loads, array, x);
  for (const [array, all] of from.writes) for (const x of all) push(into.writes, array, x);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
