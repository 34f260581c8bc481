import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as ops from "../src/ops.ts";
import { buildCommand, type Command, root } from "./command.ts";

let command: Command;
let folder: string;
beforeAll(() => {
  command = buildCommand();
});
afterAll(() => command?.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chainrule-cli-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

/** Runs a command that must succeed; gives its output. */
function output(...args: string[]): string {
  const { status, stdout, stderr } = command.run(args);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

/** Runs a command that must be refused: exit code 2, a message of few lines, no stack trace, no output. */
function refusal(args: string[], options?: { input?: string; cwd?: string }): string {
  const { status, stdout, stderr } = command.run(args, options);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^error: ./);
  expect(stderr).not.toMatch(/^\s+at .*:\d+|node:internal/m);
  expect(stderr.split("\n").length).toBeLessThan(7);
  return stderr;
}

interface Node {
  id: number;
  label: string | null;
  caption: string | null;
  op: string | null;
  data: number | string;
  grad: number | string;
  operands: number[];
  parameters?: (number | string)[];
}
interface Graph {
  root: number | null;
  nodes: Node[];
}
const json = (...args: string[]): Graph => JSON.parse(output(...args, "--json"));
const named = ({ nodes }: Graph, label: string): Node => nodes.find((node) => node.label === label)!;
/** The grads of labelled nodes. */
const grads = ({ nodes }: Graph): Record<string, number | string> =>
  Object.fromEntries(nodes.flatMap(({ label, grad }) => (label === null ? [] : [[label, grad]])));

/** The rows of the first table, as cells. */
const rows = (text: string): string[][] =>
  text
    .split("\n\n")[0]!
    .split("\n")
    .map((line) => line.trim().split(/\s{2,}/));

const NEURON = "examples/neuron.py";
const LEAVES = { x1: -1.5, x2: 0.5, w1: 1, w2: 0, b: 0.5 };

describe("run", () => {
  test("shows each labelled node in a table, and the graph as text", () => {
    const text = output("run", "-e", "x = Value(3.0)\ny = x**2 + 2*x");
    expect(rows(text)).toEqual([
      ["value", "data", "grad"],
      ["x", "3.0000", "8.0000"],
      ["y", "15.0000", "1.0000"],
    ]);
    const tree = text.split("\n\n")[1]!;
    for (const piece of ["x**2", "2*x", "**2", "8.0000"]) expect(tree).toContain(piece);
  });

  test("columns are aligned, and their numbers end at one place", () => {
    const lines = output("run", "-e", "x = Value(-123.5)\ny = x*x\nlonger_name = y + 1")
      .split("\n\n")[0]!
      .split("\n");
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  });

  test("the JSON has exactly the documented shape", () => {
    const graph = json("run", "-e", "x = Value(3.0)\nunused = Value(7.0)\ny = x**2 + 2*x");
    expect(Object.keys(graph)).toEqual(["root", "nodes"]);
    const [x, unused, power, two, product, y] = graph.nodes as [Node, Node, Node, Node, Node, Node];
    const leaf = { caption: null, op: null, operands: [] };
    expect(graph.nodes).toEqual([
      { ...leaf, id: x.id, label: "x", data: 3, grad: 8 },
      { ...leaf, id: unused.id, label: "unused", data: 7, grad: 0 },
      {
        id: power.id,
        label: null,
        caption: "x**2",
        op: "pow",
        data: 9,
        grad: 1,
        operands: [x.id],
        parameters: [2],
      },
      { ...leaf, id: two.id, label: null, data: 2, grad: 3 },
      { id: product.id, label: null, caption: "2*x", op: "mul", data: 6, grad: 1, operands: [two.id, x.id] },
      {
        id: y.id,
        label: "y",
        caption: "x**2 + 2*x",
        op: "add",
        data: 15,
        grad: 1,
        operands: [power.id, product.id],
      },
    ]);
    expect(graph.root).toBe(y.id);
    expect(graph.nodes.map(({ id }) => id)).toEqual(graph.nodes.map(({ id }) => id).sort((a, b) => a - b));
  });

  test("a value used twice is two operands", () => {
    const graph = json("run", "-e", "x = Value(3.0)\ny = x*x");
    const x = named(graph, "x");
    expect(named(graph, "y").operands).toEqual([x.id, x.id]);
    expect(x.grad).toBe(6);
  });

  test("numbers that JSON lacks are strings", () => {
    const code =
      "n = Value(math.nan)\np = Value(math.inf)\nm = Value(-math.inf)\nz = Value(-0.0)\ny = n*p*m*z";
    const graph = json("run", "-e", `import math\n${code}`);
    expect(["n", "p", "m", "z", "y"].map((name) => named(graph, name).data)).toEqual([
      "NaN",
      "Infinity",
      "-Infinity",
      "-0",
      "NaN",
    ]);
  });

  test("where a name is assigned again the newest node bears it and the older ones keep it as caption", () => {
    const code = "x = Value(2.0)\ny = x*3\ny = y + 1\ny = y*y";
    const graph = json("run", "-e", code);
    const made = graph.nodes.filter(({ op }) => op !== null);
    expect(made.map(({ label, caption }) => [label, caption])).toEqual([
      [null, "y"],
      [null, "y"],
      ["y", "y*y"],
    ]);
    expect(rows(output("run", "-e", code)).map(([name]) => name)).toEqual(["value", "x", "y"]);
  });

  test("a pass that the program made is shown and no other is made", () => {
    const graph = json("run", "-e", "x = Value(2.0)\ny = x*3\ny.backward()\nz = y*100");
    expect(graph.root).toBe(named(graph, "y").id);
    expect(grads(graph)).toEqual({ x: 3, y: 1 });
    expect(graph.nodes.some(({ label }) => label === "z")).toBe(false);
  });

  test("leaves show what the program's passes left in them", () => {
    expect(grads(json("run", "-e", "x = Value(2.0)\ny = x*3\ny.backward()\ny.backward()"))).toEqual({
      x: 6,
      y: 1,
    });
    expect(grads(json("run", "-e", "x = Value(2.0)\ny = x*3\ny.backward()\nx.grad = 0"))).toEqual({
      x: 0,
      y: 1,
    });
  });

  test("without a pass one is made, from the last value assigned or the one named", () => {
    const code = "x = Value(2.0)\ny = x*3\nz = y*y\ny.grad = 40.0\nx.grad = 40.0";
    expect(grads(json("run", "-e", code))).toEqual({ x: 36, y: 12, z: 1 });
    const named = json("run", "-e", code, "--root", "y");
    expect(grads(named)).toEqual({ x: 3, y: 1 });
  });

  test("--root takes a label too", () => {
    const graph = json("run", "-e", "x = Value(2.0)\np = x*3; p.label = 'x*3'\nz = p*p", "--root", "x*3");
    expect(grads(graph)).toEqual({ x: 3, "x*3": 1 });
  });

  test("--root is refused where the program has made another pass, or has no such value", () => {
    const code = "x = Value(2.0)\nyes = x*3\nz = yes*yes";
    expect(refusal(["run", "-e", `${code}\nz.backward()`, "--root", "yes"])).toContain("backward()");
    expect(json("run", "-e", `${code}\nz.backward()`, "--root", "z").root).not.toBeNull();
    expect(refusal(["run", "-e", code, "--root", "yess"])).toContain("did you mean yes?");
    expect(refusal(["run", "-e", `${code}\nk = 3`, "--root", "k"])).toContain("k is not a Value");
  });

  test("--expand rebuilds the graph and makes one fresh pass over it", () => {
    for (const [wanted, gone] of [
      ["tanh", ["tanh"]],
      ["tanh,sub", ["tanh"]],
      ["all", ["tanh", "sub", "div", "neg"]],
    ] as const) {
      const plain = "examples/neuron.js";
      const { status, stdout } = command.run(["run", plain, "--expand", wanted, "--json"]);
      expect(status).toBe(0);
      const graph: Graph = JSON.parse(stdout);
      const present = new Set(graph.nodes.map(({ op }) => op));
      expect(present).toContain("exp");
      for (const op of gone) expect(present).not.toContain(op);
      const found = grads(graph);
      for (const [leaf, grad] of Object.entries(LEAVES))
        expect(Math.abs((found[leaf] as number) - grad)).toBeLessThan(1e-12);
      expect(found.o).toBe(1);
      expect(Math.abs((named(graph, "o").data as number) - Math.SQRT1_2)).toBeLessThan(1e-12);
    }
  });

  test("a fresh pass clears labelled leaves that it does not reach", () => {
    const code = "x = Value(2.0)\ny = Value(3.0)\nz = x*y\nz.backward()\no = x.tanh()\no.backward()";
    expect(json("run", "-e", code).nodes.find(({ label }) => label === "y")!.grad).toBe(2);
    expect(json("run", "-e", code, "--expand", "tanh").nodes.find(({ label }) => label === "y")!.grad).toBe(
      0,
    );
  });

  test("--expand of an op that the graph does not have is said", () => {
    const { status, stderr } = command.run(["run", "-e", "x = Value(2.0)\ny = x*3", "--expand", "tanh"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "note: --expand: the graph has no tanh\n" });
  });

  test("what the program prints comes before the tables, and with --json goes to the standard error", () => {
    const code = "x = Value(2.0)\nprint('hello', x.data)\ny = x*3";
    expect(output("run", "-e", code)).toMatch(/^hello 2\.0\n\nvalue/);
    const { stdout, stderr } = command.run(["run", "-e", code, "--json"]);
    expect(stderr).toBe("hello 2.0\n");
    expect(JSON.parse(stdout).nodes).toHaveLength(3);
  });

  test("what was printed before an error is printed", () => {
    const { status, stdout, stderr } = command.run(["run", "-e", "print('before')\nnope"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "before\n" });
    expect(stderr).toContain("`nope` is not defined");
  });

  test("draw_dot draws the value as it is then", () => {
    const text = output(
      "run",
      "-e",
      "x = Value(2.0)\ny = x*x\ndraw_dot(y)\nprint('now')\ny.backward()\ndraw_dot(y)",
    );
    const [before, now, after, table] = text.split("\n\n") as [string, string, string, string];
    expect(before).toMatch(/^y .*–$/m);
    expect(now).toBe("now");
    expect(after).toMatch(/x +2\.0000 +4\.0000$/m);
    expect(table).toMatch(/^value +data +grad/);
  });

  test("--explain tells each contribution in a line whose numbers add up", () => {
    const text = output("run", NEURON, "--explain", "--precision", "12");
    const story = text.slice(text.indexOf("The backward pass"));
    const lines = story.split("\n").filter((line) => line.includes(" → ") && !line.startsWith("from"));
    const graph = json("run", NEURON);
    expect(lines).toHaveLength(graph.nodes.flatMap(({ operands }) => operands).length);
    const sums = new Map<string, number>();
    for (const line of lines) {
      const numbers = /^(.+?) {2,}.+ = +(\S+) +× +(\S+) +=? *= +(\S+) +(\S+)$/.exec(line);
      expect(numbers, line).not.toBeNull();
      const [, way, local, upstream, product, sum] = numbers!;
      expect(Number(product)).toBeCloseTo(Number(local) * Number(upstream), 9);
      sums.set(way!.split(" → ")[1]!, Number(sum));
    }
    for (const [leaf, grad] of Object.entries(LEAVES)) expect(sums.get(leaf)).toBeCloseTo(grad, 11);
  });

  test("--explain as JSON, with the nodes' ids", () => {
    const { explain, nodes } = JSON.parse(
      output("run", "-e", "x = Value(3.0)\ny = x*x", "--explain", "--json"),
    );
    const [x, y] = nodes;
    const both = { from: y.id, to: x.id, op: "mul", local: 3, formula: "x", upstream: 1, product: 3 };
    expect(explain).toEqual([
      { ...both, index: 0, sum: 3 },
      { ...both, index: 1, sum: 6 },
    ]);
  });

  test("a pass whose data is gone is not told", () => {
    const { status, stdout, stderr } = command.run([
      "run",
      "-e",
      "w = Value(2.0)\nloss = w*w\nloss.backward()\nw.data -= 0.1*w.grad",
      "--explain",
    ]);
    expect(status).toBe(0);
    expect(stderr).toContain("data was set after loss was computed");
    expect(stdout).not.toContain("The backward pass");
    expect(rows(stdout)[1]).toEqual(["w", "1.6000", "4.0000"]);
  });

  test("the first node in which a NaN appeared is named", () => {
    const code = "x = Value(-1.0)\na = x*2\nr = a.sqrt()\ny = r + 1";
    expect(output("run", "-e", code)).toContain(
      "The first NaN appeared in r: sqrt of a = -2 (line 3, column 5).",
    );
    expect(output("run", "-e", code, "--explain")).toContain("The first NaN appeared in r");
    const gradient = output(
      "run",
      "-e",
      "x = Value(0.0)\ny = x.sqrt()*1e-200*1e-200\nz = x.sqrt()*0.0\no = x.sqrt() - x.sqrt()",
    );
    expect(gradient).toContain("NaN among the gradients appeared in that of x");
  });

  test("large graphs are shortened, and say by how much", () => {
    const code = "x = Value(1.0)\nxs = [Value(float(i), label=f'x{i}') for i in range(300)]\ny = sum(xs)*x";
    const text = output("run", "-e", code);
    const table = text.split("\n\n")[0]!.split("\n");
    expect(table).toHaveLength(62);
    expect(table).toContain("… 242 more; --limit 302 lists all");
    expect(table.at(-1)).toMatch(/^y /);
    expect(text).toContain(
      "the graph has 601 nodes, and up to 500 nodes are drawn; --limit 601 draws it all",
    );
    const all = output("run", "-e", code, "--limit", "601");
    expect(all.split("\n\n")[0]!.split("\n")).toHaveLength(303);
    expect(all.split("\n\n").slice(1).join("\n").split("\n").length).toBeGreaterThan(500);
  });

  test("a picture that was asked for is not left out in silence", () => {
    const code = "x = Value(1.0)\nfor i in range(300): x = x*x + 1";
    const file = join(folder, "big.svg");
    expect(refusal(["run", "-e", code, "--svg", file])).toContain("--limit 901");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a deep graph of many nodes is ordinary", () => {
    const code = "x = Value(1.0)\nfor i in range(100000): x = x + 1.0";
    const { status, stdout } = command.run(["run", "-e", code, "--json"]);
    expect(status).toBe(0);
    const graph: Graph = JSON.parse(stdout);
    expect(graph.nodes).toHaveLength(200_001);
    expect(graph.nodes[0]!.grad).toBe(1);
  });

  test("a program without a Value has nothing to show", () => {
    const { status, stdout, stderr } = command.run(["run", "-e", "print(1 + 2)"]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "3\n" });
    expect(stderr).toContain("makes no Value");
    const none = command.run(["run", "-e", "1 + 2", "--json"]);
    expect(JSON.parse(none.stdout)).toEqual({ root: null, nodes: [] });
    expect(refusal(["run", "-e", "1 + 2", "--dot", join(folder, "a.dot")])).toContain("makes no Value");
  });

  test("labels can't control the terminal", () => {
    const text = output("run", "-e", "x = Value(1.0, label='a\\x1b[31mb\\nc')\ny = x*2");
    expect(text).not.toContain("\x1b");
    expect(rows(text)[1]![0]).toBe("a\ufffd[31mb↵c");
  });

  test("programs come from files, from the standard input, and from -e, a line each", () => {
    writeFileSync(join(folder, "p.js"), "const x = value(2, 'x');\nconst y = x ** 2;");
    expect(grads(json("run", join(folder, "p.js")))).toEqual({ x: 4, y: 1 });
    const { stdout } = command.run(["run", "-", "--json"], { input: "x = Value(2.0)\ny = x**2\n" });
    expect(grads(JSON.parse(stdout))).toEqual({ x: 4, y: 1 });
    expect(grads(json("run", "-e", "x = Value(2.0)", "-e", "y = x**2"))).toEqual({ x: 4, y: 1 });
  });

  test("a file's name says its language, and --language overrules it", () => {
    const power = "x = Value(2.0)\ny = -x**2";
    writeFileSync(join(folder, "p.py"), power);
    expect(named(json("run", join(folder, "p.py")), "y").data).toBe(-4);
    expect(refusal(["run", join(folder, "p.py"), "--language", "javascript"])).toContain("p.py:2");
  });

  test("every cell of the lecture notes that uses the engine runs as it stands", () => {
    const text = output("run", "test/programs/notes.py");
    expect(text.match(/^reset_graph\(\): All vars/gm)).toHaveLength(2);
    expect(text.match(/^o +tanh +0\.7071 +1\.0000$/gm)).toHaveLength(1);
    const { stdout } = command.run(["run", "test/programs/notes.py", "--json"]);
    const found = grads(JSON.parse(stdout));
    for (const [leaf, grad] of Object.entries(LEAVES))
      expect(Math.abs((found[leaf] as number) - grad)).toBeLessThan(1e-12);
  });

  test("the examples run, and their gradients check", () => {
    for (const file of readdirSync(join(root, "examples"))) {
      const { status, stderr } = command.run(["check", join("examples", file)]);
      expect({ file, status, stderr }).toEqual({ file, status: 0, stderr: "" });
      expect(command.run(["run", join("examples", file)]).status).toBe(0);
    }
  });
});

