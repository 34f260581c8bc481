/** Runs the programs of pages: what each block prints. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../scripts/setup.mjs";
import { LangError, run } from "../src/lang/index.ts";
import type { Value } from "../src/value.ts";
import type { Block, Program } from "./pages.ts";

/** What one block of a program printed, and what it drew. */
export interface Outcome {
  readonly block: Block;
  readonly printed: readonly string[];
  readonly drawn?: Value;
}

/** Lines as they are compared: no spaces at their ends, no empty ones at the end of all. */
export function linesOf(text: string): string[] {
  const trimmed = text.replace(/[ \t]+$/gm, "").trimEnd();
  return trimmed === "" ? [] : trimmed.split("\n");
}

/** TypeScript programs, compiled once for all, in a folder of this package, where its own name resolves to its build. */
export class TypeScriptPrograms {
  readonly folder: string;
  readonly #files = new Map<Program, string>();
  readonly #errors = new Map<string, string>();

  constructor(folder: string, programs: readonly Program[]) {
    this.folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [i, program] of programs.entries()) {
      const file = join(folder, `program${i}.ts`);
      writeFileSync(file, sourceOf(program));
      this.#files.set(program, file);
    }
    this.#compile(programs);
  }

  #compile(programs: readonly Program[]) {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    const program = ts.createProgram([...this.#files.values()], {
      ...options,
      noEmit: false,
      allowImportingTsExtensions: false,
      noUnusedLocals: false,
      inlineSourceMap: true,
      moduleDetection: ts.ModuleDetectionKind.Force,
    });
    const { diagnostics } = program.emit();
    for (const { file, start, messageText } of [...ts.getPreEmitDiagnostics(program), ...diagnostics]) {
      const text = ts.flattenDiagnosticMessageText(messageText, "\n");
      const line = file ? file.getLineAndCharacterOfPosition(start!).line + 1 : 0;
      const page = programs.find((candidate) => this.#files.get(candidate) === file?.fileName)?.page;
      const before = this.#errors.get(file?.fileName ?? "") ?? "";
      this.#errors.set(file?.fileName ?? "", `${before}${page ?? file?.fileName}:${line}: ${text}\n`);
    }
  }

  run(program: Program): Outcome[] {
    const file = this.#files.get(program)!;
    const wrong = this.#errors.get(file) ?? this.#errors.get("");
    if (wrong) throw new Error(wrong);
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--enable-source-maps", file.replace(/\.ts$/, ".js")],
      { cwd: this.folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" } },
    );
    if (status !== 0) throw new Error(`${program.page}: exit status ${status}\n${stdout}${stderr}`);
    const [, ...parts] = stdout.split(MARK);
    return program.blocks.map((block, i) => ({ block, printed: linesOf(parts[i] ?? "") }));
  }
}

/** Stands in the output where a block begins. */
const MARK = "\u001e\n";

/** The program with every line where it stands on its page, so that errors name the page's lines. */
function sourceOf({ blocks }: Program): string {
  const lines: string[] = [];
  for (const { fence, lines: code } of blocks) {
    lines[fence] = `process.stdout.write(${JSON.stringify(MARK)});`;
    for (const [i, line] of code.entries()) lines[fence + 1 + i] = line;
  }
  return `${Array.from(lines, (line) => line ?? "").join("\n")}\nexport {};\n`;
}

/** A program of the language. A block that continues another is run with all before it. */
export function runLanguage({ page, language, blocks }: Program): Outcome[] {
  let before = 0;
  return blocks.map((block, i) => {
    const source = blocks.slice(0, i + 1).map(({ lines }) => `${lines.join("\n")}\n`);
    const outcome = execute(source.join(""), language === "js" ? "javascript" : "python");
    if (block.words.includes("fails") !== (outcome.error !== undefined))
      throw new Error(`${page}:${block.fence + 1}: ${outcome.error?.message ?? "does not fail"}`);
    const printed = outcome.printed.slice(before);
    before = outcome.printed.length;
    if (outcome.error) printed.push(...outcome.error.message.split("\n"));
    return { block, printed: linesOf(printed.join("\n")), ...(outcome.drawn && { drawn: outcome.drawn }) };
  });
}

function execute(source: string, language: "python" | "javascript") {
  const printed: string[] = [];
  try {
    const execution = run(source, { language, print: (line) => printed.push(line) });
    return { printed, drawn: execution.drawn.at(-1) ?? execution.root, error: undefined };
  } catch (error) {
    if (!(error instanceof LangError)) throw error;
    return { printed, drawn: undefined, error };
  }
}

/** A shell block, with `chainrule` and `npx chainrule` meaning the build's own. */
export function runShell({ page, blocks }: Program): Outcome[] {
  const main = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).bin.chainrule as string;
  return blocks.map((block) => {
    const script = block.lines.join("\n").replace(/^(npx )?chainrule\b/gm, `"${process.execPath}" ${main}`);
    const { stdout, stderr, status } = spawnSync("sh", ["-e", "-c", script], {
      cwd: root,
      encoding: "utf8",
      input: "",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    const failing = block.words.includes("fails");
    if ((status !== 0) !== failing)
      throw new Error(`${page}:${block.fence + 1}: exit status ${status}\n${stdout}${stderr}`);
    return { block, printed: linesOf(failing ? stdout + stderr : stdout) };
  });
}
