import { describe, expect, test } from "vitest";
import { at } from "../arrays.ts";
import { type Counts, run } from "../evaluate.ts";
import { fold } from "../folds.ts";
import { valueAndGrad } from "../functions/grad.ts";
import { instructionsIn } from "../ir/program.ts";
import { validate } from "../ir/validate.ts";
import { maxOf, sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";
import { add, exp, mul, neg, sin, sub, tanh } from "../ops.ts";
import { argumentData, evaluate, trace } from "../trace.ts";
import { sizeOf } from "../tree.ts";
import { weightOf } from "../weight.ts";

type Function = (x: Num[]) => Num;
const opts = { checkpoint: true };

// A recurrence of two states, as a chaotic map has.
const step = (x: Num[], s: { u: Num; v: Num }) => {
  const e = exp(neg(mul(s.u, s.u)));
  return {
    u: add(mul(at(x, 0), s.v), mul(0.1, e)),
    v: sub(mul(at(x, 1), e), mul(0.2, mul(s.u, s.v))),
  };
};
const recurrence =
  (n: number, options = {}): Function =>
  (x) => {
    const { u, v } = fold(n, { u: at(x, 2), v: at(x, 3) }, (_, s) => step(x, s), options);
    return add(u, v);
  };

/** What a program allocates at once: its arrays, those in loops counted once. */
const memory = (t: ReturnType<typeof trace>) =>
  [...instructionsIn(t.program.top)].reduce((n, i) => n + (i.kind === "alloc" ? sizeOf(i.shape) : 0), 0);

describe("a checkpointed loop has the gradient of the loop", () => {
  const x = [0.9, 0.8, 0.3, 0.4];
  test.each<[string, Function, Function]>([
    ["a fold of 12", recurrence(12), recurrence(12, opts)],
    ["a fold of 14, not a square", recurrence(14), recurrence(14, opts)],
    ["a fold of 3, run plainly", recurrence(3), recurrence(3, opts)],
    [
      "a sum with an inner loop",
      (y) => sum(4, (i) => tanh(sum(3, (j) => exp(mul(at(y, i), add(j, 1)))))),
      (y) => sum(4, (i) => tanh(sum(3, (j) => exp(mul(at(y, i), add(j, 1))))), opts),
    ],
    [
      "a maximum of what is from outside",
      (y) => sum(4, (i) => sum(2, (j) => maxOf(add(j, 1), () => neg(at(y, i))))),
      (y) => sum(4, (i) => sum(2, (j) => maxOf(add(j, 1), () => neg(at(y, i)), opts), opts)),
    ],
    [
      "a vec that is used in the body",
      (y) =>
        sum(4, (i) => {
          const v = vec(3, (j) => exp(mul(at(y, j), add(i, 1))));
          return sum(3, (k) => sin(mul(at(v, k), at(v, 0))));
        }),
      (y) =>
        sum(
          4,
          (i) => {
            const v = vec(3, (j) => exp(mul(at(y, j), add(i, 1))));
            return sum(3, (k) => sin(mul(at(v, k), at(v, 0))));
          },
          opts,
        ),
    ],
    [
      "nested checkpoints",
      (y) =>
        fold(4, at(y, 0), (i, s) =>
          sin(
            add(
              s,
              fold(5, s, (j, t) => mul(exp(neg(mul(t, t))), add(at(y, i), j))),
            ),
          ),
        ),
      (y) =>
        fold(
          4,
          at(y, 0),
          (i, s) =>
            sin(
              add(
                s,
                fold(5, s, (j, t) => mul(exp(neg(mul(t, t))), add(at(y, i), j)), opts),
              ),
            ),
          opts,
        ),
    ],
    [
      "a maximum in the body",
      (y) => sum(3, (i) => exp(maxOf(4, (j) => sin(mul(at(y, j), add(i, 1)))))),
      (y) => sum(3, (i) => exp(maxOf(4, (j) => sin(mul(at(y, j), add(i, 1))))), opts),
    ],
  ])("%s", (_, plain, checkpointed) => {
    const [a, b] = [plain, checkpointed].map((f) => {
      const t = trace(valueAndGrad(f), x);
      validate(t.program);
      return evaluate(t, x) as { value: number; grad: number[] };
    });
    expect(b!.value).toBeCloseTo(a!.value, 14);
    b!.grad.forEach((g, k) => {
      expect(Math.abs(g - a!.grad[k]!)).toBeLessThan(1e-12 * Math.max(1, Math.abs(g)));
    });
  });

  test("in the memory of about 2√n states, for one more run of the fold", () => {
    const cost = (n: number, options = {}) => {
      const t = trace(valueAndGrad(recurrence(n, options)), x);
      const counts: Counts = { ops: 0 };
      const weights = new Map(
        [...instructionsIn(t.program.top)].flatMap((i) =>
          i.kind === "op" ? [[i.op.name, weightOf(i.op)] as const] : [],
        ),
      );
      run(t.program, [...argumentData(t, [x]), ...t.captured], counts, (name) => weights.get(name) ?? 1);
      return { doubles: memory(t), ops: counts.ops };
    };
    const plain = cost(10_000);
    const checkpointed = cost(10_000, opts);
    expect(plain.doubles).toBeGreaterThan(40_000);
    expect(checkpointed.doubles).toBeLessThan(3_000);
    const t = trace(recurrence(10_000), x);
    const counts: Counts = { ops: 0 };
    run(t.program, argumentData(t, [x]), counts, (name) => (name === "exp" ? 16 : 1));
    expect(checkpointed.ops - plain.ops).toBeLessThan(1.5 * counts.ops);
  });
});
