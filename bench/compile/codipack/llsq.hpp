#pragma once

/** Least squares: a polynomial of 128 coefficients that is to follow the sign of t at 1,024 points of [−1, 1]. */
template <class Real>
Real llsq(Real const* x) {
  const int n = 1024, m = 128;
  Real sum = 0;
  for (int i = 0; i < n; i++) {
    double t = -1 + i * 2.0 / (n - 1), power = 1;
    Real r = (t > 0) - (t < 0);
    for (int j = 0; j < m; j++, power *= t) r -= x[j] * power;
    sum += r * r;
  }
  return sum / 2;
}
