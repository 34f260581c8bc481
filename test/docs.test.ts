/**
 * The documentation is true: its code runs and prints what is shown, its tables are those of the code, its links lead
 * somewhere. `npm run docs` writes anew what is compared here.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import katex from "katex";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { opsPage } from "../scripts/ops-page.ts";
import { isBuilt, root } from "../scripts/setup.mjs";
import * as ops from "../src/ops.ts";
import { toSvg } from "../src/view/index.ts";
import { type Block, blocksOf, type Program, programsOf, withOutputs } from "./pages.ts";
import { linesOf, type Outcome, runLanguage, runShell, TypeScriptPrograms } from "./run-pages.ts";

const update = process.env.UPDATE_DOCS === "1";
const read = (path: string) => readFileSync(join(root, path), "utf8");
const images = join(root, "docs/images");

/** Compares with the file, or writes it if asked to. */
function hold(path: string, content: string): void {
  if (update) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  expect(content, `${path} is not what the code gives; npm run docs writes it anew`).toBe(read(path));
}

const markdown = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name))
    .sort();

const running = ["README.md", "CONTRIBUTING.md", ...markdown("docs/guide")];
const programs = new Map(
  running
    .map((page) => [page, programsOf(page, read(page))] as const)
    .filter(([, found]) => found.length > 0),
);

/** Pictures that programs of any page made, by name; two pages may show one, if it is the same. */
const pictures = new Map<string, string>();
let typeScript: TypeScriptPrograms;

beforeAll(() => {
  if (!isBuilt()) throw new Error("dist/ is older than src/; npm run build makes it anew");
  const own = [...programs.values()].flat().filter(({ language }) => language === "ts");
  typeScript = new TypeScriptPrograms(join(root, "out/docs"), own);
});

const runners: Record<string, (program: Program) => Outcome[]> = {
  ts: (program) => typeScript.run(program),
  python: runLanguage,
  js: runLanguage,
  sh: runShell,
};

describe.each([...programs.keys()])("%s", (page) => {
  const outputs = new Map<Block, readonly string[]>();
  test.each(programs.get(page)!.map((program) => [program.blocks[0]!.fence + 1, program] as const))(
    "the program at line %i prints what is shown",
    async (_, program) => {
      for (const { block, printed, drawn } of runners[program.language]!(program)) {
        outputs.set(block, printed);
        const name = block.words.find((word) => word.startsWith("draws="))?.slice("draws=".length);
        if (name) pictures.set(name, await toSvg(drawn!));
        const shown = linesOf(block.shown?.lines.join("\n") ?? "");
        if (!update) expect(printed, `${page}:${block.fence + 1}`).toEqual(shown);
      }
    },
  );
  afterAll(() => {
    if (update) writeFileSync(join(root, page), withOutputs(read(page), outputs));
  });
});

test("pictures that programs draw are those in docs/images", () => {
  for (const name of readdirSync(typeScript.folder).filter((file) => file.endsWith(".svg")))
    pictures.set(name, readFileSync(join(typeScript.folder, name), "utf8"));
  for (const [name, svg] of pictures) hold(`docs/images/${name}`, svg);
  expect(existsSync(images) ? readdirSync(images).sort() : []).toEqual([...pictures.keys()].sort());
});

describe("docs/ops.md", () => {
  const page = opsPage(ops, read("src/ops.ts"));
  test("is what the op table says", () => {
    hold("docs/ops.md", page);
  });
  test("has every op once, with its local derivative and what it adds to each gradient", () => {
    for (const op of Object.values(ops)) {
      const rows = page.split("\n").filter((line) => line.startsWith(`| \`${op.name}(`));
      expect(rows).toHaveLength(1);
      const flow = rows[0]!.split(" | ").at(-1)!;
      expect(flow.match(/\.grad \+=|no gradient/g)).toHaveLength(op.arity);
    }
    expect(page).toContain("`x.grad += (1 - out**2) * out.grad`");
  });
});

