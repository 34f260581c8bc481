/** A long short-term memory whose weights are diagonal: how well it tells the next character of a text. */
import {
  add,
  at,
  div,
  exp,
  fold,
  grad,
  length,
  log,
  mul,
  neg,
  sigmoid,
  sub,
  sum,
  tanh,
  vec,
} from "chainrule";
import { runs } from "./runs.js";

/** One layer. Its weights and biases are those of four gates, end to end: forget, in, out, change. */
function layer(weights, biases, { hidden, cell }, input) {
  const b = length(input);
  const gate = (k, x, i) => add(mul(at(x, i), at(weights, add(i, k * b))), at(biases, add(i, k * b)));
  const next = vec(b, (i) => {
    const forget = sigmoid(gate(0, input, i));
    const take = sigmoid(gate(1, hidden, i));
    const change = tanh(gate(3, hidden, i));
    return add(mul(at(cell, i), forget), mul(take, change));
  });
  const output = vec(b, (i) => mul(sigmoid(gate(2, input, i)), tanh(at(next, i))));
  return { hidden: output, cell: next };
}

/** −Σ log-probability, per bit of all characters but the first. */
function loss(main, extra, state, sequence) {
  const layers = Array.from({ length: length(main) / 2 }, (_, k) => k);
  const b = length(at(sequence, 0));
  const steps = length(sequence) - 1;
  const start = layers.map((k) => ({ hidden: at(state, 2 * k), cell: at(state, 2 * k + 1) }));
  const { total } = fold(steps, { total: 0, states: start }, (t, { total, states }) => {
    let x = vec(b, (i) => mul(at(sequence, t, i), at(extra, 0, i)));
    const next = layers.map((k) => {
      const after = layer(at(main, 2 * k), at(main, 2 * k + 1), states[k], x);
      x = after.hidden;
      return after;
    });
    const y = vec(b, (i) => add(mul(at(x, i), at(extra, 1, i)), at(extra, 2, i)));
    const norm = log(
      add(
        2,
        sum(b, (i) => exp(at(y, i))),
      ),
    );
    const gain = sum(b, (i) => mul(at(sequence, add(t, 1), i), sub(at(y, i), norm)));
    return { total: add(total, gain), states: next };
  });
  return div(neg(total), steps * b);
}

const args = ({ main_params, extra_params, state, sequence }) => [main_params, extra_params, state, sequence];

export const objective = runs((input) => ({ f: loss, args: args(input) }));
export const jacobian = runs((input) => ({
  f: grad(loss, { wrt: [0, 1] }),
  args: args(input),
  output: (gradients) => gradients.flat(2),
}));
