/**
 * The characters of the Basic Multilingual Plane that a TrueType font has, from format 4 of its `cmap` table
 * (OpenType 1.9, "cmap: Character to Glyph Index Mapping Table"), which the fonts of this package have.
 *
 * @throws Error if the font has no such table.
 */
export function coverage(font: Uint8Array): Set<number> {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const at = formatFour(view, table(view, "cmap"));
  const segments = view.getUint16(at + 6) / 2;
  const ends = at + 14;
  // Four arrays of a number per segment, a padding between the first and the second.
  const starts = ends + 2 * segments + 2;
  const deltas = starts + 2 * segments;
  const offsets = deltas + 2 * segments;
  const covered = new Set<number>();
  for (let i = 0; i < segments; i++) {
    const start = view.getUint16(starts + 2 * i);
    const end = view.getUint16(ends + 2 * i);
    const delta = view.getUint16(deltas + 2 * i);
    const offset = view.getUint16(offsets + 2 * i);
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const listed = offset === 0 ? code : view.getUint16(offsets + 2 * i + offset + 2 * (code - start));
      if (listed !== 0 && ((listed + delta) & 0xffff) !== 0) covered.add(code);
    }
  }
  return covered;
}

function table(view: DataView, wanted: string): number {
  for (let i = 0; i < view.getUint16(4); i++) {
    const record = 12 + 16 * i;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((k) => view.getUint8(record + k)));
    if (tag === wanted) return view.getUint32(record + 8);
  }
  throw new Error(`the font has no ${wanted} table`);
}

function formatFour(view: DataView, cmap: number): number {
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const at = cmap + view.getUint32(cmap + 4 + 8 * i + 4);
    if (view.getUint16(at) === 4) return at;
  }
  throw new Error("the font's cmap table has no format 4");
}
