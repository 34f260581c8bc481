/**
 * Numbers as decimal text, as Python writes them. Python rounds the exact value of a float half to even, where
 * JavaScript's `toFixed` rounds half up, so digits come from the exact value here: every float64 is an integer times
 * a power of ten.
 */

/** |x| = digits · 10^scale, exactly. `x` is finite. */
function exact(x: number): { digits: bigint; scale: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const exponent = Math.max(biased, 1) - 1075;
  if (exponent >= 0) return { digits: mantissa << BigInt(exponent), scale: 0 };
  return { digits: mantissa * 5n ** BigInt(-exponent), scale: exponent };
}

/** n · 10^shift, rounded half to even. */
function shifted(n: bigint, shift: number): bigint {
  if (shift >= 0) return n * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  const [quotient, twice] = [n / unit, 2n * (n % unit)];
  const up = twice > unit || (twice === unit && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** An integer rounded to a multiple of 10^tens, half to even. */
export function toTens(n: bigint, tens: number): bigint {
  const rounded = shifted(n < 0n ? -n : n, -tens) * 10n ** BigInt(tens);
  return n < 0n ? -rounded : rounded;
}

/** |x| with that many decimals; a negative number of them rounds to tens, hundreds … */
export function fixed(x: number, places: number): string {
  const { digits, scale } = exact(x);
  if (places < 0) return String(shifted(digits, scale + places) * 10n ** BigInt(-places));
  const text = String(shifted(digits, scale + places)).padStart(places + 1, "0");
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** |x| as one digit, `places` decimals, and a power of ten. */
function scientific(x: number, places: number): { digits: string; exponent: number } {
  const { digits, scale } = exact(x);
  if (digits === 0n) return { digits: "0".repeat(places + 1), exponent: 0 };
  const { length } = String(digits);
  const rounded = String(shifted(digits, places + 1 - length));
  // Rounding 9.99 up to 10.0 makes one digit more.
  const carried = rounded.length - (places + 1);
  return { digits: rounded.slice(0, places + 1), exponent: length - 1 + scale + carried };
}

const power = (exponent: number) =>
  `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
const pointed = (digits: string) => (digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits);

/** |x| as Python's `e` writes it. */
export function exponential(x: number, places: number): string {
  const { digits, exponent } = scientific(x, places);
  return pointed(digits) + power(exponent);
}

/**
 * |x| with that many digits, as Python's `g` writes it. `sharp` keeps zeros at the end; `float` is Python's format
 * without a letter, which always shows a float to be one.
 */
export function general(x: number, precision: number, { sharp = false, float = false } = {}): string {
  const wanted = Math.max(precision, 1);
  const { digits, exponent } = scientific(x, wanted - 1);
  const kept = sharp ? digits : digits.replace(/(?!^)0+$/, "");
  if (exponent < -4 || exponent >= wanted - (float ? 1 : 0)) return pointed(kept) + power(exponent);
  return placed(kept, exponent, float);
}

/** Digits with the point where the exponent says. */
function placed(digits: string, exponent: number, float: boolean): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = digits.slice(exponent + 1) || (float ? "0" : "");
  return rest ? `${whole}.${rest}` : whole;
}

/** A number that is not finite, in Python's words. */
export const notFinite = (x: number): string => (Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf");

/** A float as Python's `repr` writes it: the fewest digits that read back as the same float. */
export function repr(x: number): string {
  if (!Number.isFinite(x)) return notFinite(x);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  const [mantissa, exponentText] = Math.abs(x).toExponential().split("e") as [string, string];
  const [digits, exponent] = [mantissa.replace(".", ""), Number(exponentText)];
  if (exponent < -4 || exponent >= 16) return sign + pointed(digits) + power(exponent);
  return sign + placed(digits, exponent, true);
}
