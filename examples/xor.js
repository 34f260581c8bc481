// A network of two inputs, four hidden neurons and one output learns exclusive or.
//
//     chainrule run examples/xor.js
//     chainrule check examples/xor.js

const table = [
  [[0, 0], -1],
  [[0, 1], 1],
  [[1, 0], 1],
  [[1, 1], -1],
];

// a fixed sequence that looks random enough to start from
let seed = 7;
const random = () => {
  seed = (seed * 16807) % 2147483647;
  return (2 * seed) / 2147483647 - 1;
};

const parameters = [];
const parameter = (name) => {
  const p = value(random(), name);
  parameters.push(p);
  return p;
};
const neuron = (name) => ({ w: [1, 2].map((i) => parameter(`${name}w${i}`)), b: parameter(`${name}b`) });

const hidden = ["p", "q", "r", "s"].map(neuron);
const v = hidden.map((_, i) => parameter(`v${i + 1}`));
const c = parameter("c");

const network = (x) => {
  const h = hidden.map(({ w, b }) => tanh(w[0] * x[0] + w[1] * x[1] + b));
  return tanh(sum(h.map((hi, i) => hi * v[i])) + c);
};
const loss = () => sum(table.map(([x, y]) => (network(x) - y) ** 2));

for (let step = 0; step < 300; step++) {
  for (const p of parameters) p.grad = 0;
  loss().backward();
  for (const p of parameters) p.data -= 0.1 * p.grad;
}
for (const [x, y] of table) console.log(`${x[0]} xor ${x[1]}: ${network(x).data.toFixed(3)}, wanted ${y}`);

for (const p of parameters) p.grad = 0;
const total = loss();
total.backward();
