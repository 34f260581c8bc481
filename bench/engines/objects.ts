/**
 * An engine of one plain object per node: a row of a rule table instead of a closure, a list of operands instead of a
 * set of children, an iterative topological sort with a stamp instead of a visited set. What one writes next after
 * micrograd.
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
  readonly operands: readonly Node[];

  constructor(data: number, rule?: Rule, operands: readonly Node[] = []) {
    this.data = data;
    this.rule = rule;
    this.operands = operands;
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
      const { rule, operands, data, grad } = order[i]!;
      const [x, y] = [operands[0], operands[1]];
      if (rule === undefined || x === undefined) continue;
      const second = y === undefined ? 0 : y.data;
      x.grad += grad * rule.dx(x.data, second, data);
      if (y !== undefined && rule.dy !== undefined) y.grad += grad * rule.dy(x.data, second, data);
    }
  }
}

function unary(rule: Rule, x: Node): Node {
  return new Node(rule.f(x.data, 0), rule, [x]);
}
function binary(rule: Rule, x: Node, other: Node | number): Node {
  const y = typeof other === "number" ? new Node(other) : other;
  return new Node(rule.f(x.data, y.data), rule, [x, y]);
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
      for (const operand of node.operands) if (operand.pass < seen) stack.push(operand);
      continue;
    }
    stack.pop();
    if (node.pass === seen) order.push(node);
    node.pass = done;
  }
  return order;
}

export const objects: Engine<Node> = { value: (data) => new Node(data) };
