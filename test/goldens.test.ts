/**
 * The pictures that are held fast, which are also the gallery. Each `goldens/NAME.ts` makes a graph; beside it lie its
 * picture as SVG, DOT and text. `UPDATE_GOLDENS=1 npx vitest run test/goldens.test.ts` writes them and `docs/gallery.md`
 * anew: look at the difference before committing it.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { Value } from "../src/index.ts";
import { type PictureOptions, toDot, toSvg, toTree } from "../src/view/index.ts";

const names = ["neuron", "square", "expanded", "local", "formula", "numbers", "labels", "network"] as const;
const folder = new URL("goldens/", import.meta.url);
const gallery = new URL("../docs/gallery.md", import.meta.url);

/** Compares with the file, or writes it if asked to. */
async function hold(file: URL, text: string): Promise<void> {
  if (process.env.UPDATE_GOLDENS === "1") await writeFile(file, text);
  expect(text).toBe(await readFile(file, "utf8"));
}

const load = async (name: string) => {
  const module = await import(new URL(`${name}.ts`, folder).pathname);
  const [root, options = {}] = module.default as readonly [Value, PictureOptions?];
  const { direction: _, ...textOptions } = options;
  const source = await readFile(new URL(`${name}.ts`, folder), "utf8");
  return { root, options, textOptions, source };
};

describe.each(names)("%s", (name) => {
  test("svg", async () => {
    const { root, options } = await load(name);
    await hold(new URL(`${name}.svg`, folder), await toSvg(root, options));
  });
  test("dot", async () => {
    const { root, options } = await load(name);
    await hold(new URL(`${name}.dot`, folder), toDot(root, options));
  });
  test("text", async () => {
    const { root, textOptions } = await load(name);
    await hold(new URL(`${name}.txt`, folder), toTree(root, textOptions));
  });
});

test("every file in the folder belongs to a picture of the gallery", async () => {
  const wanted = names.flatMap((name) => ["dot", "svg", "ts", "txt"].map((ending) => `${name}.${ending}`));
  const files = (await readdir(folder)).filter((file) => !file.endsWith(".wat"));
  expect(files.sort()).toEqual(wanted.sort());
});

/** The heading and the text in a source's first comment, and its code as a user of the package writes it. */
function explained(source: string): { heading: string; prose: string; code: string } {
  const lines = source.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  const [heading, ...prose] = lines.slice(0, end).map((line) => line.slice(3));
  const code = lines
    .slice(end)
    .join("\n")
    .replace(
      /(import .* from )"\.\.\/\.\.\/src\/index\.ts";/,
      '$1"chainrule";\nimport { toSvg } from "chainrule/view";',
    )
    .replace(/^export default \[(.*)\] as const;$/m, "const svg = await toSvg($1);")
    .trim();
  return { heading: heading!, prose: prose.join("\n"), code };
}

test("docs/gallery.md is what the goldens make", async () => {
  const parts = [
    "# Gallery",
    "Pictures of graphs with the lines that made them. `toSvg`, `toPng`, `toDot` and `toTree` of `chainrule/view` take the\n" +
      "same root and options; a Deno notebook shows a value as its picture once `chainrule/view` is imported. All options are\n" +
      "in [`src/view/options.ts`](../src/view/options.ts).",
    "<!-- Made by test/goldens.test.ts from test/goldens/*.ts; UPDATE_GOLDENS=1 rewrites it. -->",
  ];
  for (const name of names) {
    const { root, options, textOptions, source } = await load(name);
    const { heading, prose, code } = explained(source);
    expect(code).not.toMatch(/\.\.\/|export default/);
    const summary = /<title[^>]*>([^<]*)</.exec(await toSvg(root, { ...options, title: "" }))![1]!;
    parts.push(
      `## ${heading}`,
      prose,
      `![${summary}](../test/goldens/${name}.svg)`,
      `\`\`\`ts\n${code}\n\`\`\``,
      `As text ([as DOT](../test/goldens/${name}.dot)):`,
      `\`\`\`text\n${toTree(root, textOptions).trimEnd()}\n\`\`\``,
    );
  }
  await hold(gallery, `${parts.join("\n\n")}\n`);
});
