import { expect, test } from "vitest";
import { style } from "./style.ts";

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test.each([
  ["leaf", style.leaf.fill],
  ["interior", style.interior.fill],
  ["root", style.root.fill],
])("text is readable on a %s", (_, fill) => {
  expect(contrast(style.ink, fill)).toBeGreaterThan(7);
  expect(contrast(style.muted, fill)).toBeGreaterThan(4.5);
});

test("text is readable on ops and on the background", () => {
  expect(contrast(style.op.ink, style.op.fill)).toBeGreaterThan(7);
  expect(contrast(style.note, style.background)).toBeGreaterThan(4.5);
  expect(contrast(style.muted, style.background)).toBeGreaterThan(4.5);
});

test("lines and frames stand out, and ops differ from values by lightness alone", () => {
  for (const { stroke, fill } of [style.leaf, style.interior, style.root]) {
    expect(contrast(stroke, style.background)).toBeGreaterThan(3);
    expect(contrast(stroke, fill)).toBeGreaterThan(3);
    expect(contrast(style.op.fill, fill)).toBeGreaterThan(7);
  }
  expect(contrast(style.line, style.background)).toBeGreaterThan(3);
  expect(style.root.width).toBeGreaterThan(style.leaf.width);
});
