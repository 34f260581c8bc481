/** The language against the languages: programs and formats whose results CPython and Node have written down. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { repr } from "../src/lang/decimal.ts";
import { LangError, type Language, run } from "../src/lang/index.ts";
import { FormatError, formatNumber, parseSpec } from "../src/lang/python-format.ts";

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`fixtures/lang/${name}`, import.meta.url), "utf8"));

/** What a program prints, and whether it then fails. */
function outcome(source: string, language: Language): { printed: string; failed: boolean } {
  const lines: string[] = [];
  try {
    run(source, { language, print: (line) => lines.push(line) });
    return { printed: lines.join("\n"), failed: false };
  } catch (error) {
    if (!(error instanceof LangError)) throw error;
    return { printed: lines.join("\n"), failed: true };
  }
}

/**
 * Both lines of text, with numbers that differ in their last digits made one: functions such as exp are rounded
 * otherwise by every library of them.
 */
function sameDigits(ours: string, printed: string): [ours: string, printed: string] {
  const number = /-?\d+\.\d{13,}(?:e[+-]?\d+)?/g;
  const theirs = printed.match(number) ?? [];
  let at = 0;
  const text = ours.replace(number, (digits) => {
    const other = theirs[at++];
    return other !== undefined && Math.abs(Number(digits) / Number(other) - 1) < 1e-14 ? other : digits;
  });
  return [text, printed];
}

describe("python", () => {
  const programs = read("python-programs.json") as [source: string, printed: string, error: string | null][];
  test(`${programs.length} random programs print what CPython prints`, () => {
    for (const [source, printed, error] of programs) {
      const ours = outcome(source, "python");
      expect(ours.failed, source).toBe(error !== null);
      // A line that is not ended yet when CPython fails is printed there, and not here.
      const [got, want] = sameDigits(ours.printed, printed.replace(/\n$/, ""));
      if (error === null) expect(got, source).toBe(want);
      else expect(printed.startsWith(ours.printed), source).toBe(true);
    }
  });

  const formats = read("python-formats.json") as [number: string, spec: string, text: string | null][];
  test(`${formats.length} numbers in random formats look as CPython formats them`, () => {
    const format = (x: number | bigint, spec: string) => {
      try {
        return formatNumber(x, parseSpec(spec));
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        return null;
      }
    };
    for (const [source, spec, text] of formats) {
      const special: Record<string, number> = { inf: Infinity, "-inf": -Infinity, nan: Number.NaN };
      const x = special[source] ?? (/[.e]/.test(source) ? Number(source) : BigInt(source));
      expect(format(x, spec), `format(${source}, ${JSON.stringify(spec)})`).toBe(text);
      if (typeof x === "number") expect(repr(x)).toBe(source);
    }
  });
});

describe("javascript", () => {
  const programs = read("javascript-programs.json") as [source: string, printed: string][];
  test(`${programs.length} random programs print what Node prints`, () => {
    for (const [source, printed] of programs) {
      const ours = outcome(source, "javascript");
      const [got, want] = sameDigits(ours.printed, printed.replace(/\n$/, ""));
      expect(got, source).toBe(want);
      expect(ours.failed, source).toBe(false);
    }
  });
});
