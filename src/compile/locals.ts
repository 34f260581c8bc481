/** Locals of a function, used again when what they held is needed no longer. */
import type { Type } from "./wasm.ts";

export class Locals {
  readonly types: Type[] = [];
  readonly #parameters: number;
  /** Per type: free locals, those first that have been free for longest. */
  readonly #free = new Map<Type, { readonly local: number; readonly since: number }[]>();
  #now = 0;

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** A moment, for `before`. */
  now(): number {
    return ++this.#now;
  }

  /** A local for what is set here. */
  take(type: Type): number {
    return this.#free.get(type)?.pop()?.local ?? this.#make(type);
  }

  /** A local for what is set earlier than the code of here: one that nothing has used since `moment`. */
  before(type: Type, moment: number): number {
    const free = this.#free.get(type);
    const oldest = free?.[0];
    if (oldest === undefined || oldest.since >= moment) return this.#make(type);
    free!.shift();
    return oldest.local;
  }

  release(type: Type, local: number): void {
    const free = this.#free.get(type);
    const entry = { local, since: ++this.#now };
    if (free) free.push(entry);
    else this.#free.set(type, [entry]);
  }

  #make(type: Type): number {
    return this.#parameters + this.types.push(type) - 1;
  }
}
