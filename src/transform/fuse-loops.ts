/**
 * Loop fusion: loops of one block over the same range become one, where what the later reads of the earlier was
 * accumulated in the same iteration, or an earlier one. Then arrays between them need no dimension for the loop
 * (contract.ts), and what both read is read once.
 */
import { affineKey, boundsOf, offsetFrom } from "../ir/affine.ts";
import {
  type Accumulate,
  type Arr,
  type Block,
  type Instruction,
  instructionsIn,
  type Load,
  type Loop,
  type Order,
  type Program,
} from "../ir/program.ts";
import { operandsOf } from "../ir/validate.ts";
import type { Changes } from "./reemit.ts";

/** How many instructions that depend on a loop may stand between it and one that it fuses with. */
const FAR = 300;
/** Larger loops are left alone: their bodies do not fit a processor's registers as it is. */
const LARGE = 2000;

/** What an instruction, or several, have to do with what is around them. */
interface Effects {
  size: number;
  /** Scalars and arrays made where others see them. */
  readonly makes: Set<Instruction>;
  readonly uses: Set<Instruction | Arr>;
  readonly loads: Map<Arr, Load[]>;
  readonly writes: Map<Arr, Accumulate[]>;
}

/**
 * Which loops of a program fuse, and how the instructions of their blocks are ordered then. With `strict` the terms of
 * every sum keep their order.
 */
export function fusions(program: Program, strict: boolean): Pick<Changes, "order" | "fused"> | undefined {
  const order = new Map<Block, readonly Instruction[]>();
  const fused = new Map<Loop, readonly Loop[]>();
  const go = (block: Block): void => {
    if (block.instructions.filter(({ kind }) => kind === "loop").length > 1) {
      const list = new Fusion(block, strict).run(fused);
      if (list) order.set(block, list);
    }
    for (const instruction of block.instructions) if (instruction.kind === "loop") go(instruction.body);
  };
  go(program.top);
  return fused.size > 0 ? { order, fused } : undefined;
}

class Fusion {
  readonly #strict: boolean;
  #list: Instruction[];
  readonly #effects = new Map<Instruction, Effects>();

  constructor(block: Block, strict: boolean) {
    this.#strict = strict;
    this.#list = [...block.instructions];
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
    const group = this.#of(first);
    const key = affineKey(first.extent);
    const isAlike = (x: Instruction): x is Loop =>
      x.kind === "loop" && x.order === first.order && affineKey(x.extent) === key;
    const lastAlike = list.findLastIndex(isAlike);
    const between: Instruction[] = [];
    const dependent: Instruction[] = [];
    for (let k = at + 1; k <= lastAlike; k++) {
      const x = list[k]!;
      if (
        isAlike(x) &&
        !x.checkpoint === !first.checkpoint &&
        this.#fuses(group, x, members) &&
        !dependent.some((d) => this.#depends(x, d))
      ) {
        this.#list = [...list.slice(0, at), ...between, first, ...dependent, ...list.slice(k + 1)];
        members.push(x);
        merge(group, this.#of(x));
        return at + between.length;
      }
      if (this.#depends(x, first) || dependent.some((d) => this.#depends(x, d))) {
        dependent.push(x);
        if (dependent.length > FAR) return undefined;
      } else between.push(x);
    }
    return undefined;
  }

  #of(x: Instruction): Effects {
    let known = this.#effects.get(x);
    if (known === undefined) {
      known = effectsOf(x);
      this.#effects.set(x, known);
    }
    return known;
  }

  /** Whether `x` must stay behind `d`, which is before it. */
  #depends(x: Instruction, d: Instruction): boolean {
    const [later, earlier] = [this.#of(x), this.#of(d)];
    for (const made of earlier.makes) if (later.uses.has(made)) return true;
    for (const array of earlier.writes.keys()) {
      if (later.loads.has(array)) return true;
      if (this.#strict && later.writes.has(array)) return true;
    }
    return false;
  }

  /** Whether `x`, over the same range as the loops of a group, can be one with them. */
  #fuses(group: Effects, x: Loop, members: readonly Loop[]): boolean {
    const other = this.#of(x);
    const own = new Set([...members, x]);
    if (group.size + other.size > LARGE) return false;
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

/** What a dimension's index adds to that of one of some loops, if that is all it is. */
function offsetIn({ index }: Load | Accumulate, d: number, loops: ReadonlySet<Loop>): number | undefined {
  const [term] = index[d]!.terms;
  return term && loops.has(term.loop) ? offsetFrom(index[d]!, term.loop) : undefined;
}

/** Whether all that is loaded was written in the same iteration of the loops, or where order allows in an earlier one. */
function arrives(
  writes: readonly Accumulate[],
  loads: readonly Load[],
  loops: ReadonlySet<Loop>,
  order: Order,
): boolean {
  return loads.every((load) =>
    writes.every((write) =>
      load.index.some((_, d) => {
        const [read, written] = [offsetIn(load, d, loops), offsetIn(write, d, loops)];
        if (read === undefined || written === undefined) return false;
        return order === "any" ? read === written : order === "up" ? read <= written : read >= written;
      }),
    ),
  );
}

/** Whether in some dimension all indices are the loops' own plus one constant, so that no two iterations meet. */
function isSameIteration(accesses: readonly Accumulate[], { shape }: Arr, loops: ReadonlySet<Loop>): boolean {
  return shape.some((_, d) => {
    const offset = offsetIn(accesses[0]!, d, loops);
    return offset !== undefined && accesses.every((access) => offsetIn(access, d, loops) === offset);
  });
}

function isApart(a: Load | Accumulate, b: Load | Accumulate): boolean {
  return a.index.some((x, d) => {
    const [[least, greatest], [from, to]] = [boundsOf(x), boundsOf(b.index[d]!)];
    return greatest < from || to < least;
  });
}

function effectsOf(x: Instruction): Effects {
  const effects: Effects = {
    size: 0,
    makes: new Set([x]),
    uses: new Set(),
    loads: new Map(),
    writes: new Map(),
  };
  const note = (y: Instruction) => {
    effects.size++;
    for (const used of operandsOf(y)) effects.uses.add(used);
    if (y.kind === "load") push(effects.loads, y.array, y);
    else if (y.kind === "accumulate") push(effects.writes, y.array, y);
  };
  note(x);
  if (x.kind === "loop") for (const y of instructionsIn(x.body)) note(y);
  return effects;
}

function merge(into: Effects, from: Effects): void {
  into.size += from.size;
  for (const x of from.makes) into.makes.add(x);
  for (const x of from.uses) into.uses.add(x);
  for (const [array, all] of from.loads) for (const x of all) push(into.loads, array, x);
  for (const [array, all] of from.writes) for (const x of all) push(into.writes, array, x);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
