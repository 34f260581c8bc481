/** The tool of bench/gradbench, as a process: its protocol, and its answers against direct formulas and differences. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./command.ts";

const folder = mkdtempSync(join(tmpdir(), "chainrule-gradbench-"));
const tool = join(folder, "tool.mjs");
beforeAll(async () => {
  const input = join(root, "bench/gradbench/tool.js");
  const bundle = await rolldown({
    input,
    platform: "node",
    logLevel: "silent",
    resolve: { alias: { chainrule: join(root, "src/index.ts") } },
  });
  await bundle.write({ file: tool, format: "esm", minify: false });
  await bundle.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Response {
  id: number | null;
  tool?: string;
  success?: boolean;
  error?: string;
  // biome-ignore lint/suspicious/noExplicitAny: of any module.
  output?: any;
  timings?: { name: string; nanoseconds: number }[];
}

const converse = (messages: readonly object[]): Response[] =>
  send(messages.map((message, id) => JSON.stringify({ id, ...message })));

function send(lines: readonly string[]): Response[] {
  const input = lines.map((line) => `${line}\n`).join("");
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool], {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Response);
}

const evaluation = (module: string, name: string, input: unknown) => ({
  kind: "evaluate",
  module,
  function: name,
  input,
});

/** Answers of functions of one module to one input, at all of the points that are asked for at once. */
function answers(module: string, calls: readonly (readonly [name: string, input: object | number])[]) {
  return converse(calls.map(([name, input]) => evaluation(module, name, input))).map(
    ({ success, error, output }) => {
      expect({ success, error }).toEqual({ success: true, error: undefined });
      return output;
    },
  );
}

const RUNS = { min_runs: 1, min_seconds: 0 };
const numbers = (n: number, shift = 0) => Array.from({ length: n }, (_, i) => Math.sin(1.7 * i + 1 + shift));
const matrix = (n: number, m: number, shift = 0) =>
  Array.from({ length: n }, (_, i) => numbers(m, 3 * i + shift));

