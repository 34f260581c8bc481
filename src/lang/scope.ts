/** Names and what they hold. */
import type { LangValue } from "./values.ts";

/** One call of a function, or the program itself. */
export interface Frame {
  readonly isProgram: boolean;
  ended: boolean;
}

export interface Binding {
  /** Undefined until the name is first assigned. */
  value: LangValue | undefined;
  readonly constant: boolean;
  /** The call that the name belongs to. */
  readonly frame: Frame;
}

const NONE: ReadonlySet<string> = new Set();

export class Scope {
  readonly frame: Frame;
  readonly bindings = new Map<string, Binding>();
  /** Names that mean the program's, from here inwards. */
  readonly #globals: ReadonlySet<string>;
  readonly #parent: Scope | undefined;
  readonly #program: Scope;

  /** A program's outermost scope, or one inside `parent`. */
  constructor(
    parent?: Scope,
    frame: Frame = parent?.frame ?? { isProgram: true, ended: false },
    globals = NONE,
  ) {
    this.frame = frame;
    this.#parent = parent;
    this.#globals = globals;
    this.#program = parent ? parent.#program : this;
  }

  /** A scope inside this one, of the same call, with names that are not yet assigned. */
  inner(names: readonly string[]): Scope {
    const scope = new Scope(this);
    for (const name of names) scope.declare(name);
    return scope;
  }
  /** A scope inside this one for the call of a function. */
  call(globals: ReadonlySet<string>): Scope {
    return new Scope(this, { isProgram: false, ended: false }, globals);
  }

  declare(name: string, value?: LangValue, constant = false): Binding {
    const binding = { value, constant, frame: this.frame };
    this.bindings.set(name, binding);
    return binding;
  }
  /** Declares a name in the program's own scope, as assigning an unknown one does. */
  declareInProgram(name: string): Binding {
    return this.#program.declare(name);
  }

  /** The nearest binding of a name, from here outwards. */
  find(name: string): Binding | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) {
      const binding = scope.bindings.get(name);
      if (binding) return binding;
      if (scope.#globals.has(name)) return this.#program.bindings.get(name);
    }
    return undefined;
  }
  /** Every name that has a value here. */
  *names(): Generator<string> {
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent)
      for (const [name, { value }] of scope.bindings) if (value !== undefined) yield name;
  }
}
