/**
 * Whose a name is, in Python: a name that a function assigns is the function's own, unless it says otherwise by
 * `global` or `nonlocal`. So all that a body assigns is collected while it is read.
 */
import type { SyntaxNode } from "@lezer/common";
import { Reader } from "./reader.ts";
import { boundNames, type Parameter } from "./tree.ts";

interface Scope {
  readonly bound: Set<string>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
  loops: number;
}
const scope = (): Scope => ({ bound: new Set(), globals: new Set(), nonlocals: new Set(), loops: 0 });

const IDENTIFIER = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

export class PythonScopes extends Reader {
  /** The module, and the functions that enclose the place being read. */
  readonly #scopes: Scope[] = [scope()];

  get inFunction(): boolean {
    return this.#scopes.length > 1;
  }
  get inLoop(): boolean {
    return this.#scopes.at(-1)!.loops > 0;
  }

  /** A name's text; the parser takes letters for names that Python does not. */
  identifier(node: SyntaxNode): string {
    const name = this.text(node);
    if (!IDENTIFIER.test(name)) this.syntax(`\`${name}\` is not a name`, node);
    return name;
  }
  bind(name: string): void {
    this.#scopes.at(-1)!.bound.add(name);
  }
  /** Takes note of `global name` or `nonlocal name`. */
  rescope(how: string, node: SyntaxNode): void {
    const { globals, nonlocals } = this.#scopes.at(-1)!;
    if (how === "nonlocal" && !this.inFunction) this.syntax("`nonlocal` outside a function", node);
    (how === "global" ? globals : nonlocals).add(this.identifier(node));
  }

  asLoop<T>(read: () => T): T {
    const inner = this.#scopes.at(-1)!;
    inner.loops++;
    try {
      return read();
    } finally {
      inner.loops--;
    }
  }

  /** Reads a function's body, and tells which names are its own and which are global. */
  inScope<T>(
    parameters: readonly Parameter[],
    read: () => T,
  ): { names: string[]; globals: Set<string>; result: T } {
    this.#scopes.push(scope());
    try {
      const result = read();
      const { bound, globals, nonlocals } = this.#scopes.at(-1)!;
      for (const { target } of parameters) for (const name of boundNames(target)) bound.delete(name);
      const names = [...bound].filter((name) => !globals.has(name) && !nonlocals.has(name));
      return { names, globals, result };
    } finally {
      this.#scopes.pop();
    }
  }
}
