// Labels and captions
// Labels are bold; where there is none, the caption is shown, such as the text that made a value. Both can hold any
// character. Parameters, as the 2 of a square, belong to the op.
import { value } from "../../src/index.ts";

const first = value(1, '{x} | <y> & "z" \\n');
const second = value(2, "two\nlines");
const third = value(3, "∂L/∂wᵢ → 日本");
const power = first.add(second).pow(2);
power.caption = "(first + second)**2";
const root = power.clamp(0, 4).mul(third).as("root");

export default [root] as const;
