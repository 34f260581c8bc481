/** Slopes of a function by differences, and what they say of a slope that is claimed. */

/** A derivative, twice. */
export interface Verdict {
  readonly analytic: number;
  /** By differences; the mean of the two sides at a kink, NaN where the function near the place is not finite. */
  readonly numeric: number;
  /** |analytic − numeric| / max(1, |analytic|, |numeric|). */
  readonly error: number;
  /** What error passes: that asked for, and what the differences may themselves be off. */
  readonly tolerance: number;
  /**
   * `ok`; `mismatch`; `kink` where the slopes from the left and from the right differ, so that no gradient is right;
   * `undefined` where the function is not finite at or next to the place.
   */
  readonly status: "ok" | "mismatch" | "kink" | "undefined";
  /** The slopes from the left and from the right. */
  readonly sides: readonly [left: number, right: number];
}

/** Slopes by differences. */
export interface Slopes {
  readonly central: number;
  /** How far `central` may be off, by its own account. */
  readonly uncertainty: number;
  readonly sides: readonly [left: number, right: number];
  readonly isKink: boolean;
  /** The steps, with the central difference over each. */
  readonly sweep: readonly { readonly step: number; readonly slope: number }[];
}

/** What the slopes say of `analytic`. */
export function judge(analytic: number, numeric: Slopes, tolerance: number): Verdict {
  const { central, uncertainty, sides, isKink } = numeric;
  const scale = Math.max(1, Math.abs(analytic), Math.abs(central));
  const error = Math.abs(analytic - central) / scale;
  const allowed = tolerance + uncertainty / scale;
  const undefinedThere = !Number.isFinite(analytic) || !Number.isFinite(central);
  const status = isKink ? "kink" : undefinedThere ? "undefined" : error <= allowed ? "ok" : "mismatch";
  return { analytic, numeric: central, error, tolerance: allowed, status, sides };
}

/** The first steps of three sweeps: the long one is the most exact, the short ones see less of a kink nearby. */
const FIRST_STEPS = [0.05, 5e-4, 5e-6];
const STEPS = 8;
const SHRINK = 2;

/**
 * The derivative of f at x, from both sides at once and from each alone: central differences, extrapolated over sweeps
 * of steps (Ridders, "Accurate computation of F′(x) and F′(x)F″(x)", 1982).
 */
export function slopes(f: (x: number) => number, x: number): Slopes {
  const unit = Math.max(1, Math.abs(x));
  const here = f(x);
  const sweep: { step: number; slope: number }[] = [];
  let central = Number.NaN;
  let uncertainty = Number.POSITIVE_INFINITY;
  for (const first of FIRST_STEPS) {
    let before: number[] = [];
    for (let i = 0, h = first * unit; i < STEPS; i++, h /= SHRINK) {
      // Divided by the distance that the rounded arguments really have.
      const row = [(f(x + h) - f(x - h)) / (x + h - (x - h))];
      sweep.push({ step: h, slope: row[0]! });
      for (let j = 0, power = SHRINK ** 2; j < before.length; j++, power *= SHRINK ** 2) {
        row.push((power * row[j]! - before[j]!) / (power - 1));
        // Short steps may agree by accident: their differences are no better than the rounding of f over the step.
        const rounding = (Number.EPSILON * Math.abs(here)) / h;
        const spread =
          Math.max(Math.abs(row[j + 1]! - row[j]!), Math.abs(row[j + 1]! - before[j]!)) + rounding;
        if (spread < uncertainty) {
          uncertainty = spread;
          central = row[j + 1]!;
        }
      }
      before = row;
    }
  }
  const oneSided = (h: number) => [(here - f(x - h)) / h, (f(x + h) - here) / h] as const;
  const gap = ([left, right]: readonly [number, number]) => Math.abs(left - right);
  // Where there is a derivative the gap between the sides shrinks with the step; at a kink it stays.
  const wide = gap(oneSided(1e-4 * unit));
  const sides = oneSided(1e-5 * unit);
  const isKink = gap(sides) > 0.5 * wide && gap(sides) > 1e-7 * Math.max(1, Math.abs(here));
  return { central, uncertainty, sides, isKink, sweep };
}
