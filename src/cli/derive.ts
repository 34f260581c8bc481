/** `chainrule derive`: the derivatives of an expression, as text and as LaTeX. */
import { nearest } from "../lang/errors.ts";
import { evaluate, type Traced } from "../trace.ts";
import { toLatex } from "../transform/notation.ts";
import { cells, padEnd } from "../view/characters.ts";
import { derivativesOf, symbolOf, textOf, type Wish } from "./derivatives.ts";
import { Failure } from "./failure.ts";
import { jsonNumber, writeJson } from "./json.ts";
import { oneLine } from "./table.ts";
import { output } from "./terminal.ts";

export interface DeriveOptions extends Wish {
  readonly at?: ReadonlyMap<string, number>;
  readonly json?: true;
}

export function derive(text: string, options: DeriveOptions): number {
  const expression = text.trim();
  const { order, at, json } = options;
  const { inputs, f, derivatives } = derivativesOf(expression, options);
  const point = at && pointOf(at, inputs);
  const numberAt = (traced: Traced) => evaluate(traced, ...point!) as number;
  if (json) {
    writeJson(
      {
        expression,
        names: inputs,
        order,
        ...(point && {
          at: Object.fromEntries(inputs.map((name, i) => [name, jsonNumber(point[i]!)])),
          value: jsonNumber(numberAt(f)),
        }),
        derivatives: derivatives.map((derivative) => ({
          wrt: derivative.wrt,
          text: textOf(derivative.traced),
          latex: toLatex(derivative.traced),
          ...(point && { value: jsonNumber(numberAt(derivative.traced)) }),
        })),
      },
      output,
    );
    return 0;
  }
  const number = (traced: Traced): Row[] => (point ? [["value", String(numberAt(traced))]] : []);
  const blocks = derivatives.map(({ wrt, traced }): Row[] => [
    [symbolOf(wrt, inputs.length), textOf(traced)],
    ["LaTeX", toLatex(traced)],
    ...number(traced),
  ]);
  if (point) {
    const place = inputs.map((name, i) => `${oneLine(name)} = ${point[i]}`).join(", ");
    blocks.unshift([["at", place]], [["f", textOf(f)], ...number(f)]);
  }
  output.line(inBlocks(blocks).join("\n"));
  return 0;
}

/** Numbers for the inputs, in their order. */
function pointOf(at: ReadonlyMap<string, number>, inputs: readonly string[]): number[] {
  for (const name of at.keys()) {
    if (inputs.includes(name)) continue;
    const close = nearest(name, inputs);
    throw new Failure(
      `--at: the expression has no variable ${oneLine(name)}${close ? `; did you mean ${close}?` : ""}`,
    );
  }
  const missing = inputs.filter((name) => !at.has(name));
  if (missing.length > 0)
    throw new Failure(
      `--at: ${missing.map((name) => oneLine(name)).join(", ")} has no value, as in --at x=2`,
    );
  return inputs.map((name) => at.get(name)!);
}

type Row = readonly [what: string, text: string];

/** Rows of two columns, in blocks set off by blank lines; further lines of a text stand below its first. */
function inBlocks(blocks: readonly (readonly Row[])[]): string[] {
  const width = Math.max(...blocks.flat().map(([what]) => cells(what)));
  return blocks.flatMap((rows, i) => [
    ...(i > 0 ? [""] : []),
    ...rows.flatMap(([what, text]) =>
      text.split("\n").map((line, k) => `${output.dim(padEnd(k === 0 ? what : "", width))}  ${line}`),
    ),
  ]);
}

/**
 * Reads `--wrt x,y`, any number of times.
 * @throws Failure for a name that is none, or is there already.
 */
export function parseWrt(text: string, before: readonly string[] = []): readonly string[] {
  const names = [...before, ...text.split(",").map((name) => name.trim())];
  names.forEach((name, i) => {
    if (name === "") throw new Failure("wanted names of variables, as x,y");
    if (names.indexOf(name) !== i)
      throw new Failure(`${oneLine(name)} is there twice; derivatives of higher order are for --order`);
  });
  return names;
}

/**
 * Reads `--at x=2,y=0.5`, any number of times.
 * @throws Failure for what is no name with a number.
 */
export function parsePoint(
  text: string,
  before: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  const point = new Map(before);
  for (const part of text.split(",")) {
    const [, name = "", amount = ""] = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    const x = Number(amount);
    if (amount === "" || (Number.isNaN(x) && amount !== "NaN"))
      throw new Failure(`${oneLine(part) || '""'} gives no variable a number; wanted NAME=NUMBER, as x=2`);
    if (point.has(name)) throw new Failure(`${oneLine(name)} is there twice`);
    point.set(name, x);
  }
  return point;
}
