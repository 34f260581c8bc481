/** Least squares: a polynomial of coefficients x that is to follow the sign of t at n points of [−1, 1]. */
import { add, at, div, grad, length, mul, scan, sign, square, sub, sum } from "chainrule";
import { runs } from "./runs.js";

const loss = (n) => (x) => {
  const squares = sum(n, (i) => {
    const t = add(-1, div(mul(i, 2), n - 1));
    const powers = scan(length(x) - 1, 1, (_, power) => mul(power, t));
    return square(
      sub(
        sign(t),
        sum(length(x), (j) => mul(at(x, j), at(powers, j))),
      ),
    );
  });
  return div(squares, 2);
};

export const primal = runs(({ x, n }) => ({ f: loss(n), args: [x] }));
export const gradient = runs(({ x, n }) => ({ f: grad(loss(n)), args: [x] }));
