/**
 * An engine as micrograd is: a closure and a `Set` of children for every node, and for every pass a visited `Set` and a
 * recursion. Python's micrograd, line by line, with the ops that the benchmarks use.
 */
import type { Engine, Scalar } from "../engine.ts";

export class Value implements Scalar<Value> {
  data: number;
  grad = 0;
  readonly op: string;
  #backward: () => void = () => {};
  readonly #children: Set<Value>;

  constructor(data: number, children: readonly Value[] = [], op = "") {
    this.data = data;
    this.#children = new Set(children);
    this.op = op;
  }

  add(y: Value | number): Value {
    const other = y instanceof Value ? y : new Value(y);
    const out = new Value(this.data + other.data, [this, other], "+");
    out.#backward = () => {
      this.grad += out.grad;
      other.grad += out.grad;
    };
    return out;
  }

  mul(y: Value | number): Value {
    const other = y instanceof Value ? y : new Value(y);
    const out = new Value(this.data * other.data, [this, other], "*");
    out.#backward = () => {
      this.grad += other.data * out.grad;
      other.grad += this.data * out.grad;
    };
    return out;
  }

  pow(y: number): Value {
    return this.#unary(this.data ** y, `**${y}`, () => y * this.data ** (y - 1));
  }
  neg(): Value {
    return this.mul(-1);
  }
  sub(y: Value | number): Value {
    return this.add(y instanceof Value ? y.neg() : -y);
  }
  div(y: Value | number): Value {
    return this.mul(y instanceof Value ? y.pow(-1) : y ** -1);
  }
  exp(): Value {
    return this.#unary(Math.exp(this.data), "exp", (out) => out.data);
  }
  log(): Value {
    return this.#unary(Math.log(this.data), "log", () => 1 / this.data);
  }
  tanh(): Value {
    return this.#unary(Math.tanh(this.data), "tanh", (out) => 1 - out.data ** 2);
  }
  relu(): Value {
    return this.#unary(this.data < 0 ? 0 : this.data, "ReLU", (out) => (out.data > 0 ? 1 : 0));
  }
  sin(): Value {
    return this.#unary(Math.sin(this.data), "sin", () => Math.cos(this.data));
  }
  sqrt(): Value {
    return this.#unary(Math.sqrt(this.data), "sqrt", (out) => 0.5 / out.data);
  }

  #unary(data: number, op: string, slope: (out: Value) => number): Value {
    const out = new Value(data, [this], op);
    out.#backward = () => {
      this.grad += slope(out) * out.grad;
    };
    return out;
  }

  backward(): void {
    const order: Value[] = [];
    const visited = new Set<Value>();
    const build = (node: Value) => {
      if (visited.has(node)) return;
      visited.add(node);
      for (const child of node.#children) build(child);
      order.push(node);
    };
    build(this);
    this.grad = 1;
    for (const node of order.reverse()) node.#backward();
  }
}

export const closures: Engine<Value> = { value: (data) => new Value(data) };
