/** x² and its derivative. */
import { compile, grad, mul } from "chainrule";
import { once } from "./runs.js";

const f = (x) => mul(x, x);

export const square = once(compile(f));
export const double = once(compile(grad(f)));
