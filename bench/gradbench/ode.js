/** y₀′ = x₀, yᵢ′ = xᵢ yᵢ₋₁ from y = 0 to time 2, in s steps of Runge and Kutta's method of fourth order. */
import { add, at, concat, div, fold, grad, length, mul, vec } from "chainrule";
import { runs } from "./runs.js";

const solve = (s) => (x) => {
  const n = length(x);
  const h = 2 / s;
  // Before the first stands 1, so that all go by one rule: y[i] is yᵢ₋₁.
  const with1 = (y) => concat([1], y);
  const slope = (y) => vec(n, (i) => mul(at(x, i), at(y, i)));
  const along = (y, k, h) => with1(vec(n, (i) => add(at(y, add(i, 1)), mul(h, at(k, i)))));
  const step = (_, y) => {
    const k1 = slope(y);
    const k2 = slope(along(y, k1, h / 2));
    const k3 = slope(along(y, k2, h / 2));
    const k4 = slope(along(y, k3, h));
    const mean = vec(n, (i) =>
      div(add(add(at(k1, i), mul(2, at(k2, i))), add(mul(2, at(k3, i)), at(k4, i))), 6),
    );
    return along(y, mean, h);
  };
  const end = fold(s, with1(vec(n, () => 0)), step);
  return vec(n, (i) => at(end, add(i, 1)));
};
const last = (s) => (x) => at(solve(s)(x), length(x) - 1);

export const primal = runs(({ x, s }) => ({ f: solve(s), args: [x] }));
export const gradient = runs(({ x, s }) => ({ f: grad(last(s)), args: [x] }));
