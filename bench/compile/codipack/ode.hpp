#pragma once
#include <vector>

/** y₀′ = x₀, yᵢ′ = xᵢ yᵢ₋₁ from y = 0 to time 2, in 10 steps of Runge and Kutta's method of fourth order; its last element. */
template <class Real>
Real ode(Real const* x) {
  const int n = 10000, steps = 10;
  const double h = 2.0 / steps, c[] = {h / 2, h / 2, h};
  static std::vector<Real> y(n), z(n), k[4] = {y, y, y, y};
  for (Real& yi : y) yi = 0;
  for (int s = 0; s < steps; s++) {
    for (int r = 0; r < 4; r++) {
      if (r > 0)
        for (int i = 0; i < n; i++) z[i] = y[i] + c[r - 1] * k[r - 1][i];
      std::vector<Real> const& at = r > 0 ? z : y;
      k[r][0] = x[0];
      for (int i = 1; i < n; i++) k[r][i] = x[i] * at[i - 1];
    }
    for (int i = 0; i < n; i++) y[i] += h / 6 * (k[0][i] + 2 * (k[1][i] + k[2][i]) + k[3][i]);
  }
  return y[n - 1];
}
