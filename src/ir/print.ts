/** Programs as text, for reading. */
import type { Affine } from "./affine.ts";
import type { Accumulate, Arr, Block, Instruction, Load, Program, Scalar } from "./program.ts";

const ASSIGN = { add: "+=", max: "max=", min: "min=" } as const;

/** A program, one instruction a line, loops indented. */
export function print(program: Program): string {
  const lines = program.inputs.map(
    (input) => `${arrayName(input)} = input "${input.name}" [${input.shape.join(", ")}]`,
  );
  const go = (block: Block, indent: string) => {
    for (const instruction of block.instructions) {
      // Constants and indices are written where they are used.
      if (instruction.kind === "const" || instruction.kind === "index") continue;
      lines.push(indent + printInstruction(instruction));
      if (instruction.kind === "loop") go(instruction.body, `${indent}  `);
    }
  };
  go(program.top, "");
  return [...lines, `return ${program.outputs.map(arrayName).join(", ")}`].join("\n");
}

/** One instruction; of a loop its head. */
export function printInstruction(instruction: Instruction): string {
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
