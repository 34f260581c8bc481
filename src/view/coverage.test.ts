import { readFile } from "node:fs/promises";
import { Resvg } from "@resvg/resvg-js";
import { expect, test } from "vitest";
import { coverage } from "./coverage.ts";

/** Whether resvg draws anything for a character with this font alone. */
function draws(file: string, character: string): boolean {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><text x="20" y="40" font-size="20" font-family="a">${character}</text></svg>`;
  const family = file.includes("DejaVu") ? "DejaVu Sans Mono" : "JetBrains Mono";
  const font = { fontFiles: [file], loadSystemFonts: false, defaultFontFamily: family };
  return new Resvg(svg.replace('"a"', `"${family}"`), { font }).innerBBox() !== undefined;
}

test.each(["JetBrainsMono-Regular", "JetBrainsMono-Bold", "DejaVuSansMono"])(
  "%s covers what it draws, and nothing else",
  async (name) => {
    const file = `assets/fonts/${name}.ttf`;
    const covered = coverage(await readFile(file));
    for (let code = 0x21; code < 0x2c00; code += 13) {
      const character = String.fromCharCode(code);
      // A letter with an accent is drawn of its parts where the font has no glyph for the whole.
      if (/[\p{Z}\p{C}\p{M}<&]/u.test(character) || character.normalize("NFD") !== character) continue;
      expect(`${character} ${covered.has(code)}`).toBe(`${character} ${draws(file, character)}`);
    }
  },
);

test("the fonts together cover ASCII, Greek, box drawing and what formulas are written in", async () => {
  const all = new Set<number>();
  for (const name of ["JetBrainsMono-Regular", "DejaVuSansMono"])
    for (const code of coverage(await readFile(`assets/fonts/${name}.ttf`))) all.add(code);
  const ranges: readonly (readonly [number, number])[] = [
    [0x20, 0x7e],
    [0x391, 0x3a1],
    [0x3b1, 0x3c9],
    [0x2500, 0x257f],
  ];
  const wanted = [..."₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹ᵀᵢⱼₙ←↑→↓↦⇒∀∂∃∅∆∇∈∉∏∑−∓√∝∞∧∨∩∪∫≈≠≡≤≥⊂⊕⊗⊙⋅⌈⌉⌊⌋⟨⟩ℝ□–…\ufffd"];
  for (const [first, last] of ranges)
    for (let code = first; code <= last; code++) wanted.push(String.fromCharCode(code));
  expect(wanted.filter((character) => !all.has(character.charCodeAt(0)))).toEqual([]);
});

test("a file that is no font is named as such", () => {
  expect(() => coverage(new Uint8Array(64))).toThrow("the font has no cmap table");
});
