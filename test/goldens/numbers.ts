// Numbers of every size
// Numbers have a fixed count of decimals, 4 by default, and an exponent where those would show nothing or too much.
// NaN, infinities and the sign of zero are shown as they are.
import { value } from "../../src/index.ts";

const tiny = value(-2.5e-9, "tiny");
const huge = value(123456789, "huge");
const zero = value(-0, "minus zero");
const root = tiny.mul(huge).as("tiny*huge").div(zero).as("quotient").sub(value(Infinity, "infinite")).as("root");
root.backward();

export default [root] as const;
