/** The names that a program uses and nowhere gives a value. */
import { boundNames, type Program, type Target } from "./tree.ts";

/** The names bound around a part of a program. */
interface Bound {
  readonly names: ReadonlySet<string>;
  readonly outer: Bound | undefined;
}

const isBound = (name: string, bound: Bound | undefined): boolean => {
  for (let around = bound; around; around = around.outer) if (around.names.has(name)) return true;
  return false;
};

type Part = Readonly<Record<string, unknown>>;
const isPart = (x: unknown): x is Part => typeof x === "object" && x !== null;

/**
 * The free names of a program, in the order of its text: those that it reads and does not bind. A name that is called
 * is meant to be a function, and is none of them; names of the language are among them.
 */
export function freeNames({ body }: Program): string[] {
  const free = new Map<string, number>();
  const pending: (readonly [part: Part, bound: Bound | undefined])[] = [
    [body as unknown as Part, { names: new Set(assignedNames(body as unknown as Part)), outer: undefined }],
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [part, outer] = next;
    if (part.kind === "Name") {
      const { name, span } = part as unknown as { name: string; span: { from: number } };
      if (!isBound(name, outer)) free.set(name, Math.min(span.from, free.get(name) ?? span.from));
      continue;
    }
    const names = new Set(bindings(part));
    const bound = names.size > 0 ? { names, outer } : outer;
    for (const [key, child] of Object.entries(part)) {
      if (key === "callee" && (child as Part).kind === "Name") continue;
      for (const one of Array.isArray(child) ? child : [child]) if (isPart(one)) pending.push([one, bound]);
    }
  }
  return [...free].sort(([, a], [, b]) => a - b).map(([name]) => name);
}

/** What a part of the tree binds for the parts of it. */
function* bindings(part: Part): Generator<string> {
  if (Array.isArray(part.names)) yield* part.names as string[];
  for (const list of [part.parameters, part.clauses] as (readonly { target: Target }[] | undefined)[])
    for (const { target } of list ?? []) yield* boundNames(target);
  if (part.kind === "ForEach") yield* boundNames(part.target as Target);
}

/** What is assigned without being declared becomes a name of the program. */
function* assignedNames(body: Part): Generator<string> {
  const pending: unknown[] = [body];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (!isPart(part)) continue;
    if (part.kind === "Assignment") for (const target of part.targets as Target[]) yield* boundNames(target);
    for (const child of Object.values(part)) if (isPart(child)) pending.push(child);
  }
}