function near(actual: readonly number[], wanted: readonly number[], tolerance = 1e-12): void {
  expect(actual.length).toBe(wanted.length);
  actual.forEach((x, i) => {
    expect(Math.abs(x - wanted[i]!), `at ${i}: ${x}, wanted ${wanted[i]}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(wanted[i]!)),
    );
  });
}

const STEP = 1e-5;
/** Central differences of a module's function in the numbers at `x`, which `put` puts into its input. */
function differences(
  module: string,
  name: string,
  x: readonly number[],
  put: (x: number[]) => object,
  pick: (output: never) => number = (output) => output,
): number[] {
  const nudged = (i: number, by: number) => put(x.map((x, j) => (i === j ? x + by : x)));
  const calls = x.flatMap((_, i) => [STEP, -STEP].map((by) => [name, nudged(i, by)] as const));
  const values = answers(module, calls).map((output) => pick(output as never));
  return x.map((_, i) => (values[2 * i]! - values[2 * i + 1]!) / (2 * STEP));
}

/** The flat numbers of a tree as rows of `m`. */
const rows = (x: readonly number[], m: number) =>
  Array.from({ length: x.length / m }, (_, i) => x.slice(i * m, (i + 1) * m));

test("a session: every message has a response with its id", () => {
  const session = converse([
    { kind: "start", eval: "lse" },
    { kind: "define", module: "lse" },
    { kind: "define", module: "toString" },
    evaluation("lse", "primal", { x: [0, 0], min_runs: 3, min_seconds: 0 }),
    evaluation("lse", "constructor", {}),
    evaluation("lse", "primal", { x: [0, Number.NaN] }),
    { kind: "analysis", of: 3, valid: true },
    { kind: "of a later version" },
  ]);
  expect(session.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(session[0]).toEqual({ id: 0, tool: "chainrule" });
  expect(session[1]).toEqual({ id: 1, success: true });
  expect(session[2]).toMatchObject({ success: false, error: expect.stringContaining("toString") });
  expect(session[3]!.output).toBeCloseTo(Math.LN2, 14);
  expect(session[3]!.timings!.map(({ name }) => name)).toEqual([
    "prepare",
    "evaluate",
    "evaluate",
    "evaluate",
  ]);
  for (const { nanoseconds } of session[3]!.timings!)
    expect(Number.isInteger(nanoseconds) && nanoseconds >= 0).toBe(true);
  expect(session[4]).toMatchObject({ success: false, error: expect.stringContaining("constructor") });
  // JSON has no NaN: the input holds a null, which is no number.
  expect(session[5]).toMatchObject({ success: false, error: expect.stringContaining("null") });
  expect(session.slice(6)).toEqual([{ id: 6 }, { id: 7 }]);
});

test("a line that is no message is refused, and those after it are answered", () => {
  const good = JSON.stringify({ id: 7, ...evaluation("hello", "square", 3) });
  const bad = ["not JSON", '{"id": 1', "[]", "null", "3", '"start"'];
  const responses = send([...bad, "", good]);
  expect(responses).toHaveLength(bad.length + 1);
  responses.slice(0, 2).forEach((response) => {
    expect(response).toMatchObject({ id: null, success: false, error: expect.stringContaining("not JSON") });
  });
  responses.slice(2, -1).forEach((response, k) => {
    const error = expect.stringContaining(`a line is ${bad[k + 2]}; wanted a message`);
    expect(response).toMatchObject({ id: null, success: false, error });
  });
  expect(responses.at(-1)).toMatchObject({ id: 7, success: true, output: 9 });
});

test("how often to run is checked", () => {
  // 1e999 is Infinity to JSON.parse.
  const inputs = [
    '"min_runs":"a"',
    '"min_runs":0',
    '"min_runs":1.5',
    '"min_seconds":-1',
    '"min_seconds":1e999',
  ];
  const lines = inputs.map((limit, id) => {
    const message = JSON.stringify({ id, ...evaluation("lse", "primal", {}) });
    return message.replace("{}", `{"x":[1,2],${limit}}`);
  });
  const responses = send([...lines, JSON.stringify({ id: 5, ...evaluation("lse", "primal", 3) })]);
  expect(responses.map(({ id, success, error }) => [id, success, error!.split("\n")[0]])).toEqual([
    [0, false, 'RangeError: min_runs is "a"; wanted a whole number from 1 on'],
    [1, false, "RangeError: min_runs is 0; wanted a whole number from 1 on"],
    [2, false, "RangeError: min_runs is 1.5; wanted a whole number from 1 on"],
    [3, false, "RangeError: min_seconds is -1; wanted a finite number from 0 on"],
    [4, false, "RangeError: min_seconds is Infinity; wanted a finite number from 0 on"],
    [5, false, "TypeError: input is 3; wanted an object"],
  ]);
});

test("runs go on until they add up to min_seconds", () => {
  const [{ timings }] = converse([
    evaluation("lse", "primal", { x: [1, 2], min_runs: 1, min_seconds: 0.01 }),
  ]) as [Response];
  const total = timings!
    .filter(({ name }) => name === "evaluate")
    .reduce((sum, { nanoseconds }) => sum + nanoseconds, 0);
  expect(total).toBeGreaterThanOrEqual(1e7);
});

test("hello", () => {
  expect(
    answers("hello", [
      ["square", 3],
      ["double", 3],
      ["square", -1.5],
      ["double", 0],
    ]),
  ).toEqual([9, 6, 2.25, 0]);
});

test("llsq", () => {
  const [n, x] = [7, numbers(4)];
  const residuals = Array.from({ length: n }, (_, i) => {
    const t = -1 + (i * 2) / (n - 1);
    return { t, r: Math.sign(t) - x.reduce((sum, c, j) => sum + c * t ** j, 0) };
  });
  const [primal, gradient, one] = answers("llsq", [
    ["primal", { x, n, ...RUNS }],
    ["gradient", { x, n, ...RUNS }],
    ["gradient", { x: [0.5], n, ...RUNS }],
  ]);
  near([primal], [residuals.reduce((sum, { r }) => sum + r * r, 0) / 2]);
  near(
    gradient,
    x.map((_, j) => -residuals.reduce((sum, { t, r }) => sum + r * t ** j, 0)),
  );
  near(one, [3.5]);
});

test("lse, also where exp overflows", () => {
  for (const x of [numbers(5), [1000, 1001, 999.5], [3]]) {
    const most = Math.max(...x);
    const total = x.reduce((sum, x) => sum + Math.exp(x - most), 0);
    const [primal, gradient] = answers("lse", [
      ["primal", { x, ...RUNS }],
      ["gradient", { x, ...RUNS }],
    ]);
    near([primal], [most + Math.log(total)]);
    near(
      gradient,
      x.map((x) => Math.exp(x - most) / total),
    );
  }
});

test("ode: the solution is Πx · tᵏ/k!, which four steps find but for the order of the method", () => {
  const x = [0.9, -1.1, 1.3];
  const [end, gradient] = answers("ode", [
    ["primal", { x, s: 4, ...RUNS }],
    ["gradient", { x, s: 4, ...RUNS }],
  ]);
  const products = x.map((_, i) => x.slice(0, i + 1).reduce((a, b) => a * b, 1));
  // Polynomials up to the fourth degree are integrated exactly.
  near(end, [2 * products[0]!, 2 * products[1]!, (4 / 3) * products[2]!]);
  near(
    gradient,
    x.map((x) => ((4 / 3) * products[2]!) / x),
  );
});

test("det: by elimination", () => {
  for (const ell of [1, 2, 3, 5]) {
    const A = numbers(ell * ell).map((x, i) => x + (i % (ell + 1) === 0 ? 2 : 0));
    const { determinant, inverse } = eliminate(rows(A, ell));
    const [primal, gradient] = answers("det", [
      ["primal", { A, ell, ...RUNS }],
      ["gradient", { A, ell, ...RUNS }],
    ]);
    near([primal], [determinant], 1e-10);
    // ∂det/∂A = det · A⁻ᵀ
    near(
      gradient,
      A.map((_, i) => determinant * inverse[i % ell]![Math.floor(i / ell)]!),
      1e-10,
    );
  }
});

/** Gauss and Jordan's, with pivots. */
function eliminate(a: readonly (readonly number[])[]): { determinant: number; inverse: number[][] } {
  const n = a.length;
  const m = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  let determinant = 1;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) if (Math.abs(m[i]![k]!) > Math.abs(m[best]![k]!)) best = i;
    if (best !== k) determinant = -determinant;
    [m[k], m[best]] = [m[best]!, m[k]!];
    const pivot = m[k]![k]!;
    determinant *= pivot;
    m[k] = m[k]!.map((x) => x / pivot);
    for (let i = 0; i < n; i++)
      if (i !== k) {
        const factor = m[i]![k]!;
        m[i] = m[i]!.map((x, j) => x - factor * m[k]![j]!);
      }
  }
  return { determinant, inverse: m.map((row) => row.slice(n)) };
}

test("gmm: the density of its definition, and differences", () => {
  const [d, k, n, m, gamma] = [3, 2, 4, 2, 1.5];
  const size = (d * (d - 1)) / 2;
  const x = matrix(n, d, 0.4);
  const flat = numbers(k + 2 * k * d + k * size, 0.2);
  const put = (p: number[]) => {
    const mu = p.slice(k, k + k * d);
    const q = p.slice(k + k * d, k + 2 * k * d);
    const l = rows(p.slice(k + 2 * k * d), size);
    return { d, k, n, m, gamma, x, alpha: p.slice(0, k), mu: rows(mu, d), q: rows(q, d), l, ...RUNS };
  };
  const given = put(flat);
  const [objective, jacobian] = answers("gmm", [
    ["objective", given],
    ["jacobian", given],
  ]);

  // Column by column below the diagonal.
  const factors = given.q.map((q, c) => {
    const matrix = q.map((x, i) => q.map((_, j) => (i === j ? Math.exp(x) : 0)));
    let at = 0;
    for (let j = 0; j < d; j++) for (let i = j + 1; i < d; i++) matrix[i]![j] = given.l[c]![at++]!;
    return matrix;
  });
  const determinants = factors.map((f) => f.reduce((product, row, i) => product * row[i]!, 1));
  const total = given.alpha.reduce((sum, a) => sum + Math.exp(a), 0);
  const likelihood = x.reduce((product, point) => {
    const density = factors.reduce((sum, factor, c) => {
      const centred = point.map((x, i) => x - given.mu[c]![i]!);
      const image = factor.map((row) => row.reduce((s, f, j) => s + f * centred[j]!, 0));
      const exponent = image.reduce((s, y) => s + y * y, 0) / 2;
      const weight = Math.exp(given.alpha[c]!) / total;
      return sum + (weight * determinants[c]! * Math.exp(-exponent)) / (2 * Math.PI) ** (d / 2);
    }, 0);
    return product * density;
  }, 1);
  // Γ₃(3) = π^{3/2} Γ(3) Γ(5/2) Γ(2), with d + m + 1 = 6 degrees of freedom.
  const gamma3 = Math.PI ** 1.5 * 2 * ((3 / 4) * Math.sqrt(Math.PI)) * 1;
  const prior = factors.reduce((product, factor, c) => {
    const squares = factor.flat().reduce((sum, x) => sum + x * x, 0);
    const scale = (gamma / Math.SQRT2) ** (6 * d) / gamma3;
    return product * scale * determinants[c]! ** m * Math.exp((-(gamma ** 2) * squares) / 2);
  }, 1);
  near([objective], [Math.log(likelihood * prior)], 1e-10);

  const { alpha, mu, q, l } = jacobian;
  expect(Object.keys(jacobian).sort()).toEqual(["alpha", "l", "mu", "q"]);
  near([alpha, mu, q, l].flat(3), differences("gmm", "objective", flat, put), 1e-7);
});

test("lstm: plain loops, and differences", () => {
  const [layers, c, b] = [2, 4, 3];
  const state = matrix(2 * layers, b, 0.3);
  const sequence = matrix(c, b, 0.6);
  const flat = numbers(2 * layers * 4 * b + 3 * b);
  const put = (p: number[]) => ({
    main_params: rows(p.slice(0, 2 * layers * 4 * b), 4 * b),
    extra_params: rows(p.slice(2 * layers * 4 * b), b),
    state,
    sequence,
    ...RUNS,
  });
  const given = put(flat);
  const [objective, jacobian] = answers("lstm", [
    ["objective", given],
    ["jacobian", given],
  ]);
  near([objective], [perplexity(given)]);
  near(jacobian, differences("lstm", "objective", flat, put), 1e-7);
});

function perplexity(given: {
  main_params: number[][];
  extra_params: number[][];
  state: number[][];
  sequence: number[][];
}): number {
  const [inWeight, outWeight, outBias] = given.extra_params as [number[], number[], number[]];
  const state = given.state.map((row) => [...row]);
  const b = inWeight.length;
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  let total = 0;
  let count = 0;
  for (let t = 0; t < given.sequence.length - 1; t++) {
    let x = given.sequence[t]!.map((x, i) => x * inWeight[i]!);
    for (let k = 0; k < state.length; k += 2) {
      const [weights, biases] = [given.main_params[k]!, given.main_params[k + 1]!];
      const [hidden, cell] = [state[k]!, state[k + 1]!];
      for (let i = 0; i < b; i++) {
        const gate = (g: number, x: number) => x * weights[g * b + i]! + biases[g * b + i]!;
        const [forget, output] = [sigmoid(gate(0, x[i]!)), sigmoid(gate(2, x[i]!))];
        cell[i] = cell[i]! * forget + sigmoid(gate(1, hidden[i]!)) * Math.tanh(gate(3, hidden[i]!));
        hidden[i] = output * Math.tanh(cell[i]!);
      }
      x = hidden;
    }
    const y = x.map((x, i) => x * outWeight[i]! + outBias[i]!);
    const norm = Math.log(y.reduce((sum, y) => sum + Math.exp(y), 2));
    y.forEach((y, i) => {
      total += given.sequence[t + 1]![i]! * (y - norm);
    });
    count += b;
  }
  return -total / count;
}

test("kmeans: Newton's direction leads from a centroid to the mean of its points", () => {
  const points = matrix(7, 3);
  const centroids = [points[1]!, points[4]!].map((row) => row.map((x) => x + 0.1));
  const nearest = points.map((p) => {
    const distances = centroids.map((c) => p.reduce((sum, x, j) => sum + (x - c[j]!) ** 2, 0));
    return { distance: Math.min(...distances), at: distances.indexOf(Math.min(...distances)) };
  });
  const [cost, dir] = answers("kmeans", [
    ["cost", { points, centroids, ...RUNS }],
    ["dir", { points, centroids, ...RUNS }],
  ]);
  near([cost], [nearest.reduce((sum, { distance }) => sum + distance, 0)]);
  const wanted = centroids.map((centroid, c) => {
    const mine = points.filter((_, i) => nearest[i]!.at === c);
    expect(mine.length).toBeGreaterThan(0);
    return centroid.map((x, j) => x - mine.reduce((sum, p) => sum + p[j]!, 0) / mine.length);
  });
  near(dir.flat(), wanted.flat());
});
