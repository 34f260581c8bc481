/** The determinant of a matrix, expanded by minors. */
import { add, at, grad, mul, neg } from "chainrule";
import { runs } from "./runs.js";

/** A minor is that of some rows, as bits, and of as many last columns. There are 2ⁿ of them, and each is had once. */
const determinant = (n) => (a) => {
  const known = new Map();
  const minor = (rows, column) => {
    if (column === n) return 1;
    let total = known.get(rows);
    if (total !== undefined) return total;
    let sign = 1;
    for (let row = 0; row < n; row++) {
      if (!(rows & (1 << row))) continue;
      const product = mul(at(a, row * n + column), minor(rows & ~(1 << row), column + 1));
      const term = sign > 0 ? product : neg(product);
      total = total === undefined ? term : add(total, term);
      sign = -sign;
    }
    known.set(rows, total);
    return total;
  };
  return minor(2 ** n - 1, 0);
};

export const primal = runs(({ A, ell }) => ({ f: determinant(ell), args: [A] }));
export const gradient = runs(({ A, ell }) => ({ f: grad(determinant(ell)), args: [A] }));
