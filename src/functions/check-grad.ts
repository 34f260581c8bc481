/** A function's gradient against differences of the function. */
import { hasTypedRows } from "../ir/expr.ts";
import { checkOptions, describe } from "../op.ts";
import { parameterNames } from "../parameters.ts";
import { elementsOf, leavesOf, mapTree, nestNumbers } from "../tree.ts";
import type { AnyFunction } from "./differentiate.ts";
import { gradient } from "./grad.ts";
import { judge, type Slopes, slopes, type Verdict } from "./slopes.ts";

/** The check of one element of the first argument. */
export interface CheckedElement extends Verdict {
  /** Where the element is: `params.w[3]`. */
  readonly path: string;
  /** The steps that the differences were taken over, with what each gave. */
  readonly sweep: Slopes["sweep"];
}

/** What `checkGrad` found. */
export interface GradCheck {
  /** Whether every element is `ok`. */
  readonly ok: boolean;
  /** The element with the largest error relative to what is allowed. */
  readonly worst: CheckedElement;
  readonly elements: readonly CheckedElement[];
}

export interface GradCheckOptions {
  /** The largest error that passes; 1e-6 unless given. */
  readonly tolerance?: number;
}

/**
 * `checkGrad(f)(...args)`: the gradient of `f` by its first argument, element by element, against differences.
 *
 * @throws TypeError if the arguments hold anything but numbers.
 */
export function checkGrad(f: AnyFunction, options: GradCheckOptions = {}): (...args: unknown[]) => GradCheck {
  checkOptions("checkGrad", options, ["tolerance"]);
  const { tolerance = 1e-6 } = options;
  if (!(typeof tolerance === "number" && tolerance > 0))
    throw new TypeError(`checkGrad: tolerance is ${describe(tolerance)}; wanted a number above 0`);
  const slope = gradient("checkGrad", f);
  return (...args) => {
    const claimed = leavesOf(slope(...args), "gradient").flatMap(
      (leaf) => elementsOf(leaf.value) as number[],
    );
    const leaves = leavesOf(args[0], parameterNames(f, 1)[0]!);
    let at = 0;
    const elements = leaves.flatMap((leaf, which) => {
      const numbers = elementsOf(leaf.value) as number[];
      return numbers.map((x, k): CheckedElement => {
        const moved = (value: number) => {
          let place = 0;
          const tree = mapTree(args[0], "argument 1", (other) =>
            place++ === which
              ? nestNumbers(numbers.with(k, value), leaf.shape, hasTypedRows(leaf.value))
              : other.value,
          );
          return Number((f as (...args: unknown[]) => unknown)(tree, ...args.slice(1)));
        };
        const found = slopes(moved, x);
        const path = leaf.shape.length === 0 ? leaf.path : leaf.path + suffix(k, leaf.shape);
        return { path, ...judge(claimed[at++]!, found, tolerance), sweep: found.sweep };
      });
    });
    if (elements.length === 0) throw new TypeError("checkGrad: the first argument holds no numbers");
    const badness = ({ status, error, tolerance: allowed }: Verdict) =>
      status === "ok" ? error / allowed : 1e300 + error;
    const worst = elements.reduce((a, b) => (badness(b) > badness(a) ? b : a));
    return { ok: elements.every(({ status }) => status === "ok"), worst, elements };
  };
}

/** Indices of the k-th element: `[1][2]`. */
function suffix(k: number, shape: readonly number[]): string {
  let rest = k;
  const indices: number[] = [];
  for (const n of shape.toReversed()) {
    indices.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return indices.map((i) => `[${i}]`).join("");
}
