#pragma once
#include <cmath>
#include <vector>

template <class Real>
Real sigmoid(Real const& x) {
  using std::exp;
  return 1 / (1 + exp(-x));
}

/** One step of one layer: the gates' weights and biases are those of forget, in, out and change. */
template <class Real>
void layer(int b, Real const* w, Real* hidden, Real* cell, Real const* x) {
  using std::tanh;
  Real const* bias = w + 4 * b;
  for (int i = 0; i < b; i++) {
    Real forget = sigmoid<Real>(x[i] * w[i] + bias[i]);
    Real in = sigmoid<Real>(hidden[i] * w[b + i] + bias[b + i]);
    Real out = sigmoid<Real>(x[i] * w[2 * b + i] + bias[2 * b + i]);
    Real change = tanh(hidden[i] * w[3 * b + i] + bias[3 * b + i]);
    cell[i] = cell[i] * forget + in * change;
    hidden[i] = out * tanh(cell[i]);
  }
}

/** How well a long short-term memory of diagonal weights tells the next of `length` characters of 14 bits. */
template <class Real>
Real lstm(int layers, int length, Real const* parameters, double const* state, double const* text) {
  using std::exp, std::log;
  const int b = 14;
  Real const* extra = parameters + 8 * layers * b;
  static std::vector<Real> now, x(b);
  now.assign(state, state + 2 * layers * b);
  Real total = 0;
  for (int t = 0; t + 1 < length; t++) {
    for (int i = 0; i < b; i++) x[i] = text[b * t + i] * extra[i];
    Real const* from = x.data();
    for (int k = 0; k < layers; k++) {
      Real* hidden = &now[2 * k * b];
      layer(b, parameters + 8 * k * b, hidden, hidden + b, from);
      from = hidden;
    }
    Real norm = 2;
    for (int i = 0; i < b; i++) {
      x[i] = from[i] * extra[b + i] + extra[2 * b + i];
      norm += exp(x[i]);
    }
    norm = log(norm);
    for (int i = 0; i < b; i++) total += text[b * (t + 1) + i] * (x[i] - norm);
  }
  return -total / ((length - 1) * b);
}
