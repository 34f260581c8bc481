#!/usr/bin/env node
/**
 * `chainrule`: the command line. Exit codes: 0 done, 1 a check failed, 2 bad usage or a program error. Called without a
 * verb it prints its help, and that is done.
 */
import { createRequire } from "node:module";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { nearest } from "../lang/errors.ts";
import { check } from "./check.ts";
import { compare } from "./compare.ts";
import { derive, parsePoint, parseWrt } from "./derive.ts";
import { Failure } from "./failure.ts";
import { ops } from "./ops.ts";
import { parseBudget, parseExpand } from "./program.ts";
import { run } from "./run.ts";
import { oneLine } from "./table.ts";
import { notes, output } from "./terminal.ts";

const { version } = createRequire(import.meta.url)("chainrule/package.json") as { version: string };

/** A parser of an option's value whose failures say which option they are about. */
const argument =
  <T>(parse: (text: string, before?: T) => T) =>
  (text: string, before?: T): T => {
    try {
      return parse(text, before);
    } catch (error) {
      if (error instanceof Failure) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
const number = (wanted: string, holds: (x: number) => boolean) =>
  argument((text) => {
    const x = text.trim() === "" ? Number.NaN : Number(text);
    if (!holds(x)) throw new Failure(`wanted ${wanted}`);
    return x;
  });

const code = new Option("-e <code>", "the program itself; more than one are lines of it").argParser(
  (text: string, before?: string) => (before === undefined ? text : `${before}\n${text}`),
);
const language = new Option(
  "--language <name>",
  "the program's language; else by the file's name, or by which parses",
).choices(["python", "javascript"]);
const precision = new Option("--precision <n>", "decimals, from 0 to 20")
  .argParser(number("a whole number from 0 to 20", (x) => Number.isInteger(x) && x >= 0 && x <= 20))
  .default(4);
const limit = new Option(
  "--limit <n>",
  "the most rows of tables and nodes of pictures (default: 60 and 500)",
).argParser(number("a whole number above 0", (x) => Number.isInteger(x) && x > 0));
const budget = new Option(
  "--budget <part=n>",
  "raises what the program may use, e.g. steps=1e9, time=60000, nodes=1e7; may be repeated",
).argParser(argument(parseBudget));
const expand = new Option(
  "--expand <ops>",
  "replace composite ops by what they are made of: tanh,sigmoid or all",
).argParser(argument(parseExpand));
const tolerance = new Option("--tolerance <t>", "the largest relative error that passes")
  .argParser(number("a number above 0", (x) => x > 0))
  .default(1e-6);
const root = new Option(
  "--root <name>",
  "the value the gradients are of, in a program that makes no backward pass",
);
const json = new Option("--json", "print JSON, and what the program prints to the standard error");
const FILE = "a program in Python's or JavaScript's grammar; - is the standard input";

const program = new Command("chainrule")
  .description("Gradients of scalar programs that you can see, step through and check.")
  .version(version, "-V, --version")
  .exitOverride()
  .configureOutput({
    writeOut: (text) => output.write(text),
    writeErr: (text) => notes.write(text),
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  })
  .configureHelp({ showGlobalOptions: false })
  .helpCommand("help [verb]", "show the help of a verb")
  .addHelpText(
    "after",
    `
Examples:
  chainrule run -e "x = Value(3); y = x**2 + 2*x"
  chainrule run neuron.py --svg neuron.svg
  chainrule run -e "y = Value(0.5).tanh()" --expand tanh
  chainrule check neuron.py
  chainrule derive "tanh(x)**2" --wrt x --order 2
  chainrule ops tanh

Exit codes: 0 done, 1 a check failed, 2 bad usage or an error in the program.`,
  )
  .allowExcessArguments()
  .action((_options, command: Command) => {
    const [unknown] = command.args;
    if (unknown === undefined) return command.outputHelp();
    const verbs = command.commands.map((verb) => verb.name());
    const close = nearest(unknown, ["help", ...verbs]);
    throw new Failure(
      `there is no verb ${oneLine(unknown)}; ${close ? `did you mean ${close}?` : `there are ${verbs.join(", ")}`}`,
    );
  });

const verb = (name: string, summary: string, description: string): Command =>
  program.command(name).allowExcessArguments(false).summary(summary).description(description);

verb(
  "run",
  "run a program; show its values, gradients and graph",
  "Runs a program and shows its labelled values with their gradients, and its graph as text.\n\n" +
    "The gradients are those of the program's own last backward(). If it calls none, they are of what its last line " +
    "computes, of the value last assigned if that is no Value, or of the one that --root names. --expand, --fuse and --simplify rewrite the graph, in this order, " +
    "and one pass is made over what comes of it.",
)
  .argument("[file]", FILE)
  .addOption(code)
  .addOption(expand)
  .option("--fuse", "show the graph with what ops are made of fused into the ops, as tanh")
  .option("--simplify", "show the graph simplified, by rules that leave every number as it is")
  .option("--algebra", "simplify by all rules of algebra, which may change numbers by rounding")
  .option("--latex", "write the root's formula in LaTeX")
  .addOption(root)
  .option("--svg <file>", "write the graph as an SVG")
  .option("--png <file>", "write the graph as a PNG")
  .option("--dot <file>", "write the graph in Graphviz's language")
  .option("--explain", "tell the backward pass, one line per contribution")
  .addOption(json)
  .addOption(precision)
  .addOption(limit)
  .addOption(language)
  .addOption(budget)
  .action(exits(run));

verb(
  "check",
  "check a program's gradients against numeric ones",
  "Compares the gradient of every leaf with a numeric one (extrapolated central differences). The root is that of the " +
    "program's last backward(), else the value last assigned or the one that --root names. The exit code is 1 if a " +
    "gradient is wrong; a kink, where none is right, is reported as one and is no failure.",
)
  .argument("[file]", FILE)
  .addOption(code)
  .addOption(tolerance)
  .addOption(root)
  .addOption(json)
  .addOption(precision)
  .addOption(limit)
  .addOption(language)
  .addOption(budget)
  .action(exits(check));

verb(
  "compare",
  "compare a computation at several levels",
  "Takes a program that computes the same at several levels, as o = n.tanh() and then o = (e - 1)/(e + 1), each with a " +
    "backward() of its own, and sets the leaves' gradients side by side, with the difference and a numeric check. With " +
    "--expand the last graph's expansion is a level too. The exit code is 1 if levels differ by more than rounding, or a " +
    "gradient is wrong.",
)
  .argument("[file]", FILE)
  .addOption(code)
  .addOption(expand)
  .addOption(root)
  .addOption(tolerance)
  .option("--out <folder>", "write an SVG and a PNG of each graph there; it is made if it is missing")
  .addOption(json)
  .addOption(precision)
  .addOption(limit)
  .addOption(language)
  .addOption(budget)
  .action(exits(compare));

verb(
  "derive",
  "write down an expression's derivatives",
  "Derives an expression and writes its derivative down, simplified, as text and in LaTeX. The variables are the names " +
    "that the expression uses and does not define. The text has all digits of its numbers and is an expression of the " +
    "language again; LaTeX has six. Simplified is as in algebra: x / x is 1, also at 0.",
)
  .argument("<expression>", "in Python's or JavaScript's grammar, as tanh(x)**2")
  .addOption(
    new Option("--wrt <names>", "the variables to derive by, as x,y (default: all)").argParser(
      argument(parseWrt),
    ),
  )
  .addOption(
    new Option("--order <n>", "the order of the derivative; by several variables, all of that order")
      .argParser(number("a whole number above 0", (x) => Number.isInteger(x) && x > 0))
      .default(1),
  )
  .addOption(
    new Option("--at <values>", "a point to evaluate them at, as x=2,y=0.5").argParser(argument(parsePoint)),
  )
  .addOption(new Option("--json", "print JSON"))
  .addOption(
    new Option("--limit <n>", "the most operations that a derivative may have (default: 1000)").argParser(
      number("a whole number above 0", (x) => Number.isInteger(x) && x > 0),
    ),
  )
  .addOption(language)
  .addOption(budget)
  .action(exits(derive));

verb("ops", "list the ops, or show one whole", "Lists the op table, or shows everything about one op.")
  .argument("[name]", "an op's name, as tanh, or a symbol, as **")
  .addOption(new Option("--json", "print JSON"))
  .action(exits(ops));

/** A verb as an action: what it returns is the exit code. */
function exits<Argument, Options>(act: (argument: Argument, options: Options) => number | Promise<number>) {
  return async (argument: Argument, options: Options): Promise<void> => {
    process.exitCode = await act(argument, options);
  };
}

/** Tells what went wrong, without a stack trace, and gives the exit code. */
function told(error: unknown): number {
  // Help and version arrive as errors too; Commander has told what there is to tell.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  // The language says how a budget is raised in a call of its own; here an option does it.
  const here = message.replace(/run\(source, \{ budget: \{ (\w+): (\d+) \} \}\)/, "--budget $1=$2");
  notes.line(`${notes.bad("error:")} ${here}`);
  return 2;
}

/** An expression may begin with a sign, as -x**2, and is no option for that. */
function argumentsOf([verb, ...args]: readonly string[]): string[] {
  if (verb === undefined) return [];
  const isExpression = (arg: string) => verb === "derive" && /^-[^-]/.test(arg) && arg !== "-h";
  return [verb, ...args.map((arg) => (isExpression(arg) ? ` ${arg}` : arg))];
}

try {
  await program.parseAsync(argumentsOf(process.argv.slice(2)), { from: "user" });
} catch (error) {
  process.exitCode = told(error);
}
