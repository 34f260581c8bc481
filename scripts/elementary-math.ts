/** The text of src/elementary/math.ts: every elementary function as plain JavaScript. */
import * as coefficients from "../src/elementary/coefficients.ts";
import * as elementary from "../src/elementary/index.ts";
import type { Lower } from "../src/elementary/primitives.ts";
import { toJavaScript } from "./javascript.ts";

const HEAD = `/**
 * The elementary functions on plain numbers: what those of this folder do to them, written out, since calls for every
 * addition would cost more than the additions. Made by scripts/elementary-math.ts (npm run docs); not to be edited.
 */
`;

export function elementaryMath(): string {
  const tables = new Map(Object.entries(coefficients).map(([name, value]) => [value as never, name]));
  const exported = Object.values(elementary);
  // Grows while it is walked: by what is called.
  const all = new Set<Lower>(exported);
  const functions: string[] = [];
  for (const lower of all) {
    const code = toJavaScript(lower, tables, (f) => all.add(f));
    functions.push((exported as unknown[]).includes(lower) ? `export ${code}` : code);
  }
  const text = functions.join("\n");
  const used = [...tables.values()].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const helpers = ["copysign", "exponent", "pow2"].filter((name) => text.includes(`${name}(`));
  const imports = [
    ...(used.length > 0 ? [`import { ${used.join(", ")} } from "./coefficients.ts";\n`] : []),
    ...(helpers.length > 0 ? [`import { ${helpers.join(", ")} } from "./numbers.ts";\n`] : []),
  ];
  return `${HEAD}${imports.join("")}\n${text}`;
}
