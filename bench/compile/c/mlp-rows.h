/* Row by row: one point after the other, through all layers and back. */
#pragma once
#include "mlp.h"

static void mlp_rows(void) {
  mlp_slopes = (__typeof__(mlp_slopes)){0};
  for (int s = 0; s < N; s++) {
    double h1[H], h2[H], g1[H] = {0}, out = mlp.b3;
    for (int j = 0; j < H; j++) {
      double a = mlp.b1[j] + mlp.W1[j][0] * mlp_x[s][0] + mlp.W1[j][1] * mlp_x[s][1];
      h1[j] = a > 0 ? a : 0;
    }
    for (int j = 0; j < H; j++) {
      double a = mlp.b2[j];
      for (int i = 0; i < H; i++) a += mlp.W2[j][i] * h1[i];
      h2[j] = a > 0 ? a : 0;
    }
    for (int j = 0; j < H; j++) out += mlp.W3[j] * h2[j];
    double margin = 1 - mlp_y[s] * out, g = -mlp_y[s];
    if (margin <= 0) continue;
    mlp_slopes.loss += margin;
    mlp_slopes.b3 += g;
    for (int j = 0; j < H; j++) {
      mlp_slopes.W3[j] += g * h2[j];
      double gj = h2[j] > 0 ? g * mlp.W3[j] : 0;
      mlp_slopes.b2[j] += gj;
      for (int i = 0; i < H; i++) {
        mlp_slopes.W2[j][i] += gj * h1[i];
        g1[i] += gj * mlp.W2[j][i];
      }
    }
    for (int i = 0; i < H; i++) {
      double gi = h1[i] > 0 ? g1[i] : 0;
      mlp_slopes.b1[i] += gi;
      mlp_slopes.W1[i][0] += gi * mlp_x[s][0];
      mlp_slopes.W1[i][1] += gi * mlp_x[s][1];
    }
  }
}
