import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { freshSeed, runs } from "../../test/runs.ts";
import { cells, clean, padEnd, padStart, shorten } from "./characters.ts";

test.each([
  ["", 0],
  ["x1*w1", 5],
  ["∂L/∂wᵢ", 6],
  ["日本語", 6],
  ["한국", 4],
  ["😀", 2],
  ["👩‍👩‍👧", 2],
  ["é", 1],
  ["e\u0301", 1],
  ["a\u200bb", 2],
])("%j takes %i cells", (text, count) => {
  expect(cells(text)).toBe(count);
});

test("a character takes as many cells alone as between others that stand alone", () => {
  const segmenter = new Intl.Segmenter();
  for (let code = 0xa0; code < 0x3000; code++) {
    const between = `日${String.fromCodePoint(code)}日`;
    if ([...segmenter.segment(between)].length === 3)
      expect(cells(String.fromCodePoint(code)) + 4, code.toString(16)).toBe(cells(between));
    else if (/\p{Mark}/u.test(between)) expect(cells(`x${between[1]}`), code.toString(16)).toBe(1);
  }
});

test("what tells characters apart is not loaded for letters, signs and lines", async () => {
  vi.resetModules();
  const loads = vi.spyOn(Intl, "Segmenter").mockImplementation(() => {
    throw new Error("loaded");
  });
  const fresh = await import("./characters.ts");
  expect(fresh.cells("├─ ∂²L/∂λ² = −0.5 · x₁ ↑ …")).toBe(26);
  expect(fresh.shorten("x1*w1", 40)).toBe("x1*w1");
  expect(() => fresh.cells("日本")).toThrow("loaded");
  loads.mockRestore();
});

test("what a terminal, XML or the text around would take amiss is replaced; line ends are unified", () => {
  expect(clean("a\r\nb\rc\u2028d\te")).toBe("a\nb\nc\nd e");
  expect(clean("\u001b[31mred\u0000\u009b")).toBe("\ufffd[31mred\ufffd\ufffd");
  expect(clean("\ud800x\udc00 \ufffe\uffff")).toBe("\ufffdx\ufffd \ufffd\ufffd");
  expect(clean("abc\u202ecba\u2066")).toBe("abc\ufffdcba\ufffd");
  expect(clean("日本語 😀 ∇f ẋ")).toBe("日本語 😀 ∇f ẋ");
});

test("shortened text is cut where it has to be", () => {
  expect(shorten("x1*w1 + x2*w2", 40)).toBe("x1*w1 + x2*w2");
  expect(shorten("x1*w1 + x2*w2", 8)).toBe("x1*w1 +…");
  expect(shorten("日本語", 5)).toBe("日本…");
});

test.each([1, freshSeed()])(
  "shortened text fits, begins as the text does, and says that it was cut: seed %i",
  (seed) => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, most) => {
        const short = shorten(text, most);
        expect(cells(short)).toBeLessThanOrEqual(most);
        if (short !== text) {
          expect(cells(text)).toBeGreaterThan(most);
          expect(short.endsWith("…")).toBe(true);
          expect(text.startsWith(short.slice(0, -1))).toBe(true);
        }
      }),
      { seed, numRuns: runs(50_000) },
    );
  },
);

test("padding counts cells", () => {
  expect(padEnd("日本", 6)).toBe("日本  ");
  expect(padStart("日本", 6)).toBe("  日本");
  expect(padEnd("too long", 3)).toBe("too long");
});
