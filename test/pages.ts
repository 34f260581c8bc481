/**
 * Documentation whose code runs. A page is Markdown; what its fenced blocks mean is said by the words after the
 * language, which readers of the page do not see:
 *
 * - `ts` blocks are TypeScript against the built package, type-checked and run by Node; `python` and `js` blocks are
 *   programs of the language; `sh` blocks run if an output follows.
 * - `continued` goes on with the program of the block of the same language before it.
 * - `fails` is a program of the language that is meant to fail; its error is its output.
 * - `draws=NAME.svg` holds a picture of the value that the program has drawn, or is about, in docs/images/.
 * - `ignore` is only to be read.
 *
 * A `text` block right after a block is its output. A block that prints must have one.
 */

/** A fenced block and where it stands; lines are counted from 0. */
export interface Block {
  readonly language: string;
  readonly words: readonly string[];
  readonly lines: readonly string[];
  /** The line of the opening fence. */
  readonly fence: number;
  /** The output that the page shows for it. */
  readonly shown?: { readonly from: number; readonly lines: readonly string[] };
}

/** Blocks of one language that run as one program. */
export interface Program {
  readonly page: string;
  readonly language: string;
  readonly blocks: readonly Block[];
}

/** The fenced blocks of a page. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split("\n");
  const found: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = /^(`{3,})(\S*) *(.*)$/.exec(lines[i]!);
    if (!opening) continue;
    const [, ticks, language, words] = opening as unknown as [string, string, string, string];
    const end = lines.findIndex((line, j) => j > i && line.trimEnd() === ticks);
    if (end < 0) throw new Error(`line ${i + 1}: a block that does not end`);
    found.push({
      language,
      words: words.split(" ").filter(Boolean),
      lines: lines.slice(i + 1, end),
      fence: i,
    });
    i = end;
  }
  return found.flatMap((block, i) => {
    if (block.language === "text") return [];
    const next = found[i + 1];
    if (next?.language !== "text" || next.words.length > 0) return [block];
    const between = lines.slice(block.fence + block.lines.length + 2, next.fence);
    if (between.some((line) => line !== "")) return [block];
    return [{ ...block, shown: { from: next.fence + 1, lines: next.lines } }];
  });
}

/** The programs of a page, in order. */
export function programsOf(page: string, markdown: string): Program[] {
  const programs: { page: string; language: string; blocks: Block[] }[] = [];
  for (const block of blocksOf(markdown)) {
    const { language, words } = block;
    if (!["ts", "python", "js", "sh"].includes(language) || words.includes("ignore")) continue;
    const unknown = words.find((word) => !/^(continued|fails|draws=[\w-]+\.svg)$/.test(word));
    if (unknown) throw new Error(`${page}:${block.fence + 1}: no block can be "${unknown}"`);
    if (language === "sh" && !block.shown) continue;
    const before = programs.findLast((program) => program.language === language);
    if (!words.includes("continued")) programs.push({ page, language, blocks: [block] });
    else if (before) before.blocks.push(block);
    else throw new Error(`${page}:${block.fence + 1}: there is no ${language} block to continue`);
  }
  return programs;
}

/** A page with what its blocks really print in place of what it shows. */
export function withOutputs(markdown: string, outputs: ReadonlyMap<Block, readonly string[]>): string {
  const lines = markdown.split("\n");
  const last = [...outputs].sort(([a], [b]) => b.fence - a.fence);
  for (const [{ fence, lines: code, shown }, printed] of last)
    if (shown) lines.splice(shown.from, shown.lines.length, ...printed);
    else if (printed.length > 0) lines.splice(fence + code.length + 2, 0, "", "```text", ...printed, "```");
  return lines.join("\n");
}
