// The neuron of neuron.py as a JavaScript programmer writes it: o = tanh(x1*w1 + x2*w2 + b).
//
//     chainrule run examples/neuron.js --explain
//     chainrule compare examples/neuron.js --expand tanh

const x1 = value(2, "x1"),
  x2 = value(0, "x2");
const w1 = value(-3, "w1"),
  w2 = value(1, "w2");
const b = value(6.8813735870195432, "b");

const n = x1 * w1 + x2 * w2 + b;
const o = Math.tanh(n);

o.backward();
console.log(`do/dw1 = ${w1.grad.toFixed(4)}, do/dw2 = ${w2.grad.toFixed(4)}`);