describe("every page", () => {
  const pages = [
    ...markdown("."),
    ...markdown("docs"),
    ...markdown("docs/guide"),
    ...markdown("docs/decisions"),
  ];
  /** Headings as GitHub makes them into anchors. */
  const anchors = (path: string) =>
    [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
  test.each(pages)("%s: links lead to files and headings that exist", (page) => {
    const code = new Set(
      blocksOf(read(page)).flatMap(({ fence, lines }) => lines.map((_, i) => fence + 1 + i)),
    );
    const prose = read(page)
      .split("\n")
      .filter((_, i) => !code.has(i))
      .join("\n");
    for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)) {
      if (target === undefined || /^https?:/.test(target)) continue;
      const [path, anchor] = target.split("#") as [string, string?];
      const file = path === "" ? page : join(dirname(page), path);
      expect(existsSync(join(root, file)), `${page} links to ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchors(file), `${page} links to ${target}`).toContain(anchor);
    }
  });
  test.each(pages)("%s: formulas are LaTeX, and none that GitHub refuses", (page) => {
    const inline = [...read(page).matchAll(/\$`(.*?)`\$/g)].map(([, latex]) => latex!);
    const blocks = blocksOf(read(page)).filter(({ language }) => language === "math");
    for (const latex of [...inline, ...blocks.map(({ lines }) => lines.join("\n"))]) {
      expect(() => katex.renderToString(latex, { throwOnError: true, strict: "error" }), latex).not.toThrow();
      expect(latex).not.toContain("\\operatorname");
      // In a table a bar would end the cell.
      if (page.endsWith("/ops.md")) expect(latex).not.toMatch(/[|<>]/);
    }
    if (page.endsWith("/ops.md")) expect(inline.length).toBeGreaterThan(Object.keys(ops).length);
  });
  test("of the guide has programs, and so has the readme", () => {
    expect([...programs.keys()]).toEqual(expect.arrayContaining(["README.md", ...markdown("docs/guide")]));
  });
  test("of the guide is listed in docs/README.md", () => {
    for (const page of markdown("docs/guide"))
      expect(read("docs/README.md")).toContain(`](${page.replace("docs/", "")})`);
  });
  test.each(pages)("%s: pictures have words beside them", (page) => {
    expect(read(page)).not.toMatch(/!\[\s*\]\(/);
  });
});

describe("these checks", () => {
  const page = [
    "```ts",
    "a",
    "```",
    "",
    "```text",
    "1",
    "```",
    "",
    "```ts continued",
    "b",
    "```",
    "prose",
    "```text",
    "2",
    "```",
    "```ts",
    "c",
    "```",
    "```python ignore",
    "d",
    "```",
  ].join("\n");
  test("take an output for a block's own only right below it", () => {
    const blocks = blocksOf(page);
    expect(blocks.map(({ lines }) => lines[0])).toEqual(["a", "b", "c", "d"]);
    expect(blocks.map(({ shown }) => shown?.lines)).toEqual([["1"], undefined, undefined, undefined]);
  });
  test("join blocks that continue", () => {
    expect(programsOf("p", page).map(({ blocks }) => blocks.length)).toEqual([2, 1]);
    expect(() => programsOf("p", "```ts continue\n```")).toThrow(/p:1: no block can be "continue"/);
    expect(() => programsOf("p", "```ts continued\n```")).toThrow(/nothing|no ts block/);
  });
  test("write outputs where they belong", () => {
    const [a, b] = blocksOf(page) as [Block, Block];
    const written = withOutputs(
      page,
      new Map([
        [a, ["3", "4"]],
        [b, ["5"]],
      ]),
    );
    expect(blocksOf(written).map(({ shown }) => shown?.lines)).toEqual([
      ["3", "4"],
      ["5"],
      undefined,
      undefined,
    ]);
  });
});
