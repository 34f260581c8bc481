/** Programs as text, for reading. */
import type { Affine } from "./affine.ts";
import {
  type Accumulate,
  type Arr,
  type Block,
  type Callee,
  calleesIn,
  type Instruction,
  type Load,
  type Part,
  type Program,
  type Scalar,
} from "./program.ts";

const ASSIGN = { add: "+=", max: "max=", min: "min=" } as const;

/** A program, one instruction a line, loops indented; behind it the programs that it calls. */
export function print(program: Program): string {
  const names = namesOf(calleesIn(program));
  const called = [...names].map(([callee, name]) => `${name}:\n${printOne(callee.program, names, "  ")}`);
  return [printOne(program, names, ""), ...called].join("\n");
}

/** Callees by names that tell them apart, as `f` and `f_2`. */
export function namesOf(callees: readonly Callee[]): Map<Callee, string> {
  const names = new Map<Callee, string>();
  const taken = new Set<string>();
  for (const callee of callees) {
    let name = callee.name;
    for (let k = 2; taken.has(name); k++) name = `${callee.name}_${k}`;
    taken.add(name);
    names.set(callee, name);
  }
  return names;
}

function printOne(program: Program, names: ReadonlyMap<Callee, string>, outer: string): string {
  const lines = program.inputs.map(
    (input) => `${outer}${arrayName(input)} = input "${input.name}" [${input.shape.join(", ")}]`,
  );
  const go = (block: Block, indent: string) => {
    for (const instruction of block.instructions) {
      // Constants and indices are written where they are used.
      if (instruction.kind === "const" || instruction.kind === "index") continue;
      lines.push(indent + printInstruction(instruction, names));
      if (instruction.kind === "loop") go(instruction.body, `${indent}  `);
    }
  };
  go(program.top, outer);
  return [...lines, `${outer}return ${program.outputs.map(arrayName).join(", ")}`].join("\n");
}

/** One instruction; of a loop its head. */
export function printInstruction(
  instruction: Instruction,
  names: ReadonlyMap<Callee, string> = new Map(),
): string {
  const name = `%${instruction.id}`;
  switch (instruction.kind) {
    case "const":
      return `${name} = ${instruction.value}`;
    case "index":
      return `${name} = i${instruction.loop.id}`;
    case "op":
      return `${name} = ${instruction.op.name} ${instruction.args.map(scalarName).join(" ")}`;
    case "load":
      return `${name} = ${element(instruction)}`;
    case "alloc":
      return `${arrayName(instruction)} = alloc [${instruction.shape.join(", ")}]${instruction.initial === 0 ? "" : ` of ${instruction.initial}`}`;
    case "accumulate":
      return `${element(instruction)} ${ASSIGN[instruction.combine]} ${scalarName(instruction.value)}`;
    case "call": {
      const { callee, args, results } = instruction;
      const given = `${names.get(callee) ?? callee.name}(${args.map(part).join(", ")})`;
      return results.length === 0 ? given : `${results.map(part).join(", ")} += ${given}`;
    }
    case "loop":
      return (
        `for i${instruction.id} < ${affineText(instruction.extent)}` +
        `${instruction.order === "any" ? "" : ` ${instruction.order}`}${instruction.checkpoint ? " checkpoint" : ""}:`
      );
  }
}

const arrayName = (array: Arr) => `${array.kind === "input" ? "in" : "a"}${array.id}`;
const element = ({ array, index }: Load | Accumulate) =>
  `${arrayName(array)}[${index.map(affineText).join(", ")}]`;

/** A whole array has no brackets, a part those of the indices given. */
const part = ({ array, index }: Part) =>
  index.length === 0 ? arrayName(array) : `${arrayName(array)}[${index.map(affineText).join(", ")}]`;

function scalarName(scalar: Scalar): string {
  if (scalar.kind === "const") return Object.is(scalar.value, -0) ? "-0" : String(scalar.value);
  return scalar.kind === "index" ? `i${scalar.loop.id}` : `%${scalar.id}`;
}

function affineText({ constant, terms, data }: Affine): string {
  const parts = terms.map(({ loop, factor }) => (factor === 1 ? `i${loop.id}` : `${factor}·i${loop.id}`));
  if (data) parts.push(scalarName(data));
  if (constant !== 0 || parts.length === 0) parts.push(String(constant));
  return parts.join(" + ").replaceAll("+ -", "- ");
}
