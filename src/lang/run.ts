/** A program's text run from beginning to end. */
import { describe } from "../op.ts";
import { Value } from "../value.ts";
import { completeBudget, Meter } from "./budget.ts";
import { builtins } from "./builtins.ts";
import { LangError } from "./errors.ts";
import { Interpreter } from "./interpret.ts";
import { type ParseOptions, parse } from "./parse.ts";
import { type Pass, Recorder } from "./recorder.ts";
import type { Language } from "./tree.ts";
import type { LangValue } from "./values.ts";

export interface RunOptions extends ParseOptions {
  /** What names of the program hold before it begins. */
  readonly names?: ReadonlyMap<string, LangValue> | undefined;
  /** Gets each line that the program prints, when it is complete. */
  readonly print?: ((line: string) => void) | undefined;
  /** Gets each value that the program asks to have drawn, when it does, with its gradients as they are then. */
  readonly draw?: ((value: Value) => void) | undefined;
}

/** What a program did. */
export interface Execution {
  readonly language: Language;
  /** What the program's own names hold at its end. */
  readonly names: Map<string, LangValue>;
  /** The value of its last statement, if that is an expression or an assignment. */
  readonly last: LangValue;
  /** The name that a Value was last assigned to, outside functions or by `global`. */
  readonly lastAssigned?: string;
  /**
   * The value that the program is about: the root of its last backward pass; if it made none, what its last line
   * computes, if that is a Value; else what was last assigned, or the leaf that is the last line's value.
   */
  readonly root?: Value;
  /** The backward passes that the program made, in order. */
  readonly passes: readonly Pass[];
  /** What the program asked to have drawn, in order. */
  readonly drawn: readonly Value[];
  /** The lines that the program printed. */
  readonly printed: readonly string[];
  /** The labelled leaves that the program made, in order. */
  readonly leaves: readonly Value[];
}

/**
 * Runs a program of the language. Nothing of the host is within its reach, and it ends within its budget.
 *
 * @throws LangError, and nothing else, for whatever is wrong with the program.
 * @throws TypeError if an argument is of the wrong type. An error that `print` or `draw` throws is passed on.
 */
export function run(source: string, options: RunOptions = {}): Execution {
  if (typeof source !== "string") throw new TypeError(`run: source is ${describe(source)}; wanted a string`);
  for (const name of ["print", "draw"] as const)
    if (options[name] !== undefined && typeof options[name] !== "function")
      throw new TypeError(`run: ${name} is ${describe(options[name])}; wanted a function`);
  const program = parse(source, options);
  const meter = new Meter(completeBudget(options.budget), program.source);
  const recorder = new Recorder(program.source, meter, options.draw);
  const lines = new Lines(options.print);
  const interpreter = new Interpreter(program, {
    meter,
    recorder,
    builtins: builtins[program.language],
    print(text, at) {
      meter.string(lines.open.length + text.length, at);
      lines.write(text);
    },
  });
  for (const [name, value] of options.names ?? []) interpreter.scope.declare(name, value);
  try {
    interpreter.program(program.body);
  } catch (error) {
    // What was printed has been printed, also where the line had no end yet.
    if (error !== lines.failure) lines.end();
    if (error instanceof LangError || error === lines.failure || error === recorder.failure) throw error;
    // The engine's own errors name what was asked of it; here they get their place in the program.
    if (error instanceof RangeError && /stack/i.test(error.message)) meter.tooDeep(interpreter.at);
    throw interpreter.error((error as Error).message, interpreter.at);
  }
  lines.end();
  return execution(program.language, interpreter, recorder, lines.printed);
}

function execution(
  language: Language,
  interpreter: Interpreter,
  recorder: Recorder,
  printed: string[],
): Execution {
  const { scope, last } = interpreter;
  const assigned = [...scope.bindings].flatMap(([name, { value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const { passes, drawn, leaves, lastAssigned } = recorder;
  const computed = last instanceof Value && last.op ? last : undefined;
  const root = passes.at(-1)?.root ?? computed ?? lastAssigned?.value ?? last;
  return {
    language,
    names: new Map(assigned),
    last,
    ...(lastAssigned && { lastAssigned: lastAssigned.name }),
    ...(root instanceof Value && { root }),
    passes,
    drawn,
    printed,
    leaves,
  };
}

/** Printed text as lines. */
class Lines {
  readonly printed: string[] = [];
  readonly #print: ((line: string) => void) | undefined;
  /** The line that has no end yet. */
  open = "";
  /** What `print` threw. */
  failure: unknown;

  constructor(print: ((line: string) => void) | undefined) {
    this.#print = print;
  }
  write(text: string): void {
    const [first, ...more] = text.split("\n");
    this.open += first;
    for (const line of more) {
      this.#line(this.open);
      this.open = line;
    }
  }
  end(): void {
    const { open } = this;
    this.open = "";
    if (open !== "") this.#line(open);
  }
  #line(line: string): void {
    this.printed.push(line);
    try {
      this.#print?.(line);
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
