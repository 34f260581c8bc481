import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { command, folder, LEAVES, NEURON, type Node, output, refusal, root, useCommand } from "./command.ts";

useCommand();

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

  const WRITTEN_OUT = "x = Value(0.3)\nw = Value(2.0)\nn = x*w + 1\ne = (2*n).exp()\no = (e - 1) / (e + 1)";
  test("--fuse shows what ops are made of as the ops, with one fresh pass", () => {
    const plain = json("run", "-e", WRITTEN_OUT);
    const fused = json("run", "-e", WRITTEN_OUT, "--fuse");
    expect(named(fused, "o")).toMatchObject({ op: "tanh", operands: [named(fused, "n").id] });
    expect(fused.nodes.map(({ op }) => op)).toEqual([null, null, "mul", null, "add", "tanh"]);
    for (const leaf of ["x", "w"]) expect(grads(fused)[leaf]).toBeCloseTo(grads(plain)[leaf] as number, 12);
    const again = json("run", "-e", `${WRITTEN_OUT}\no.backward()\no.backward()`, "--fuse");
    expect(grads(again).x).toBeCloseTo(grads(plain).x as number, 12);
  });
  test("--fuse says if there is nothing to fuse, also where the constituents are asked for", () => {
    const { status, stderr } = command.run(["run", "-e", "x = Value(2.0)\ny = x*3", "--fuse"]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: "note: --fuse: the graph has no constituents of an op, or each is asked for elsewhere\n",
    });
  });
  test("--expand and --fuse together give the ops back", () => {
    const ops = (...args: string[]) => json("run", NEURON, ...args).nodes.map(({ op }) => op);
    expect(ops("--expand", "all", "--fuse", "--simplify").filter((op) => op === "tanh")).toHaveLength(1);
  });
  test("--simplify leaves numbers as they are, and --algebra does what algebra does", () => {
    const code = "x = Value(3.0)\ny = (x*1 + 0*x + (x - x)) * x";
    const plain = json("run", "-e", code);
    const exact = json("run", "-e", code, "--simplify");
    const algebra = json("run", "-e", code, "--algebra");
    expect(plain.nodes.length).toBeGreaterThan(exact.nodes.length);
    expect(exact.nodes.length).toBeGreaterThan(algebra.nodes.length);
    expect(algebra.nodes.map(({ op }) => op)).toEqual([null, "square"]);
    for (const graph of [plain, exact, algebra]) expect(grads(graph)).toEqual({ x: 6, y: 1 });
    const nan = "x = Value(0.0)\ny = x / x";
    expect(named(json("run", "-e", nan, "--simplify"), "y").data).toBe("NaN");
    expect(named(json("run", "-e", nan, "--algebra"), "y").data).toBe(1);
  });
  test("--latex writes the formula of what is shown", () => {
    const formula = (...args: string[]) =>
      output("run", ...args, "--latex")
        .trimEnd()
        .split("\n\n")
        .at(-1);
    expect(formula("-e", WRITTEN_OUT)).toBe(
      [
        "\\begin{aligned}",
        "n &= x \\cdot w + 1 \\\\",
        "e &= e^{2 \\cdot n} \\\\",
        "o &= \\frac{e - 1}{e + 1}",
        "\\end{aligned}",
      ].join("\n"),
    );
    expect(formula("-e", WRITTEN_OUT, "--fuse")).toContain("o &= \\tanh\\left(n\\right)");
    expect(formula("-e", "x = Value(2.0)\ny = x*x", "--simplify")).toBe("y = x^{2}");
    expect(formula("-e", "x = Value(2.0)\ny = x - x", "--algebra")).toBe("y = 0");
    const { latex } = JSON.parse(output("run", "-e", "x = Value(2.0)\ny = x*x", "--latex", "--json"));
    expect(latex).toBe("y = x \\cdot x");
  });
  test("--latex needs a graph, and one that is not too large", () => {
    expect(refusal(["run", "-e", "3", "--latex"])).toContain("--latex: the program makes no Value");
    expect(refusal(["run", "-e", "x = Value(2.0)\ny = x*x + x", "--latex", "--limit", "2"])).toBe(
      "error: --latex: the graph has 3 nodes, and up to 2 nodes are written; --limit 3 allows that many\n",
    );
  });
  test("pictures and the story are of the graph that is shown", () => {
    const file = join(folder, "fused.dot");
    const text = output("run", "-e", WRITTEN_OUT, "--fuse", "--dot", file, "--explain");
    expect(readFileSync(file, "utf8")).toContain("tanh");
    expect(text).toContain("o → n");
    expect(text).not.toContain("exp");
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
    const set = "x = Value(0.0); w = Value(2.0)\no = (x.sqrt() - x.sqrt())*w\no.backward()\nw.data = 3";
    expect(output("run", "-e", set)).toContain(
      "The first NaN among the gradients appeared in that of x (line 1, column 5).",
    );
  });

  test("large graphs are shortened, and say by how much", () => {
    const code = "x = Value(1.0)\nxs = [Value(float(i), label=f'x{i}') for i in range(300)]\ny = sum(xs)*x";
    const text = output("run", "-e", code);
    const table = text.split("\n\n")[0]!.split("\n");
    expect(table).toHaveLength(62);
    expect(table).toContain("… 242 more; --limit 302 lists all");
    expect(table.at(-1)).toMatch(/^y /);
    expect(text).toContain(
      "the graph has 601 nodes, and up to 500 nodes are drawn; --limit 601 allows that many",
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
