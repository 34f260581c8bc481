/** What every program must satisfy, checked after each pass. */
import {
  type Affine,
  boundsOfParts,
  commonDivisor,
  constantIndex,
  greatestExtent,
  plus,
  type Term,
} from "./affine.ts";
import { printInstruction } from "./print.ts";
import {
  type Argument,
  type Arr,
  type Block,
  type Call,
  calleesIn,
  type Instruction,
  instructionsIn,
  type Loop,
  loopsAround,
  type Part,
  type Program,
  type Read,
  type Result,
  type Write,
} from "./program.ts";

/** Checks a program and those that it calls. @throws Error that names the rule broken and the instruction. */
export function validate(program: Program): void {
  for (const { name, program: called } of calleesIn(program)) {
    validateOne(called);
    const wrong = standForParts(called).indexOf(false);
    if (wrong >= 0)
      throw new Error(`invalid program: output ${wrong} of ${name}, which is called, is not only added to`);
  }
  validateOne(program);
}

/**
 * Of every output whether it may stand for a part of a caller's array: it is made once, begins with 0, is only added
 * to, and is no other output.
 */
export function standForParts({ top, outputs }: Program): boolean[] {
  const misused = new Set<Arr>();
  for (const instruction of instructionsIn(top)) {
    for (const { array } of readsOf(instruction)) misused.add(array);
    if (instruction.kind === "accumulate" && instruction.combine !== "add") misused.add(instruction.array);
  }
  const isNew = (array: Arr) =>
    array.kind === "alloc" && array.block === top && array.initial === 0 && !misused.has(array);
  return outputs.map((array, k) => isNew(array) && outputs.indexOf(array) === k);
}

/** Where an instruction reads elements, and where it adds to them. */
export function readsOf(instruction: Instruction): readonly Read[] {
  return instruction.kind === "load" ? [instruction] : instruction.kind === "call" ? instruction.args : NONE;
}
export function writesOf(instruction: Instruction): readonly Write[] {
  return instruction.kind === "accumulate"
    ? [instruction]
    : instruction.kind === "call"
      ? instruction.results
      : NONE;
}
/** Most instructions neither read nor write: they share a list. */
const NONE: readonly never[] = [];

function validateOne(program: Program): void {
  const position = new Map<Instruction | Arr | Argument | Result, number>();
  let at = 0;
  for (const input of program.inputs) position.set(input, at++);
  const accesses = new Map<Arr, { reads: Read[]; writes: Write[] }>();
  const accessesOf = (array: Arr) => {
    let known = accesses.get(array);
    if (known === undefined) {
      known = { reads: [], writes: [] };
      accesses.set(array, known);
    }
    return known;
  };
  const fail = (instruction: Instruction, rule: string): never => {
    throw new Error(`invalid program: ${rule}: ${printInstruction(instruction)}`);
  };

  for (const instruction of instructionsIn(program.top)) {
    position.set(instruction, at++);
    for (const used of operandsOf(instruction)) {
      if (!position.has(used)) fail(instruction, "an operand comes later");
      if (!used.block.contains(instruction.block))
        fail(instruction, "an operand is in a block that is closed");
    }
    const indices = instruction.kind === "loop" ? [instruction.extent] : indicesOf(instruction);
    for (const { terms } of indices)
      for (const { loop } of terms)
        if (!loop.body.contains(instruction.block)) fail(instruction, "an index is used outside its loop");
    if (instruction.kind === "index" && !instruction.loop.body.contains(instruction.block))
      fail(instruction, "an index is used outside its loop");
    if (instruction.kind === "call") checkCall(instruction, fail);
    for (const read of readsOf(instruction)) {
      if (read.kind === "load" && read.index.length !== read.array.shape.length)
        fail(instruction, "one index per dimension");
      position.set(read, at++);
      accessesOf(read.array).reads.push(read);
    }
    for (const write of writesOf(instruction)) {
      if (write.kind === "accumulate" && write.index.length !== write.array.shape.length)
        fail(instruction, "one index per dimension");
      if (write.array.kind === "input") fail(instruction, "an input is accumulated into");
      position.set(write, at++);
      accessesOf(write.array).writes.push(write);
    }
  }

  for (const { reads, writes } of accesses.values())
    for (const read of reads)
      for (const write of writes)
        if (!isAfter(read, write, position) && ![read, write].some(neverRuns))
          fail(read.kind === "load" ? read : read.call, "an element is read before its last accumulation");
  for (const output of program.outputs)
    if (!position.has(output)) throw new Error("invalid program: an output is missing");
}

/** Checks that a call gives every input of its callee an array of its shape, and takes every output to one. */
function checkCall(call: Call, fail: (call: Call, rule: string) => never): void {
  const { args, results } = call;
  const { inputs, outputs } = call.callee.program;
  const fits = (part: Argument | Result, array: Arr | undefined) =>
    array !== undefined && part.array.shape.slice(part.index.length).join() === array.shape.join();
  if (args.length !== inputs.length || results.length !== outputs.length)
    fail(call, "a call has an argument per input and a result per output");
  if (
    !args.every((arg, k) => fits(arg, inputs[k])) ||
    !results.every((result, k) => fits(result, outputs[k]))
  )
    fail(call, "what a call gives and takes has the shapes of the callee's inputs and outputs");
}

/**
 * Whether every read of an element is certain to come after every accumulation to it. What cannot be shown from the indices, each by
 * itself, is refused: no read that may be early is accepted.
 */
