/** Text to tree: in the language that is asked for, that the file's name says, or that the text is in. */
import { describe } from "../op.ts";
import { type Budget, completeBudget, overBudget } from "./budget.ts";
import { LangError } from "./errors.ts";
import { readJavaScript } from "./javascript.ts";
import { readPython } from "./python.ts";
import { Source } from "./source.ts";
import type { Language, Program } from "./tree.ts";

export interface ParseOptions {
  /** `"auto"` unless given: what the file's extension says, else what the text is. */
  readonly language?: Language | "auto" | undefined;
  /** What errors call the program, and where the language is read off: `.py`, `.js`, `.mjs`, `.ts`. */
  readonly filename?: string | undefined;
  /** Parts of the default budget to change. */
  readonly budget?: Partial<Budget> | undefined;
}

const READERS = { python: readPython, javascript: readJavaScript } as const;

function read(language: Language, source: Source, budget: Budget): Program {
  try {
    return READERS[language](source, budget);
  } catch (error) {
    // With a raised budget for nesting the host's stack comes first. Readers leave nothing behind.
    if (error instanceof RangeError && /stack/i.test(error.message))
      throw overBudget(budget, "nesting", source, source.span(0, 0));
    throw error;
  }
}

/**
 * The tree of a program.
 *
 * @throws LangError if the text is in neither language, or uses what is not supported.
 * @throws TypeError if an argument is of the wrong type.
 */
export function parse(text: string, options: ParseOptions = {}): Program {
  if (typeof text !== "string") throw new TypeError(`parse: source is ${describe(text)}; wanted a string`);
  const { language = "auto", filename = "program" } = options;
  if (language !== "auto" && !Object.hasOwn(READERS, language))
    throw new TypeError(`parse: language is ${describe(language)}; wanted "python", "javascript" or "auto"`);
  if (typeof filename !== "string")
    throw new TypeError(`parse: filename is ${describe(filename)}; wanted a string`);
  const source = new Source(text, filename);
  const budget = completeBudget(options.budget);
  const known = language === "auto" ? languageOfFile(filename) : language;
  return known ? read(known, source, budget) : parseEither(source, budget);
}

/** The language that a file's extension says. */
export function languageOfFile(filename: string): Language | undefined {
  if (/\.py$/i.test(filename)) return "python";
  return /\.[cm]?[jt]s$/i.test(filename) ? "javascript" : undefined;
}

/** How far a text gets in a language: read, understood but not supported, or not of the language. */
const RANK = { syntax: 1, unsupported: 2, budget: 2, run: 2 } as const;

/** The better reading of the two; where both are as good, the text's looks decide. */
function parseEither(source: Source, budget: Budget): Program {
  const attempt = (language: Language) => {
    try {
      return { program: read(language, source, budget), rank: 3 };
    } catch (error) {
      if (!(error instanceof LangError)) throw error;
      return { error, rank: RANK[error.kind] };
    }
  };
  const [python, javascript] = [attempt("python"), attempt("javascript")];
  const likelier = looksLikeJavaScript(source.text) ? javascript : python;
  const better =
    python.rank === javascript.rank ? likelier : python.rank > javascript.rank ? python : javascript;
  if (better.program) return better.program;
  throw better.error;
}

/** What stands in programs of one language and hardly in the other's. */
const EVIDENCE = {
  javascript: [
    /\b(?:const|let|var|new|function|of|typeof|null|undefined)\b/g,
    /=>|===|!==|&&|\|\||\+\+|--|\/\*|[{};]\s*$|^\s*\/\//gm,
    /\b(?:Math|console|Array)\./g,
    /\{\s*label\s*:/g,
    /`/g,
  ],
  python: [
    /\b(?:def|lambda|elif|and|or|not|in|is|pass|assert|import|from|global|None|True|False|range|zip|len|print)\b/g,
    /\b(?:math|np|torch)\./g,
    /:\s*$|^\s*[#%]/gm,
    /\blabel\s*=/g,
    /\bf["']/g,
  ],
} as const;

/** Whether a text looks more like JavaScript than like Python. Without a sign of either it is the notes' Python. */
export function looksLikeJavaScript(text: string): boolean {
  const plain = text.replace(/(["'])(?:\\.|(?!\1)[^\\\r\n])*\1/g, "$1$1");
  const count = (patterns: readonly RegExp[]) =>
    patterns.reduce((sum, pattern) => sum + (plain.match(pattern)?.length ?? 0), 0);
  return count(EVIDENCE.javascript) > count(EVIDENCE.python);
}
