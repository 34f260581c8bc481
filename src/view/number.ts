/**
 * A number as pictures print it: with `precision` decimals as the notes do, in exponent form where that would show no
 * digit of it (0.00001) or too many (12345678.0000), and NaN, Infinity and -0 as what they are.
 */
export function formatNumber(x: number, precision: number): string {
  if (!Number.isFinite(x)) return String(x);
  const size = Math.abs(x);
  if (size !== 0 && (size >= 1e6 || size < 10 ** -precision)) return x.toExponential(precision);
  const digits = size.toFixed(precision);
  return x < 0 || Object.is(x, -0) ? `-${digits}` : digits;
}
