/** Programs to be called that are made from others: each once. */
import type { Builder } from "../ir/builder.ts";
import type { Arr, Callee, Input, Program, Scalar } from "../ir/program.ts";
import { prune, withoutUnread } from "../ir/prune.ts";
import { during, newTrace, type Tracing } from "../ir/tracing.ts";
import { isRecording } from "../value.ts";
import type { Code } from "./activity.ts";
import { Reemission } from "./reemit.ts";

const made = new WeakMap<Callee, Map<string, unknown>>();

/** What is made from a callee, once for each key. */
export function madeFrom<T>(callee: Callee, key: string, make: () => T): T {
  let known = made.get(callee);
  if (known === undefined) {
    known = new Map();
    made.set(callee, known);
  }
  const whole = `${isRecording()} ${key}`;
  if (!known.has(whole)) known.set(whole, make());
  return known.get(whole) as T;
}

/** A callee's program in a trace of its own, for more to be added. */
export interface Extension {
  readonly trace: Tracing;
  readonly program: Program;
  readonly code: Code;
}

/** Builds a program from that of a callee: `extend` adds to it, and gives the outputs. Inputs that are not read go. */
export function extension(
  callee: Callee,
  name: string,
  extend: (extension: Extension) => readonly Arr[],
): { readonly callee: Callee; readonly program: Program; readonly all: readonly Input[] } {
  const trace = newTrace();
  const { builder } = trace;
  const program = copied(builder, callee.program);
  const code = { block: builder.top, from: 0, to: builder.top.instructions.length };
  const outputs = during(trace, () => extend({ trace, program, code }));
  const all = [...builder.inputs];
  const whole = withoutUnread(prune({ ...builder.program(), outputs }));
  return { callee: { name, program: whole }, program, all };
}

/** A name that no input of the program has yet. */
export function freeName({ inputs }: Builder, name: string): string {
  let free = name;
  while (inputs.some((input) => input.name === free)) free += "'";
  return free;
}

const copied = (builder: Builder, program: Program): Program =>
  new Reemission<Scalar>(builder, {
    atom: (scalar) => scalar,
    apply: ({ op }, args) => builder.apply(op, args),
    emit: (scalar) => scalar,
  }).program(program);

/** A callee that gives some of the outputs of another, and the numbers of those of its inputs that it takes. */
export function withOutputs(
  callee: Callee,
  outputs: readonly number[],
): { readonly callee: Callee; readonly inputs: readonly number[] } {
  const { inputs, outputs: all } = callee.program;
  if (outputs.length === all.length) return { callee, inputs: [...inputs.keys()] };
  return madeFrom(callee, `outputs ${outputs}`, () => {
    const part = extension(callee, callee.name, ({ program }) => outputs.map((k) => program.outputs[k]!));
    return {
      callee: part.callee,
      inputs: part.callee.program.inputs.map((input) => part.all.indexOf(input)),
    };
  });
}
