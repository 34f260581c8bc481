/**
 * f'(x) by central differences of steps h, h/√2, h/2, …, extrapolated to step 0 (Richardson), and an estimate of its
 * error: how far the result moved last, at the place in the extrapolation where it moved least (C. J. F. Ridders, 1982).
 */
export function derivative(f: (x: number) => number, x: number, h: number): { slope: number; error: number } {
  const LEVELS = 10;
  let best = { slope: Number.NaN, error: Infinity };
  let last: number[] = [];
  for (let i = 0; i < LEVELS; i++) {
    const step = h * Math.SQRT1_2 ** i;
    const high = x + step;
    const low = x - step;
    const row = [(f(high) - f(low)) / (high - low)];
    for (let j = 1; j <= i; j++) {
      const k = 2 ** j;
      row[j] = (k * row[j - 1]! - last[j - 1]!) / (k - 1);
      const error = Math.max(Math.abs(row[j]! - row[j - 1]!), Math.abs(row[j]! - last[j - 1]!));
      if (error < best.error) best = { slope: row[j]!, error };
    }
    last = row;
  }
  return best;
}
