/**
 * The engine of `objects.ts` pared down: two fields instead of a list of operands, at the price that no op has three.
 */
import type { Engine, Scalar } from "../engine.ts";
import type { Rule } from "./rules.ts";
import * as rules from "./rules.ts";

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
    return binary(rules.add, this, y);
  }
  sub(y: Node | number): Node {
    return binary(rules.sub, this, y);
  }
  mul(y: Node | number): Node {
    return binary(rules.mul, this, y);
  }
  div(y: Node | number): Node {
    return binary(rules.div, this, y);
  }
  pow(y: number): Node {
    return binary(rules.pow, this, y);
  }
  neg(): Node {
    return unary(rules.neg, this);
  }
  exp(): Node {
    return unary(rules.exp, this);
  }
  log(): Node {
    return unary(rules.log, this);
  }
  tanh(): Node {
    return unary(rules.tanh, this);
  }
  relu(): Node {
    return unary(rules.relu, this);
  }
  sin(): Node {
    return unary(rules.sin, this);
  }
  sqrt(): Node {
    return unary(rules.sqrt, this);
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

export const fields: Engine<Node> = { value: (data) => new Node(data) };
