/** The text of src/elementary/math.ts: every elementary function as plain JavaScript. */
import * as coefficients from "../src/elementary/coefficients.ts";
import * as elementary from "../src/elementary/index.ts";
import type { Lower, Part } from "../src/elementary/primitives.ts";
import { toJavaScript } from "./javascript.ts";

const HEAD = `/**
 * The elementary functions on plain numbers: what those of this folder do to them, written out, since calls for every
 * addition would cost more than the additions. Made by scripts/elementary-math.ts (npm run docs); not to be edited.
 */
`;

export function elementaryMath(): string {
  const tables = new Map(Object.entries(coefficients).map(([name, value]) => [value as never, name]));
  const exported: readonly unknown[] = Object.values(elementary);
  const written = new Map<Lower | Part, ReturnType<typeof toJavaScript>>();
  const write = (f: Lower | Part): number => {
    if (!written.has(f)) {
      const made = toJavaScript(f, tables, write);
      if ([...written.keys()].some(({ name }) => name === f.name)) throw new Error(`two functions ${f.name}`);
      written.set(f, made);
    }
    return written.get(f)!.results;
  };
  for (const f of Object.values(elementary)) write(f);
  const text = [...written]
    .map(([f, { text }]) => (exported.includes(f) ? `export ${text}` : text))
    .join("\n");
  const used = [...tables.values()].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const helpers = ["copysign", "exponent", "polynomial", "pow2", "REST"].filter((name) =>
    text.includes(name),
  );
  const imports = [
    ...(used.length > 0 ? [`import { ${used.join(", ")} } from "./coefficients.ts";\n`] : []),
    ...(helpers.length > 0 ? [`import { ${helpers.join(", ")} } from "./numbers.ts";\n`] : []),
  ];
  return `${HEAD}${imports.join("")}\n${text}`;
}
