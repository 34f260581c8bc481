// Before a pass, and one value used twice
// Until a backward pass has reached a node its gradient is –. An operand that is used twice has two edges.
import { value } from "../../src/index.ts";

const x = value(3, "x");
const y = x.mul(x).as("y");

export default [y] as const;
