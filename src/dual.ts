/** Forward mode as an interpretation of ops: a number, value or formula together with its derivative. */
import { type Num, numberOf, type Op, Operand } from "./op.ts";
import { add, mul } from "./ops.ts";

type Rule = ((...operands: Num[]) => Num) | null;

/** x + x′ε with ε² = 0. Both parts are whatever ops can be applied to. */
export class Dual extends Operand {
  readonly value: Num;
  readonly tangent: Num;
  constructor(value: Num, tangent: Num) {
    super();
    this.value = value;
    this.tangent = tangent;
  }

  /** The number, if it is known. */
  get data(): number {
    return numberOf(this.value);
  }

  override get rank(): number {
    return 1;
  }

  override apply(op: Op, ...given: (Num | undefined)[]): Dual {
    const operands = given.slice(0, op.arity) as Num[];
    const values = operands.map((x) => (x instanceof Dual ? x.value : x));
    const out = (op as (...operands: Num[]) => Num)(...values);
    let tangent: Num = 0;
    operands.forEach((x, i) => {
      const rule = op.d[i] as Rule;
      if (!(x instanceof Dual) || x.tangent === 0 || rule === null) return;
      const product = mul(x.tangent, rule(...values, out));
      tangent = tangent === 0 ? product : add(tangent, product);
    });
    return new Dual(out, tangent);
  }
}
