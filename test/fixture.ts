import { readFileSync } from "node:fs";

/** A number in a fixture: JSON's own, or one of "NaN", "Infinity", "-Infinity", "-0". */
export type Stored = number | "NaN" | "Infinity" | "-Infinity" | "-0";

export const number = (x: Stored): number => (typeof x === "number" ? x : Number(x));

/** The parsed content of `test/fixtures/NAME`. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8")) as T;
}
