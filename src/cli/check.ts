/** `chainrule check`: a program's gradients against numeric ones. */
import { type Checked, check as checkGradients, kinks } from "../functions/check.ts";
import { graph } from "../graph.ts";
import type { Value } from "../value.ts";
import { formatNumber } from "../view/number.ts";
import { Failure } from "./failure.ts";
import { jsonNumber, writeJson } from "./json.ts";
import { type ProgramOptions, runProgram, wantRoot } from "./program.ts";
import { called, limited, type ShowOptions, sentence, whereNaN } from "./show.ts";
import { type Cell, count, table } from "./table.ts";
import { Talk } from "./talk.ts";
import { note, notes, output } from "./terminal.ts";

export interface CheckOptions extends ProgramOptions, ShowOptions {
  readonly tolerance?: number;
  readonly json?: true;
}

export async function check(file: string | undefined, options: CheckOptions): Promise<number> {
  const { tolerance, json } = options;
  const talk = new Talk(json ? notes : output);
  const subject = await runProgram(file, options, { print: (line) => talk.line(line) });
  const root = wantRoot(subject, "nothing to check");
  const checked = checkGradients(root, { ...(tolerance !== undefined && { tolerance }) });
  if (checked.length === 0)
    throw new Failure("nothing to check: no leaf of the graph is a Value of the program's own");
  const passed = !checked.some(fails);
  const atKinks = checked.some(({ status }) => status === "kink") ? kinks(root) : [];
  const nan = whereNaN(root, 1, graph(root));
  const remarks = [
    ...atKinks.map((node) => `a kink of ${node.op!.name} lies at ${called(node)}${operandsOf(node)}`),
    ...(nan ? [nan] : []),
  ];
  if (json) {
    for (const remark of remarks) note(remark);
    const kinkIds = atKinks.map(({ id }) => id);
    writeJson({ root: root.id, passed, leaves: checked.map(jsonChecked), kinks: kinkIds }, output);
  } else {
    talk.block(
      [
        `∂${called(root)}/∂leaf by the chain rule, and by differences:`,
        "",
        ...limited(checked, options.limit, (some) => checkTable(some, options)),
        "",
        summary(checked),
        ...remarks.map(sentence),
      ].join("\n"),
    );
  }
  return passed ? 0 : 1;
}

/**
 * Whether an analytic gradient is wrong: it differs from the numeric one, or is not finite where that is. At a kink, and
 * where the function is not finite, none is right.
 */
export const fails = ({ status, numeric }: Checked): boolean =>
  status === "mismatch" || (status === "undefined" && Number.isFinite(numeric));

export function checkTable(checked: readonly Checked[], { precision }: ShowOptions): string[] {
  const number = (x: number) => formatNumber(x, precision);
  return table(
    [
      { title: "leaf" },
      { title: "data", right: true },
      { title: "analytic", right: true },
      { title: "numeric", right: true },
      { title: "error", right: true },
      { title: "tolerance", right: true },
      { title: "" },
    ],
    checked.map((one) => [
      called(one.leaf),
      number(one.leaf.data),
      number(one.analytic),
      number(one.numeric),
      small(one.error),
      small(one.tolerance),
      verdict(one, number),
    ]),
    output,
  );
}

/** An error or a tolerance: its size is what matters. */
export const small = (x: number): string => (x === 0 || !Number.isFinite(x) ? String(x) : x.toExponential(1));

export function verdict(one: Checked, number: (x: number) => string): Cell {
  const style = (text: string) =>
    fails(one) ? output.bad(text) : one.status === "ok" ? output.good(text) : text;
  const [left, right] = one.sides;
  const text = {
    ok: "ok",
    mismatch: "MISMATCH",
    kink: `kink: slope ${number(left)} on the left, ${number(right)} on the right`,
    undefined: fails(one) ? "MISMATCH: only one is finite" : "not finite here",
  }[one.status];
  return { text, style };
}

function summary(checked: readonly Checked[]): string {
  const of = (status: Checked["status"]) =>
    checked.filter((one) => one.status === status && !fails(one)).length;
  const failed = checked.filter(fails).length;
  const parts = [
    failed > 0 &&
      output.bad(`${failed} of ${count(checked.length, "gradient")} ${failed === 1 ? "is" : "are"} wrong`),
    of("ok") === checked.length
      ? output.good(checked.length === 1 ? "The gradient agrees" : `All ${checked.length} gradients agree`)
      : of("ok") > 0 && `${of("ok")} agree${of("ok") === 1 ? "s" : ""}`,
    of("kink") > 0 && `${of("kink")} at a kink, where no gradient is right`,
    of("undefined") > 0 && `${of("undefined")} where the function is not finite`,
  ];
  return `${parts.filter(Boolean).join("; ")}.`;
}

const operandsOf = ({ args, source }: Value): string => {
  const operands = args.map((arg) =>
    typeof arg === "number" ? String(arg) : `${called(arg)} = ${arg.data}`,
  );
  return ` (${operands.join(", ")})${source ? ` in line ${source.line}` : ""}`;
};

const jsonChecked = ({ leaf, analytic, numeric, error, tolerance, status, sides }: Checked) => ({
  id: leaf.id,
  label: leaf.label || null,
  caption: leaf.caption || null,
  data: jsonNumber(leaf.data),
  analytic: jsonNumber(analytic),
  numeric: jsonNumber(numeric),
  error: jsonNumber(error),
  tolerance: jsonNumber(tolerance),
  status,
  sides: sides.map(jsonNumber),
});
