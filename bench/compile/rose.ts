/** Rose (npm i --no-save rose), with programs as its README writes them. https://github.com/rose-lang/rose */
import { caseOf, flat } from "./cases.ts";
import type { Engine } from "./engine.ts";
import { importPackage } from "./packages.ts";

/** Numbers, vectors and structures of Rose, and their types, are of no type here. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
type Any = any;
type Compiled = (...args: readonly unknown[]) => unknown;
interface Rose {
  readonly Real: Any;
  readonly Dual: Any;
  readonly Vec: (n: number, of: Any) => Any;
  readonly struct: (of: Any) => Any;
  readonly fn: (parameters: readonly Any[], result: Any, body: (...args: Any[]) => Any) => Any;
  readonly opaque: (parameters: readonly Any[], result: Any, f: (...args: number[]) => number) => Any;
  readonly vjp: (f: Any) => (x: Any) => { readonly ret: Any; readonly grad: (y: Any) => Any };
  readonly compile: (f: Any) => Promise<Compiled>;
  readonly vec: (n: number, of: Any, f: (i: Any) => Any) => Any;
  readonly sum: (n: number, f: (i: Any) => Any) => Any;
  readonly select: (condition: Any, of: Any, then: Any, otherwise: Any) => Any;
  readonly gt: (x: Any, y: Any) => Any;
  readonly add: (x: Any, y: Any) => Any;
  readonly sub: (x: Any, y: Any) => Any;
  readonly mul: (x: Any, y: Any) => Any;
  readonly div: (x: Any, y: Any) => Any;
}

export const importRose = (): Promise<Rose> => importPackage("rose");

export function mlp({ Real, Vec, struct, fn, vjp, vec, sum, select, gt, add, sub, mul }: Rose): Any {
  const [H, N] = [16, 100];
  const Hidden = Vec(H, Real);
  const Parameters = struct({
    W1: Vec(H, Vec(2, Real)),
    b1: Hidden,
    W2: Vec(H, Hidden),
    b2: Hidden,
    W3: Vec(1, Hidden),
    b3: Vec(1, Real),
  });
  const [Points, Labels] = [Vec(N, Vec(2, Real)), Vec(N, Real)];
  const relu = fn([Real], Real, (x) => select(gt(x, 0), Real, x, 0));
  const layer = (m: number, n: number, W: Any, b: Any, x: Any) =>
    vec(n, Real, (j) =>
      add(
        b[j],
        sum(m, (i) => mul(W[j][i], x[i])),
      ),
    );
  const active = (x: Any) => vec(H, Real, (i) => relu(x[i]));
  const loss = fn([struct({ p: Parameters, X: Points, Y: Labels })], Real, ({ p, X, Y }) =>
    sum(N, (s) => {
      const h = active(layer(H, H, p.W2, p.b2, active(layer(2, H, p.W1, p.b1, X[s]))));
      return relu(sub(1, mul(Y[s], layer(H, 1, p.W3, p.b3, h)[0])));
    }),
  );
  return fn([Parameters, Points, Labels], struct({ value: Real, grad: Parameters }), (p, X, Y) => {
    const { ret, grad } = vjp(loss)({ p, X, Y });
    return { value: ret, grad: grad(1).p };
  });
}

function llsq({ Real, Vec, struct, fn, vjp, sum, sub, mul, div }: Rose): Any {
  const [N, M] = [1024, 128];
  const [X, T] = [Vec(M, Real), Vec(N, Real)];
  const loss = fn([struct({ x: X, t: T, signs: T })], Real, ({ x, t, signs }) =>
    div(
      sum(N, (i) => {
        // Rose has neither scans nor a number for an index: powers are written out.
        let [r, power] = [signs[i], 1 as Any];
        for (let j = 0; j < M; j++) {
          r = sub(r, mul(x[j], power));
          power = mul(power, t[i]);
        }
        return mul(r, r);
      }),
      2,
    ),
  );
  return fn([X, T, T], X, (x, t, signs) => vjp(loss)({ x, t, signs }).grad(1).x);
}

function lse({ Real, Dual, Vec, fn, opaque, vjp, sum, mul, div, sub, add }: Rose): Any {
  const N = 160_000;
  const log = opaque([Real], Real, Math.log);
  log.jvp = fn([Dual], Dual, ({ re: x, du: dx }) => ({ re: log(x), du: div(dx, x) }));
  const exp = opaque([Real], Real, Math.exp);
  exp.jvp = fn([Dual], Dual, ({ re: x, du: dx }) => {
    const y = exp(x);
    return { re: y, du: mul(dx, y) };
  });
  // The greatest element, which Rose has no loop to find, is at most 1 here and given as that.
  const loss = fn([Vec(N, Real)], Real, (x: Any) => add(1, log(sum(N, (i) => exp(sub(x[i], 1))))));
  return fn([Vec(N, Real)], Vec(N, Real), (x: Any) => vjp(loss)(x).grad(1));
}

function rosenbrock({ Real, Vec, fn, vjp, add, sub, mul }: Rose): Any {
  const X = Vec(10, Real);
  const f = fn([X], Real, (x) => {
    let total: Any = 0;
    for (let i = 0; i + 1 < 10; i++) {
      const [d, e] = [sub(x[i + 1], mul(x[i], x[i])), sub(1, x[i])];
      total = add(total, add(mul(100, mul(d, d)), mul(e, e)));
    }
    return total;
  });
  return fn([X], X, (x) => vjp(f)(x).grad(1));
}

const programs: Record<string, (rose: Rose) => Any> = { mlp, llsq, lse, rosenbrock };

/** llsq has its points and their signs as arguments. */
function argumentsOf(work: string): readonly unknown[] {
  const { args } = caseOf(work);
  if (work !== "llsq") return args;
  const t = Array.from({ length: 1024 }, (_, i) => -1 + (i * 2) / 1023);
  return [...args, t, t.map(Math.sign)];
}

export const rose: Engine = async (work) => {
  const library = await importRose();
  const f = await library.compile(programs[work]!(library));
  const args = argumentsOf(work);
  const { output = (x) => x } = caseOf(work);
  return { run: () => f(...args), gradient: () => flat(output(f(...args) as never)) };
};
