/*
 * y₀′ = x₀, yᵢ′ = xᵢ yᵢ₋₁ from y = 0 to time 2, in 10 steps of Runge and Kutta's method of fourth order; the last element,
 * and its gradient by the adjoint of the steps. Only the y at which slopes are taken are kept.
 */
#pragma once
#include "numbers.h"
#include <string.h>

enum { ODE = 10000, ODE_STEPS = 10 };
static double *ode_x, ode_slopes[ODE];

static void ode_prepare(void) { ode_x = numbers(ODE, 1); }
static void ode(void) {
  static double y[ODE], k[4][ODE], at[ODE_STEPS][4][ODE], gy[ODE], gk[4][ODE];
  const double h = 2.0 / ODE_STEPS, c[4] = {0, h / 2, h / 2, h}, weight[4] = {h / 6, h / 3, h / 3, h / 6}, *x = ode_x;
  memset(y, 0, sizeof y);
  for (int s = 0; s < ODE_STEPS; s++) {
    for (int r = 0; r < 4; r++) {
      double *z = at[s][r];
      for (int i = 0; i < ODE; i++) z[i] = r ? y[i] + c[r] * k[r - 1][i] : y[i];
      k[r][0] = x[0];
      for (int i = 1; i < ODE; i++) k[r][i] = x[i] * z[i - 1];
    }
    for (int i = 0; i < ODE; i++) y[i] += h * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]) / 6;
  }
  memset(gy, 0, sizeof gy), memset(ode_slopes, 0, sizeof ode_slopes);
  gy[ODE - 1] = 1;
  for (int s = ODE_STEPS; s-- > 0;) {
    for (int r = 0; r < 4; r++)
      for (int i = 0; i < ODE; i++) gk[r][i] = weight[r] * gy[i];
    for (int r = 3; r >= 0; r--) {
      const double *z = at[s][r], *g = gk[r];
      ode_slopes[0] += g[0];
      for (int i = 1; i < ODE; i++) ode_slopes[i] += g[i] * z[i - 1];
      for (int i = 0; i + 1 < ODE; i++) {
        double gz = x[i + 1] * g[i + 1];
        gy[i] += gz;
        if (r) gk[r - 1][i] += c[r] * gz;
      }
    }
  }
}
