import { inflateSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, test } from "vitest";
import { value } from "../value.ts";
import { toPng } from "./png.ts";
import { toSvg } from "./svg.ts";

interface Image {
  readonly width: number;
  readonly height: number;
  /** Four bytes per pixel. */
  readonly pixels: Uint8Array;
}

/** Decodes what resvg writes: 8 bits per channel, RGB or RGBA, not interlaced (PNG specification, 3rd edition, 9). */
function decode(png: Uint8Array): Image {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  expect([view.getUint8(24), view.getUint8(28)]).toEqual([8, 0]);
  const channels = { 2: 3, 6: 4 }[view.getUint8(25)]!;
  const data: Uint8Array[] = [];
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) === 0x49444154) data.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * channels;
  const lines = new Uint8Array(height * stride);
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!;
    for (let i = 0; i < stride; i++) {
      const left = i < channels ? 0 : lines[y * stride + i - channels]!;
      const up = y === 0 ? 0 : lines[(y - 1) * stride + i]!;
      const corner = i < channels || y === 0 ? 0 : lines[(y - 1) * stride + i - channels]!;
      const estimate = left + up - corner;
      const [a, b, c] = [left, up, corner].map((it) => Math.abs(estimate - it)) as [number, number, number];
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      const predicted = [0, left, up, (left + up) >> 1, paeth][filter]!;
      const byte = (raw[y * (stride + 1) + 1 + i]! + predicted) & 0xff;
      lines[y * stride + i] = byte;
      pixels[4 * (y * width + Math.floor(i / channels)) + (i % channels)] = byte;
    }
  }
  return { width, height, pixels };
}

/** How many pixels two images of one size differ in. */
function difference(a: Image, b: Image): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  let count = 0;
  for (let i = 0; i < a.pixels.length; i += 4) {
    if ([0, 1, 2].some((k) => Math.abs(a.pixels[i + k]! - b.pixels[i + k]!) > 40)) count++;
  }
  return count;
}

/** The picture without a font on the machine: all but the glyphs. */
function withoutGlyphs(svg: string, scale: number): Image {
  const bare = new Resvg(svg, {
    font: { loadSystemFonts: false },
    fitTo: { mode: "zoom", value: scale },
  }).render();
  return { width: bare.width, height: bare.height, pixels: new Uint8Array(bare.pixels) };
}

/** How many pixels the glyphs of a leaf with that label take. */
const glyphs = async (label: string, options = {}) => {
  const root = value(1, label);
  return difference(decode(await toPng(root, options)), withoutGlyphs(await toSvg(root), 2));
};
const unlabelled = await glyphs("");
const square = (await glyphs("□")) - unlabelled;
const squarePicture = decode(await toPng(value(1, "□")));

describe("text is drawn with the fonts of the package alone", () => {
  test("the glyphs of a picture are there", async () => {
    const x = value(2, "x");
    const o = x.mul(value(-3, "w")).as("x*w").tanh().as("o");
    o.backward();
    const letters = [...(await toSvg(o)).matchAll(/>([^<]*)<\/text>/g)]
      .map(([, text]) => text)
      .join("").length;
    const count = difference(decode(await toPng(o)), withoutGlyphs(await toSvg(o), 2));
    // A letter at 26 pixels has a stroke of about 2 pixels over about 40 of length.
    expect(letters).toBeGreaterThan(80);
    expect(count / letters).toBeGreaterThan(30);
    expect(count / letters).toBeLessThan(150);
  });

  test("and more of them for more text", async () => {
    const [some, more] = [await glyphs("abc"), await glyphs("abcabc")];
    expect(some).toBeGreaterThan(unlabelled + 90);
    expect(more).toBeGreaterThan(some + 90);
  });

  test.each([..."∂∇Σ√≤→β₁ᵢ²…│⟨ẋЖ∈"])("%s has a glyph, which is no square", async (character) => {
    expect(await glyphs(character)).toBeGreaterThan(unlabelled + 2);
    expect(difference(decode(await toPng(value(1, character))), squarePicture)).toBeGreaterThan(10);
  });

  test("labels in several fonts keep all their characters", async () => {
    const alone = await Promise.all([..."∇→ẋb"].map((character) => glyphs(character)));
    const apart = alone.reduce((sum, count) => sum + count - unlabelled, 0);
    expect((await glyphs("∇→ẋb")) - unlabelled).toBeGreaterThan(0.85 * apart);
  });

  test("what no font has is drawn as squares, two for a wide character, and crashes nothing", async () => {
    expect(square).toBeGreaterThan(20);
    expect((await glyphs("日本語")) - unlabelled).toBeGreaterThan(5 * square);
    expect((await glyphs("😀👩‍👩‍👧")) - unlabelled).toBeGreaterThan(3 * square);
    expect(await glyphs("日本語", { systemFonts: true })).toBeGreaterThanOrEqual(unlabelled - 50);
  });
});

test("scale is pixels per unit", async () => {
  const root = value(1, "x");
  const svg = await toSvg(root);
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number) as [number, number, number];
  for (const scale of [1, 2, 3]) {
    const image = decode(await toPng(root, { scale }));
    expect([image.width, image.height]).toEqual([scale * width, scale * height]);
  }
});

test("the background is white and opaque, the root's frame is not", async () => {
  const { pixels, width, height } = decode(await toPng(value(1, "x")));
  expect([...pixels.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  const middle = 4 * (Math.floor(height / 2) * width + Math.floor(width / 2));
  expect([...pixels.subarray(middle, middle + 3)]).not.toEqual([255, 255, 255]);
});

test("a picture of more than a hundred million pixels is refused, with its size", async () => {
  let deep = value(1, "x");
  for (let i = 0; i < 100; i++) deep = deep.sin();
  await expect(toPng(deep, { scale: 16 })).rejects.toThrow(
    /^toPng: the picture would have \d+ by \d+ pixels; lower options\.scale from 16, or use toSvg$/,
  );
});
