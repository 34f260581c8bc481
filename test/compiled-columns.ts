/** Random programs, compiled and compared: how columns of agreement are run, and what is said of a program that differs. */
import type { BuildOptions } from "../src/compile/build.ts";
import { type Any, difference, type Prepared } from "./compiled-checks.ts";
import { shrink } from "./nests.ts";

export type Route = "value" | "gradient" | "second derivative";

/** How a program is drawn, differentiated and compiled. */
export interface Column {
  readonly route: Route;
  readonly options: BuildOptions;
  /** How large programs are, at most, in the family's own terms. */
  readonly size: number;
}

/** A function and arguments, and more to say of them should it fail. */
export interface Drawn {
  readonly f: Any;
  readonly args: readonly unknown[];
  readonly note: string;
}

/** A kind of random programs P. */
export interface Family<P> {
  make(seed: number, size: number): P;
  /** What a seed draws of a program. Undefined for one that takes too long. */
  draw(program: P, seed: number, column: Column): Drawn | undefined;
  simpler(program: P): Iterable<P>;
  print(program: P, drawn: Drawn): string;
}

const SPECIAL = [0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 5e-324, -(2 ** -1022), 1e300, -1e300, 1e-200];
/** Numbers with special ones among them, for a quarter of what is compiled strictly: of others, other orders may make others. */
export function specially(next: () => number, { options }: Column): (x: number) => number {
  const share = options.strict && next() < 0.25 ? 0.2 : 0;
  return (x) => (next() < share ? SPECIAL[Math.floor(next() * SPECIAL.length)]! : x);
}
/** Whether there are any that JSON does not know. */
export const isSpecial = (args: readonly unknown[]): boolean => JSON.stringify(args).includes("null");

interface Tree {
  readonly kind: string;
  readonly parts: readonly Tree[];
}
/** The kinds of a program's nodes. */
export const kindsOf = ({ kind, parts }: Tree): string[] => [kind, ...parts.flatMap(kindsOf)];

function failure({ f, args }: Drawn, options: BuildOptions, see?: (compiled: Prepared) => void) {
  try {
    return difference(f, args, options, see);
  } catch (error) {
    return `threw ${(error as Error).message}`;
  }
}

/**
 * Compiles and compares `count` programs, each of which `see` is told of. @throws Error with the smallest program found
 * that fails.
 */
export function hold<P>(
  family: Family<P>,
  column: Column,
  from: number,
  count: number,
  see: (program: P, drawn: Drawn, compiled: Prepared) => void = () => {},
): void {
  const { options } = column;
  let compared = 0;
  for (let seed = from; compared < count; seed++) {
    const program = family.make(seed, column.size);
    const drawn = family.draw(program, seed, column);
    if (drawn === undefined) continue;
    compared++;
    const wrong = failure(drawn, options, (compiled) => see(program, drawn, compiled));
    if (wrong === undefined) continue;
    const again = (less: P) => {
      const other = family.draw(less, seed, column);
      return other && failure(other, options);
    };
    const least = shrink(program, wrong, again, family.simpler, 500);
    const shown = family.draw(least.program, seed, column) ?? drawn;
    const how = `${column.route}, ${JSON.stringify(options)}${shown.note}`;
    throw new Error(`seed ${seed}, ${how}: ${least.failure}\n${family.print(least.program, shown)}`);
  }
}
