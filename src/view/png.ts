import type { Value } from "../value.ts";
import { cells, graphemes } from "./characters.ts";
import { coverage } from "./coverage.ts";
import { complete, type PngOptions, pngOptions } from "./options.ts";
import { fontFamilies } from "./style.ts";
import { draw } from "./svg.ts";

/** More would take hundreds of megabytes. */
const mostPixels = 1e8;

/**
 * The graph as a PNG: the SVG drawn by resvg with the fonts of this package, and with the system's only if asked to. A
 * character that no font has is drawn as an empty square. For Node; in a browser draw the SVG.
 *
 * @throws TypeError if `root` is no Value or an option does not exist.
 * @throws RangeError if an option is out of its range, the graph has more nodes than `limit`, or the picture would
 * have more than a hundred million pixels.
 */
export async function toPng(root: Value, options: PngOptions = {}): Promise<Uint8Array> {
  const { scale, systemFonts, ...rest } = complete("toPng", options, pngOptions);
  const svg = await draw("toPng", root, rest);
  const { Resvg } = await import("@resvg/resvg-js");
  const { files, covered } = await load();
  const resvg = new Resvg(systemFonts ? svg : withSquares(svg, covered), {
    font: {
      fontFiles: [...files],
      loadSystemFonts: systemFonts,
      defaultFontFamily: fontFamilies[0],
      monospaceFamily: fontFamilies[0],
    },
    fitTo: { mode: "zoom", value: scale },
  });
  const width = Math.ceil(resvg.width * scale);
  const height = Math.ceil(resvg.height * scale);
  if (width * height > mostPixels) {
    throw new RangeError(
      `toPng: the picture would have ${width} by ${height} pixels; lower options.scale from ${scale}, or use toSvg`,
    );
  }
  return new Uint8Array(resvg.render().asPng());
}

interface Fonts {
  readonly files: readonly string[];
  readonly covered: ReadonlySet<number>;
}
let loading: Promise<Fonts> | undefined;

/** Found through the package's own `imports`, so that it does not matter where the code was bundled to. */
function load(): Promise<Fonts> {
  loading ??= read();
  return loading;
}

async function read(): Promise<Fonts> {
  const [{ createRequire }, { readFile }] = await Promise.all([
    import("node:module"),
    import("node:fs/promises"),
  ]);
  const { resolve } = createRequire(import.meta.url);
  const names = ["JetBrainsMono-Regular", "JetBrainsMono-Bold", "DejaVuSansMono"];
  const files = names.map((name) => resolve(`#fonts/${name}.ttf`));
  const covered = new Set([0x0a]);
  for (const file of files) for (const code of coverage(await readFile(file))) covered.add(code);
  return { files, covered };
}

/** resvg leaves out what it has no glyph for, which makes an empty label of a Chinese one. */
function withSquares(svg: string, covered: ReadonlySet<number>): string {
  const has = (text: string) => [...text].every((character) => covered.has(character.codePointAt(0)!));
  if (has(svg)) return svg;
  let result = "";
  for (const { segment } of graphemes(svg)) result += has(segment) ? segment : "□".repeat(cells(segment));
  return result;
}
