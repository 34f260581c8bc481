/** Arguments to parameters, when a function of the program is called. */
import { assign, LOCAL } from "./assign.ts";
import { nearest } from "./errors.ts";
import type { Entry, Machine, Run } from "./machine.ts";
import type { Scope } from "./scope.ts";
import { List } from "./values.ts";

/**
 * Declares the parameters of a function in the scope of a call, and gives them their values. Python wants every
 * argument and no other; in JavaScript what is missing is nothing, and what is left over is dropped.
 */
export function* bindParameters(
  machine: Machine,
  { closure, positional, keywords, at }: Entry,
  scope: Scope,
): Run<void> {
  const { parameters } = closure.node;
  const python = machine.language === "python";
  const named = new Map(keywords);
  let used = 0;
  for (const { target, fallback, rest } of parameters) {
    if (rest) {
      yield* assign(machine, target, new List(positional.slice(used), python), scope, LOCAL);
      used = positional.length;
      continue;
    }
    const name = target.kind === "Name" ? target.name : "";
    const given = positional[used++];
    if (given !== undefined && named.has(name))
      machine.fail(`\`${closure.name}\` is given \`${name}\` twice`, at);
    const value = given ?? named.get(name);
    named.delete(name);
    const missing = value === undefined || (value === null && !python);
    if (missing && python && !fallback)
      machine.fail(`\`${closure.name}\` wants an argument for \`${name}\``, at);
    const argument = missing && fallback ? yield* machine.evaluate(fallback, scope) : (value ?? null);
    yield* assign(machine, target, argument, scope, LOCAL);
  }
  if (python && positional.length > used)
    machine.fail(
      `\`${closure.name}\` takes ${used} argument${used === 1 ? "" : "s"}; got ${positional.length}`,
      at,
    );
  for (const name of named.keys()) {
    const known = parameters.flatMap(({ target }) => (target.kind === "Name" ? [target.name] : []));
    machine.fail(`\`${closure.name}\` has no parameter \`${name}\``, at, nearest(name, known));
  }
}
