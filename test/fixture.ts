/** A number in a fixture: JSON's own, or one of "NaN", "Infinity", "-Infinity", "-0". */
export type Stored = number | "NaN" | "Infinity" | "-Infinity" | "-0";

export const number = (x: Stored): number => (typeof x === "number" ? x : Number(x));

/** In a variable, for what else follows `new URL` is taken for a pattern of files by the server of browser tests. */
const here = import.meta.url;

/** The parsed content of `test/fixtures/NAME`, in Node and in browsers. */
export async function readFixture<T>(name: string): Promise<T> {
  const url = new URL(`fixtures/${name}`, here);
  if (url.protocol !== "file:") return (await (await fetch(url)).json()) as T;
  const { readFile } = await import("node:fs/promises");
  return JSON.parse(await readFile(url, "utf8")) as T;
}
