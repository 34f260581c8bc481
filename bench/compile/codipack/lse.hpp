#pragma once
#include <algorithm>
#include <cmath>

/** log Σ exp(xᵢ). What is taken out and put back has no slope. */
template <class Real>
Real lse(int n, Real const* x) {
  using std::exp, std::log;
  double most = value(x[0]);
  for (int i = 1; i < n; i++) most = std::max(most, value(x[i]));
  Real sum = 0;
  for (int i = 0; i < n; i++) sum += exp(x[i] - most);
  return log(sum) + most;
}
