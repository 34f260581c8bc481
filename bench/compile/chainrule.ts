/** Ours: on views, without copying; called with plain arrays; and the value without the gradient. */
import { compile } from "../../src/compile/compile.ts";
import { type Case, caseOf, flat } from "./cases.ts";
import type { Run } from "./engine.ts";

const numbersOf = ({ output = (x) => x }: Case, result: unknown) => flat(output(result as never));

export function views(work: string): Run {
  const given = caseOf(work);
  const compiled = compile(given.f, { like: given.args });
  return { run: compiled.run, gradient: () => numbersOf(given, compiled(...given.args)) };
}

export function arrays(work: string): Run {
  const given = caseOf(work);
  const compiled = compile(given.f);
  return {
    run: () => compiled(...given.args),
    gradient: () => numbersOf(given, compiled(...given.args)),
  };
}

export function value(work: string): Run {
  const { value, args } = caseOf(work);
  const compiled = compile(value!, { like: args });
  return { run: compiled.run, gradient: () => flat(compiled(...args)) };
}