describe("files", () => {
  const code = "x = Value(2.0)\ny = x.tanh()";

  test("SVG, PNG and DOT of the root", () => {
    const files = ["y.svg", "y.png", "y.dot"].map((name) => join(folder, name)) as [string, string, string];
    const [svg, png, dot] = files;
    expect(output("run", "-e", code, "--svg", svg, "--png", png, "--dot", dot)).toContain(
      `wrote ${files.join(", ")}`,
    );
    expect(readFileSync(svg, "utf8")).toMatch(/^<svg[\s>][\s\S]*<title>/);
    expect([...readFileSync(png).subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(readFileSync(dot, "utf8")).toMatch(/^digraph \{[\s\S]*tanh/);
    expect(readdirSync(folder).sort()).toEqual(["y.dot", "y.png", "y.svg"]);
  });

  test("are of the expanded graph with --expand", () => {
    const dot = join(folder, "y.dot");
    output("run", "-e", code, "--expand", "tanh", "--dot", dot);
    expect(readFileSync(dot, "utf8")).toContain("exp");
    expect(readFileSync(dot, "utf8")).not.toMatch(/label="tanh"/);
  });

  test("that can't be written are named before anything is done", () => {
    const good = join(folder, "good.svg");
    mkdirSync(join(folder, "taken"));
    writeFileSync(join(folder, "file"), "");
    const cases: [bad: string, why: RegExp][] = [
      [join(folder, "missing/y.png"), /there is no folder .*missing/],
      [join(folder, "taken"), /it is a folder/],
      [join(folder, "file/y.png"), /is a file, not a folder|a part of the path is a file/],
      [`${join(folder, "nothing")}/`, /it names a folder/],
      ["", /no name of a file/],
      ["-", /\.\/-/],
      [good, /--svg and --png both name/],
      [join(folder, "x".repeat(300)), /the name is too long/],
    ];
    for (const [bad, why] of cases) {
      const message = refusal(["run", "-e", `print('ran')\n${code}`, "--svg", good, "--png", bad]);
      expect(message).toMatch(why);
      expect(message).toContain(bad === good ? "good.svg" : JSON.stringify(bad));
      expect(readdirSync(folder).sort()).toEqual(["file", "taken"]);
    }
  });

  test.skipIf(process.getuid?.() === 0)(
    "in a folder that is read-only are refused (skipped for root, whom nothing is refused)",
    () => {
      const closed = join(folder, "closed");
      mkdirSync(closed);
      chmodSync(closed, 0o555);
      expect(refusal(["run", "-e", code, "--svg", join(closed, "y.svg")])).toContain("permission denied");
      chmodSync(closed, 0o755);
      writeFileSync(join(closed, "y.svg"), "old");
      chmodSync(join(closed, "y.svg"), 0o444);
      expect(refusal(["run", "-e", code, "--svg", join(closed, "y.svg")])).toContain("permission denied");
    },
  );

  test("stay as they are when the program fails", () => {
    const svg = join(folder, "y.svg");
    writeFileSync(svg, "old");
    refusal(["run", "-e", `${code}\nnope`, "--svg", svg]);
    expect(readFileSync(svg, "utf8")).toBe("old");
    output("run", "-e", code, "--svg", svg);
    expect(readFileSync(svg, "utf8")).toMatch(/^<svg/);
  });

  test("that are links stay links", () => {
    const [real, link] = [join(folder, "real.dot"), join(folder, "link.dot")];
    writeFileSync(real, "old");
    symlinkSync(real, link);
    output("run", "-e", code, "--dot", link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, "utf8")).toMatch(/^digraph/);
  });

  test("that are the program itself are not overwritten", () => {
    const file = join(folder, "p.py");
    writeFileSync(file, code);
    expect(refusal(["run", file, "--dot", file])).toContain("that is the program itself");
    expect(readFileSync(file, "utf8")).toBe(code);
  });

  test.skipIf(process.platform === "win32")(
    "that are devices are written to, not replaced (skipped on Windows, which has none)",
    () => {
      const script = '"$@" | cat';
      const { stdout: text } = spawnSync(
        "bash",
        ["-c", script, "bash", process.execPath, command.main, "run", "-e", code, "--dot", "/dev/stdout"],
        { encoding: "utf8" },
      );
      expect(text).toMatch(/^digraph \{[\s\S]*\n\}\nvalue/);
      expect(readdirSync("/dev").filter((name) => name.includes(".stdout"))).toEqual([]);
    },
  );
});

describe("check", () => {
  test("compares every leaf's gradient with a numeric one", () => {
    const text = output("check", NEURON);
    const table = text
      .split("\n\n")[1]!
      .split("\n")
      .map((line) => line.trim().split(/\s{2,}/));
    expect(table[0]).toEqual(["leaf", "data", "analytic", "numeric", "error", "tolerance"]);
    expect(table.slice(1).map(([leaf, , analytic, numeric]) => [leaf, analytic, numeric])).toEqual(
      Object.entries(LEAVES).map(([leaf, grad]) => [leaf, grad.toFixed(4), grad.toFixed(4)]),
    );
    expect(table.slice(1).every((row) => row.at(-1) === "ok")).toBe(true);
    expect(text).toContain("All 5 gradients agree.");
  });

  test("a mismatch is exit code 1", () => {
    // The chain rule gives 0 · ∞ at 0, which is cut off as 0; the function is x, whose slope is 1.
    const wrong = "x = Value(0.0)\ny = x.cbrt()**3";
    const { status, stdout } = command.run(["check", "-e", wrong]);
    expect(status).toBe(1);
    expect(stdout).toContain("MISMATCH");
    expect(stdout).toContain("1 of 1 gradient is wrong.");
    const asJson = command.run(["check", "-e", wrong, "--json"]);
    expect(asJson.status).toBe(1);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      passed: false,
      leaves: [{ label: "x", status: "mismatch", analytic: 0 }],
    });
  });

  test("the tolerance decides", () => {
    const wrong = "x = Value(0.0)\ny = x.cbrt()**3";
    expect(command.run(["check", "-e", wrong, "--tolerance", "2"]).status).toBe(0);
  });

  test("a kink is reported as one", () => {
    const { status, stdout } = command.run([
      "check",
      "-e",
      "x = Value(0.0)\nw = Value(2.0)\ny = x.relu() + w",
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^x .*kink: slope 0\.0000 on the left, 1\.0000 on the right$/m);
    expect(stdout).toContain("1 agrees; 1 at a kink, where no gradient is right.");
    expect(stdout).toContain("A kink of relu lies at x.relu() (x = 0) in line 3.");
  });

  test("as JSON", () => {
    const found = JSON.parse(output("check", "-e", "x = Value(2.0)\ny = x**3", "--json"));
    expect(found).toMatchObject({
      passed: true,
      kinks: [],
      leaves: [{ label: "x", caption: null, data: 2, analytic: 12, status: "ok" }],
    });
    expect(Math.abs(found.leaves[0].numeric - 12)).toBeLessThan(1e-6);
    expect(found.leaves[0].tolerance).toBeGreaterThanOrEqual(1e-6);
  });

  test("the program's own gradients do not matter to it", () => {
    expect(output("check", "-e", "x = Value(2.0)\ny = x*x\ny.backward()\ny.backward()")).toContain(
      "The gradient agrees.",
    );
  });

  test("nothing to check is an error", () => {
    expect(refusal(["check", "-e", "1 + 1"])).toContain("nothing to check");
  });
});

describe("compare", () => {
  test("sets both levels of the exercise side by side", () => {
    const text = output("compare", NEURON);
    for (const [leaf, grad] of Object.entries(LEAVES)) {
      const line = text.split("\n").find((candidate) => candidate.startsWith(`${leaf} `))!;
      const [, , first, second, difference] = line.split(/\s{2,}/);
      expect([Number(first), Number(second)]).toEqual([grad, grad]);
      expect(Number(difference)).toBeLessThan(1e-12);
    }
    expect(text).toContain("Both levels agree");
    expect(text).toContain("Expanding tanh in (1) gives (2), node for node.");
  });

  test("as JSON, with both graphs", () => {
    const { passed, difference, leaves, levels } = JSON.parse(output("compare", NEURON, "--json"));
    expect(passed).toBe(true);
    expect(difference).toBeLessThan(1e-12);
    expect(leaves.map(({ label }: { label: string }) => label)).toEqual(Object.keys(LEAVES));
    expect(levels.map(({ title, nodes }: { title: string; nodes: Node[] }) => [title, nodes.length])).toEqual(
      [
        ["o = n.tanh()", 10],
        ["o = (e - 1) / (e + 1)", 17],
      ],
    );
  });

  test("levels that differ are exit code 1", () => {
    const { status, stdout } = command.run([
      "compare",
      "-e",
      "x = Value(0.5)\na = x.tanh()\na.backward()\nb = x.sin()\nb.backward()",
    ]);
    expect(status).toBe(1);
    expect(stdout).toContain("The levels do not agree");
    expect(stdout).not.toContain("node for node");
  });

  test("a program of one level is compared with its expansion", () => {
    expect(output("compare", "examples/neuron.js", "--expand", "tanh")).toContain("Both levels agree");
    expect(refusal(["compare", "-e", "x = Value(1.0)\ny = x.tanh()"])).toContain("--expand");
  });

  test("writes a picture of each level into a folder that it makes", () => {
    const out = join(folder, "new/out");
    output("compare", NEURON, "--out", out);
    expect(readdirSync(out).sort()).toEqual([
      "neuron-exp.png",
      "neuron-exp.svg",
      "neuron-tanh.png",
      "neuron-tanh.svg",
    ]);
    for (const name of ["neuron-exp.svg", "neuron-tanh.svg"])
      for (const leaf of Object.keys(LEAVES))
        expect(readFileSync(join(out, name), "utf8")).toContain(`>${leaf}<`);
    writeFileSync(join(folder, "file"), "");
    expect(refusal(["compare", NEURON, "--out", join(folder, "file/out")])).toMatch(
      /not a folder|a part of the path is a file/,
    );
  });
});

describe("ops", () => {
  const all = Object.keys(ops).sort();

  test("lists every op, with forward and local derivatives", () => {
    const lines = output("ops").trimEnd().split("\n");
    expect(lines.slice(1).map((line) => line.split(" ")[0])).toEqual(all);
    expect(lines.find((line) => line.startsWith("tanh "))).toMatch(
      /^tanh +tanh\(x\) +1 - out\*\*2 +\(exp\(2 \* x\) - 1\) \/ \(exp\(2 \* x\) \+ 1\) +tanh\(±400\)/,
    );
  });

  test("shows one whole, by name or symbol", () => {
    for (const name of ["add", "tanh", "select"])
      expect(output("ops", name)).toMatch(new RegExp(`^${name}\\b`));
    const text = output("ops", "pow");
    for (const piece of [
      "x**y",
      "torch.pow(x, y)",
      "x^{y}",
      "from 0.1 to 4",
      "Special values are JavaScript's",
    ])
      expect(text).toContain(piece);
    expect(output("ops", "add")).toContain("f64.add");
    expect(output("ops", "-")).toMatch(/^neg {2}-\n[\s\S]*^sub {2}-\n/m);
  });

  test("as JSON", () => {
    const list = JSON.parse(output("ops", "--json"));
    expect(list.map(({ name }: { name: string }) => name)).toEqual(all);
    expect(JSON.parse(output("ops", "mul", "--json"))).toMatchObject({
      name: "mul",
      arity: 2,
      symbol: "*",
      forward: "x * y",
      derivatives: ["y", "x"],
      expand: null,
      instruction: "f64.mul",
    });
  });

  test("an unknown name is answered with the nearest", () => {
    expect(refusal(["ops", "tahn"])).toContain("did you mean tanh?");
    expect(refusal(["ops", "constructor"])).toContain("there is no op constructor");
  });
});

describe("usage", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

  test("help and version", () => {
    expect(output("--version")).toBe(`${version}\n`);
    const help = output("--help");
    expect(output()).toBe(help);
    for (const verb of ["run", "check", "compare", "ops"]) {
      expect(help).toContain(`  ${verb} `);
      expect(output(verb, "--help")).toMatch(new RegExp(`^Usage: chainrule ${verb} [\\s\\S]*--json`));
    }
  });

  test.each<[args: string[], says: RegExp]>([
    [["rum"], /no verb rum; did you mean run/],
    [["run"], /a FILE, - for the standard input, or -e CODE/],
    [["run", "-e", "x = Value(1.0)", "file.py"], /wanted once/],
    [["run", "--jsn", "-e", "1"], /unknown option '--jsn'[\s\S]*--json/],
    [["run", "-e"], /argument missing/],
    [["run", "nowhere/at/all.py"], /can't read "nowhere\/at\/all\.py": there is no such file/],
    [["run", "src"], /can't read "src": it is a folder/],
    [["run", "assets/fonts/DejaVuSansMono.ttf"], /it is not text in UTF-8/],
    [["run", "-e", "x = Value(1.0)", "--expand", "tahn"], /no op tahn; did you mean tanh/],
    [["run", "-e", "x = Value(1.0)", "--expand", "exp"], /exp is a primitive op/],
    [["run", "-e", "x = Value(1.0)", "--expand", ""], /no op ""/],
    [["run", "-e", "x = Value(1.0)", "--precision", "21"], /from 0 to 20/],
    [["run", "-e", "x = Value(1.0)", "--precision", "two"], /from 0 to 20/],
    [["run", "-e", "x = Value(1.0)", "--limit", "0"], /above 0/],
    [["run", "-e", "x = Value(1.0)", "--language", "ruby"], /python, javascript/],
    [["run", "-e", "x = Value(1.0)", "--budget", "stps=3"], /stps=3 is no budget/],
    [["run", "-e", "x = Value(1.0)", "--budget", "steps=-3"], /at least 1/],
    [["check", "-e", "x = Value(1.0)", "--tolerance", "0"], /above 0/],
    [["ops", "tanh", "relu"], /too many arguments/],
  ])("%j is refused", (args, says) => {
    expect(refusal(args)).toMatch(says);
  });

  test("an error in a program has its place, a caret and the nearest name", () => {
    expect(refusal(["run", "-e", "x = Value(2.0)\ny = thn(x)"])).toBe(
      "error: `thn` is not defined; did you mean `tanh`?\n  -e:2:5\n    y = thn(x)\n        ^^^\n",
    );
    expect(refusal(["run", "-"], { input: "x = (" })).toContain("<stdin>:1");
  });

  test("an unsupported statement, an unknown attribute, stale data and a wrong argument are errors of the program", () => {
    expect(refusal(["run", "-e", "class A:\n  pass"])).toMatch(/class/);
    expect(refusal(["run", "-e", "x = Value(2.0)\nx.__class__"])).toMatch(/__class__/);
    expect(refusal(["run", "-e", "x = Value('2')"])).toMatch(/-e:1/);
    expect(refusal(["run", "-e", "x = Value(2.0)\ny = x*x\nx.data = 3.0\ny.backward()"])).toContain(
      "changed after",
    );
    expect(refusal(["run", "-e", "x = Value(2.0)\ny = x*x\nx.data = 3.0"])).toContain("changed after");
  });

  test("a program over its budget is stopped, and told which option raises it", () => {
    const endless = ["run", "-e", "while True: pass", "--budget", "steps=1000"];
    expect(refusal(endless)).toMatch(/more than 1,000 steps; .*--budget steps=10000/);
    const many = "x = Value(1.0)\nfor i in range(100): x = x + 1.0";
    expect(refusal(["run", "-e", many, "--budget", "nodes=50"])).toContain("nodes");
    expect(command.run(["run", "-e", many, "--budget", "nodes=500", "--budget", "steps=1e6"]).status).toBe(0);
  });

  test("a reader that stops reading is no error", () => {
    for (const verb of [
      ["ops", "--json"],
      ["run", NEURON, "--explain"],
    ]) {
      const script = `"$@" | head -n 1; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = spawnSync(
        "bash",
        ["-c", script, "bash", process.execPath, command.main, ...verb],
        {
          cwd: root,
          encoding: "utf8",
        },
      );
      expect(stderr).toBe("");
      expect(stdout).toMatch(/\n0\n$/);
    }
  });

  test.skipIf(!existsSync("/dev/full"))(
    "an output that can't be written is an error (skipped where there is no /dev/full)",
    () => {
      const { stderr, status } = spawnSync(
        "bash",
        ["-c", '"$@" > /dev/full', "bash", process.execPath, command.main, "ops"],
        {
          cwd: root,
          encoding: "utf8",
        },
      );
      expect({ stderr, status }).toEqual({
        stderr: "error: can't write to the standard output: the disk is full\n",
        status: 2,
      });
    },
  );

  const script = spawnSync("script", ["--version"]).status === 0;
  test.skipIf(!script)(
    "colours are for terminals, and NO_COLOR turns them off (skipped without script(1))",
    () => {
      const onTerminal = (env: Record<string, string>) =>
        spawnSync(
          "script",
          ["-qec", `"${process.execPath}" "${command.main}" check ${NEURON}`, "/dev/null"],
          {
            cwd: root,
            encoding: "utf8",
            env: { PATH: process.env.PATH!, TERM: "xterm-256color", ...env },
          },
        ).stdout;
      expect(onTerminal({})).toContain("\x1b[");
      expect(onTerminal({ NO_COLOR: "1" })).not.toContain("\x1b[");
      expect(onTerminal({ TERM: "dumb" })).not.toContain("\x1b[");
      expect(output("check", NEURON)).not.toContain("\x1b[");
    },
  );
});