function isAfter(
  load: Read,
  accumulation: Write,
  position: Map<Instruction | Arr | Argument | Result, number>,
): boolean {
  const shared = commonBlock(load.block, accumulation.block);
  const textually = position.get(accumulation)! < position.get(load)!;
  // Only loops inside which the array lives on can bring an earlier read together with a later write.
  const loops = loopsAround(shared, load.array.block);
  if (textually && loops.length === 0) return true;
  // In these the two may be in different iterations.
  const apart = new Set(loops);
  if (isApart(load, accumulation, apart)) return true;
  // Order decides per loop, the outermost first.
  for (const loop of loops) {
    const distance = distanceIn(loop, load, accumulation, apart);
    if (distance === undefined) return false;
    // The element read at iteration i is accumulated to at iteration i + distance.
    if (distance !== 0)
      return loop.order === "up" ? distance < 0 : loop.order === "down" ? distance > 0 : false;
    apart.delete(loop);
  }
  return textually || isApart(load, accumulation);
}

/** Whether some loop around is certain to have no iteration: there is then no element of which bounds of indices could speak. */
const neverRuns = ({ block }: Read | Write): boolean =>
  loopsAround(block).some(({ extent }) => greatestExtent(extent) === 0);

/**
 * By how many iterations the accumulation to an element is later than its reading, if an index fixes it: in that one, all
 * else is the same for both.
 */
function distanceIn(
  loop: Loop,
  load: Read,
  accumulation: Write,
  apart: ReadonlySet<Loop>,
): number | undefined {
  for (let d = 0; d < Math.min(load.index.length, accumulation.index.length); d++) {
    const read = load.index[d]!;
    const own = read.terms.find((term) => term.loop === loop);
    if (own === undefined || !isKnown(read, apart)) continue;
    const difference = differenceOf(read, accumulation.index[d]!);
    if (difference === undefined || difference.terms.length > 0) continue;
    if (read.terms.some((term) => term !== own && apart.has(term.loop))) continue;
    return difference.constant / own.factor;
  }
  return undefined;
}

/** Whether an index's data, if it has any, is the same in different iterations of some loops. */
const isKnown = ({ data }: Affine, apart: ReadonlySet<Loop>): boolean =>
  data === undefined || apart.size === 0 || loopsAround(data.block).every((loop) => !apart.has(loop));

/** By how much an index is greater than another in the same iterations, if their data is the same. */
const differenceOf = (a: Affine, b: Affine): Affine | undefined =>
  a.data === b.data ? plus({ ...a, data: undefined }, { ...b, data: undefined }, -1) : undefined;

const NO_LOOPS: ReadonlySet<Loop> = new Set();

/**
 * Whether two parts of an array have no element in common, though they may be in different iterations of some loops: in some
 * dimension the difference of their indices, a sum of multiples of numbers in known ranges, cannot be 0, for it is above
 * or below, or for no multiple of all the factors.
 */
export function isApart(a: Part, b: Part, apart = NO_LOOPS): boolean {
  return a.index.some((own, d) => {
    const other = b.index[d];
    if (other === undefined || own.data !== other.data || !isKnown(own, apart)) return false;
    const isSame = ({ loop }: Term) => !apart.has(loop);
    const common = differenceOf(
      { ...own, terms: own.terms.filter(isSame) },
      { ...other, terms: other.terms.filter(isSame) },
    )!;
    const parts: readonly Affine[] = [
      common,
      { constant: 0, terms: own.terms.filter((term) => !isSame(term)), data: undefined },
      plus(
        constantIndex(0),
        { constant: 0, terms: other.terms.filter((term) => !isSame(term)), data: undefined },
        -1,
      )!,
    ];
    const [least, greatest] = boundsOfParts(parts);
    if (least > 0 || greatest < 0) return true;
    const factors = parts.flatMap(({ terms }) => terms.map(({ factor }) => Math.abs(factor)));
    return factors.length > 0 && common.constant % factors.reduce(commonDivisor) !== 0;
  });
}

function commonBlock(a: Block, b: Block): Block {
  let block = a;
  while (!block.contains(b)) block = block.parent!;
  return block;
}

const indicesOf = (instruction: Instruction): readonly Affine[] =>
  [...readsOf(instruction), ...writesOf(instruction)].flatMap(({ index }) => index);

/** The scalars and arrays an instruction reads. */
export function operandsOf(instruction: Instruction): Operand[] {
  const operands: Operand[] = [];
  visitOperands(instruction, (operand) => operands.push(operand));
  return operands;
}

type Operand = Exclude<Instruction, Loop | Call> | Arr;

/** Visits the scalars and arrays an instruction reads. */
export function visitOperands(instruction: Instruction, visit: (operand: Operand) => void): void {
  switch (instruction.kind) {
    case "op":
      for (let k = 0; k < instruction.args.length; k++) visit(instruction.args[k]!);
      break;
    case "load":
      visit(instruction.array);
      visitData(instruction.index, visit);
      break;
    case "accumulate":
      visit(instruction.array);
      visit(instruction.value);
      visitData(instruction.index, visit);
      break;
    case "call":
      for (const parts of [instruction.args, instruction.results])
        for (const { array, index } of parts) {
          visit(array);
          visitData(index, visit);
        }
      break;
    case "loop":
      if (instruction.extent.data) visit(instruction.extent.data);
      break;
  }
}

function visitData(index: readonly Affine[], visit: (operand: Operand) => void): void {
  for (let d = 0; d < index.length; d++) {
    const { data } = index[d]!;
    if (data) visit(data);
  }
}
