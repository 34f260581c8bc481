/** log Σ exp(xᵢ), with the greatest element taken out so that nothing overflows. */
import { add, at, exp, grad, length, log, maxOf, stopGradient, sub, sum } from "chainrule";
import { runs } from "./runs.js";

/** What is taken out is put back, so that it has no slope. */
export const logSumExp = (x) => {
  const n = length(x);
  const most = stopGradient(maxOf(n, (i) => at(x, i)));
  return add(most, log(sum(n, (i) => exp(sub(at(x, i), most)))));
};

export const primal = runs(({ x }) => ({ f: logSumExp, args: [x] }));
export const gradient = runs(({ x }) => ({ f: grad(logSumExp), args: [x] }));
