/** Products of derivatives with vectors, which cost a few runs of the function whatever its size. */
import type { Num } from "../op.ts";
import { type AnyFunction, checkAlone, checkCount, pullback, pushforward } from "./differentiate.ts";
import { gradient, type Like } from "./grad.ts";

/**
 * Reverse mode: `vjp(f)(x, u)` gives `{ value, grad }`, f's result at `x` and the transposed Jacobian times `u`, a
 * tree like the result. What it gives is like `x`.
 *
 * @throws TypeError if `u` is not shaped as the result.
 */
export function vjp<X, Y>(f: (x: X) => Y): <Z extends X>(x: Z, u: unknown) => { value: Y; grad: Like<Z> };
export function vjp(f: AnyFunction, ...others: unknown[]): AnyFunction {
  checkAlone("vjp", f, others);
  return (x, u, ...extra) => {
    checkCount("vjp", 2, extra);
    const { value, pull } = pullback("vjp", f, [x], [0]);
    return { value, grad: pull(u)[0] };
  };
}

/**
 * Forward mode: `jvp(f)(x, v)` gives `{ value, tangent }`, f's result at `x` and the Jacobian times `v`, a tree like
 * `x`. What it gives is like the result.
 *
 * @throws TypeError if `v` is not shaped as `x`.
 */
export function jvp<X, Y>(f: (x: X) => Y): (x: X, v: X) => { value: Y; tangent: Y };
export function jvp(f: AnyFunction, ...others: unknown[]): AnyFunction {
  checkAlone("jvp", f, others);
  return (x, v, ...extra) => {
    checkCount("jvp", 2, extra);
    return pushforward("jvp", f, x, v);
  };
}

/** `hvp(f)(x, v)`: the Hessian of `f`, which gives one number, times `v`, forward over reverse; a tree like `x`. */
export function hvp<X>(f: (x: X) => Num): <Z extends X>(x: Z, v: Z) => Like<Z>;
export function hvp(f: AnyFunction, ...others: unknown[]): AnyFunction {
  checkAlone("hvp", f, others);
  return (x, v, ...extra) => {
    checkCount("hvp", 2, extra);
    return pushforward("hvp", gradient("hvp", f), x, v).tangent;
  };
}
