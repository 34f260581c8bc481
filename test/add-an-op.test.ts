/** CONTRIBUTING.md's example is true: its row, added to a copy of the table, is all that an op needs. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../scripts/setup.mjs";
import type * as Chainrule from "../src/index.ts";
import type { Unary } from "../src/op.ts";
import { blocksOf } from "./pages.ts";

const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const [row, line] = blocksOf(page)
  .filter(({ language }) => language === "ts")
  .map(({ lines }) => `${lines.join("\n")}\n`) as [string, string];

const copy = join(root, "out/add-an-op");

/** Puts text before or after a place in a file that has it once. */
function edit(path: string, place: string, replacement: string): void {
  const before = readFileSync(path, "utf8");
  expect(before.split(place), `${path} has ${JSON.stringify(place)} once`).toHaveLength(2);
  writeFileSync(
    path,
    before.replace(place, () => replacement),
  );
}

beforeAll(() => {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  const isTest = (path: string) => path.endsWith(".test.ts");
  cpSync(join(root, "src"), join(copy, "src"), { recursive: true, filter: (path) => !isTest(path) });
  // The agreement tests, and all that tests share.
  for (const name of readdirSync(join(root, "test")))
    if (name === "agreement.test.ts" || (name.endsWith(".ts") && !isTest(name)))
      cpSync(join(root, "test", name), join(copy, "test", name));
  for (const path of ["vitest.config.ts", "scripts/ops-page.ts"]) cpSync(join(root, path), join(copy, path));
  edit(join(copy, "src/ops.ts"), "// Special functions\n", `${row}\n// Special functions\n`);
  edit(join(copy, "test/naive.ts"), "  sigmoid,\n", `  sigmoid,\n${line}`);
});

const runIn = (folder: string, bin: string, args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "node_modules", bin), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", VITEST: "" },
  });
  return { status, output: stdout + stderr };
};

test("the types follow", () => {
  writeFileSync(
    join(copy, "use.ts"),
    `import { gaussian, type Value, value } from "./src/index.ts";
export const method: Value = value(2).gaussian().relu();
export const onNumbers: number = gaussian(2);
export const onValues: Value = gaussian(value(2));
// @ts-expect-error: one operand
gaussian(1, 2);
`,
  );
  writeFileSync(
    join(copy, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.json", include: ["use.ts"] }),
  );
  expect(runIn(copy, "typescript/bin/tsc", ["-p", "."])).toEqual({ status: 0, output: "" });
});

test("the agreement tests take it up and hold", () => {
  const { status, output } = runIn(copy, "vitest/vitest.mjs", [
    ...["run", "test/agreement.test.ts", "--reporter=verbose", "-t", "gaussian|naive.ts has no op"],
  ]);
  expect(status, output).toBe(0);
  const passed = output.split("\n").filter((text) => text.includes("✓"));
  expect(passed.filter((text) => text.includes("gaussian, seed"))).toHaveLength(6);
});

test("method, check, expansion, language and docs page follow", async () => {
  const load = async <T>(path: string) => (await import(join(copy, path))) as T;
  const lib = await load<typeof Chainrule & { gaussian: Unary }>("src/index.ts");
  const { value, check, expand, gaussian, explain, isOp } = lib;
  expect(isOp(gaussian)).toBe(true);

  for (const at of [-2, 0.5, 3]) {
    const x = value(at, "x");
    const y = (x as unknown as { gaussian(): Chainrule.Value }).gaussian().as("y");
    expect(y.data).toBeCloseTo(Math.exp(-at * at), 14);
    expect(check(y).map(({ status }) => status)).toEqual(["ok"]);
    expect(explain(y).map(({ formula }) => formula)).toEqual(["-2 * x * y"]);
    y.backward();
    const grad = x.grad;
    x.zeroGrad();
    const lower = expand(y, ["gaussian"]);
    lower.backward();
    expect(lower.op?.name).toBe("exp");
    expect(x.grad).toBeCloseTo(grad, 12);
  }

  const { run } = await load<typeof import("../src/lang/index.ts")>("src/lang/index.ts");
  const { printed } = run("x = Value(0.0)\ny = x.gaussian()\ny.backward()\nprint(gaussian(0.0), y.data)");
  expect(printed).toEqual(["1.0 1.0"]);

  const ops = await load<Record<string, unknown>>("src/ops.ts");
  const { opsPage } = await load<typeof import("../scripts/ops-page.ts")>("scripts/ops-page.ts");
  const docs = opsPage(ops, readFileSync(join(copy, "src/ops.ts"), "utf8"));
  expect(docs).toContain("`x.grad += -2 * x * out * out.grad`");
  expect(docs).toContain("- `gaussian` = `exp(-x**2)`.");
});
