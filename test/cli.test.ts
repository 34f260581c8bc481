import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { command, folder, NEURON, output, refusal, root, useCommand } from "./command.ts";

useCommand();

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
    [["plot"], /no verb plot; there are run, check, compare, derive, ops\n/],
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
