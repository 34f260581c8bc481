/** The rule table of the two engines that have one. */
export interface Rule {
  readonly f: (x: number, y: number) => number;
  readonly dx: (x: number, y: number, out: number) => number;
  readonly dy?: (x: number, y: number, out: number) => number;
}

export const add: Rule = { f: (x, y) => x + y, dx: () => 1, dy: () => 1 };
export const sub: Rule = { f: (x, y) => x - y, dx: () => 1, dy: () => -1 };
export const mul: Rule = { f: (x, y) => x * y, dx: (_, y) => y, dy: (x) => x };
export const div: Rule = { f: (x, y) => x / y, dx: (_, y) => 1 / y, dy: (_, y, out) => -out / y };
// The exponents of the benchmarks are numbers; no gradient is computed for them.
export const pow: Rule = { f: (x, y) => x ** y, dx: (x, y) => y * x ** (y - 1) };
export const neg: Rule = { f: (x) => -x, dx: () => -1 };
export const exp: Rule = { f: Math.exp, dx: (_x, _y, out) => out };
export const log: Rule = { f: Math.log, dx: (x) => 1 / x };
export const tanh: Rule = { f: Math.tanh, dx: (_x, _y, out) => 1 - out * out };
export const relu: Rule = { f: (x) => (x > 0 ? x : 0), dx: (x) => (x > 0 ? 1 : 0) };
export const sin: Rule = { f: Math.sin, dx: (x) => Math.cos(x) };
export const sqrt: Rule = { f: Math.sqrt, dx: (_x, _y, out) => 0.5 / out };
