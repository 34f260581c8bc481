/** The backward pass told line by line. */
import { type Contribution, explain } from "../explain.ts";
import type { Value } from "../value.ts";
import { formatNumber } from "../view/number.ts";
import { jsonNumber } from "./json.ts";
import { called, limited, type ShowOptions } from "./show.ts";
import { oneLine, table } from "./table.ts";
import { output } from "./terminal.ts";

/** One line per contribution of the pass from `root`, in the order in which the pass makes them. */
export function story(root: Value, seed: number, { precision, limit }: ShowOptions): string[] {
  const number = (x: number) => formatNumber(x, precision);
  const name = called(root);
  const lines = [`The backward pass begins with ∂${name}/∂${name} = ${number(seed)}.`, ""];
  const contributions = explain(root, { seed });
  if (contributions.length === 0) return [`${lines[0]} ${name} is a leaf: there is nobody to pass it on to.`];
  const told = limited(contributions, limit, (some) =>
    table(
      [
        { title: "from → to" },
        { title: "local derivative" },
        { title: "", right: true },
        { title: "upstream", right: true },
        { title: "product", right: true },
        { title: "sum so far", right: true },
      ],
      some.map(({ from, to, formula, local, upstream, product, sum }) => [
        `${called(from)} → ${called(to)}`,
        oneLine(formula, 48),
        `= ${number(local)}`,
        `× ${number(upstream)}`,
        `= ${number(product)}`,
        number(sum),
      ]),
      output,
    ),
  );
  return [...lines, ...told];
}

/** The same as JSON. */
export function jsonContribution({
  from,
  to,
  op,
  index,
  local,
  formula,
  upstream,
  product,
  sum,
}: Contribution) {
  return {
    from: from.id,
    to: to.id,
    op: op.name,
    index,
    local: jsonNumber(local),
    formula,
    upstream: jsonNumber(upstream),
    product: jsonNumber(product),
    sum: jsonNumber(sum),
  };
}
