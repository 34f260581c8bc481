/**
 * An engine of one plain object per node: a row of a rule table instead of a closure, fields instead of a set of
 * children, an iterative topological sort with a stamp instead of a visited set. What one writes next after micrograd.
 */
import type { Engine, Scalar } from "../engine.ts";

interface Rule {
  readonly f: (x: number, y: number) => number;
  readonly dx: (x: number, y: number, out: number) => number;
  readonly dy?: (x: number, y: number, out: number) => number;
}

const add: Rule = { f: (x, y) => x + y, dx: () => 1, dy: () => 1 };
const sub: Rule = { f: (x, y) => x - y, dx: () => 1, dy: () => -1 };
const mul: Rule = { f: (x, y) => x * y, dx: (_, y) => y, dy: (x) => x };
const div: Rule = { f: (x, y) => x / y, dx: (_, y) => 1 / y, dy: (_, y, out) => -out / y };
// The exponents of the benchmarks are numbers; no gradient is computed for them.
const pow: Rule = { f: (x, y) => x ** y, dx: (x, y) => y * x ** (y - 1) };
const neg: Rule = { f: (x) => -x, dx: () => -1 };
const exp: Rule = { f: Math.exp, dx: (_x, _y, out) => out };
const log: Rule = { f: Math.log, dx: (x) => 1 / x };
const tanh: Rule = { f: Math.tanh, dx: (_x, _y, out) => 1 - out * out };
const relu: Rule = { f: (x) => (x > 0 ? x : 0), dx: (x) => (x > 0 ? 1 : 0) };
const sin: Rule = { f: Math.sin, dx: (x) => Math.cos(x) };
const sqrt: Rule = { f: Math.sqrt, dx: (_x, _y, out) => 0.5 / out };

let passes = 0;

export class Node implements Scalar<Node> {
  data: number;
  grad = 0;
  pass = 0;
  readonly rule: Rule | undefined;
  readonly x: Node | undefined;
  readonly y: Node | undefined;

  constructor(data: number, rule?: Rule, x?: Node, y?: Node) {
    this.data = data;
    this.rule = rule;
    this.x = x;
    this.y = y;
  }

  add(y: Node | number): Node {
    return binary(add, this, y);
  }
  sub(y: Node | number): Node {
    return binary(sub, this, y);
  }
  mul(y: Node | number): Node {
    return binary(mul, this, y);
  }
  div(y: Node | number): Node {
    return binary(div, this, y);
  }
  pow(y: number): Node {
    return binary(pow, this, y);
  }
  neg(): Node {
    return unary(neg, this);
  }
  exp(): Node {
    return unary(exp, this);
  }
  log(): Node {
    return unary(log, this);
  }
  tanh(): Node {
    return unary(tanh, this);
  }
  relu(): Node {
    return unary(relu, this);
  }
  sin(): Node {
    return unary(sin, this);
  }
  sqrt(): Node {
    return unary(sqrt, this);
  }

  backward(): void {
    const order = topological(this);
    this.grad = 1;
    for (let i = order.length - 1; i >= 0; i--) {
      const { rule, x, y, data, grad } = order[i]!;
      if (rule === undefined || x === undefined) continue;
      const second = y === undefined ? 0 : y.data;
      x.grad += grad * rule.dx(x.data, second, data);
      if (y !== undefined && rule.dy !== undefined) y.grad += grad * rule.dy(x.data, second, data);
    }
  }
}

function unary(rule: Rule, x: Node): Node {
  return new Node(rule.f(x.data, 0), rule, x);
}
function binary(rule: Rule, x: Node, other: Node | number): Node {
  const y = typeof other === "number" ? new Node(other) : other;
  return new Node(rule.f(x.data, y.data), rule, x, y);
}

/** Operands before what is made from them. */
function topological(root: Node): Node[] {
  const seen = ++passes;
  const done = ++passes;
  const order: Node[] = [];
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    if (node.pass < seen) {
      node.pass = seen;
      if (node.x !== undefined && node.x.pass < seen) stack.push(node.x);
      if (node.y !== undefined && node.y.pass < seen) stack.push(node.y);
      continue;
    }
    stack.pop();
    if (node.pass === seen) order.push(node);
    node.pass = done;
  }
  return order;
}

export const objects: Engine<Node> = { value: (data) => new Node(data) };
