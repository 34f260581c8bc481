/*
 * Samples innermost: a tile of points goes through each layer together, a point per SIMD lane. Slopes of parameters are
 * added up per lane, and the lanes at the end.
 */
#pragma once
#include "mlp.h"

#ifdef __AVX__
enum { LANES = 4 };
#else
enum { LANES = 2 };
#endif
enum { TILE = 5, TILES = N / LANES / TILE };
typedef double lanes __attribute__((vector_size(8 * LANES)));
typedef long long mask __attribute__((vector_size(8 * LANES)));

static lanes mlp_xs[TILES][2][TILE], mlp_ys[TILES][TILE];

static void mlp_samples_prepare(void) {
  for (int s = 0; s < N; s++) {
    int tile = s / (LANES * TILE), v = s / LANES % TILE, lane = s % LANES;
    for (int i = 0; i < 2; i++) mlp_xs[tile][i][v][lane] = mlp_x[s][i];
    mlp_ys[tile][v][lane] = mlp_y[s];
  }
}

static inline lanes where(mask m, lanes x) { return (lanes)(m & (mask)x); }
static inline double total(lanes x) {
  double s = 0;
  for (int lane = 0; lane < LANES; lane++) s += x[lane];
  return s;
}

static void mlp_samples(void) {
  static MLP(lanes) d;
  __builtin_memset(&d, 0, sizeof d);
  for (int tile = 0; tile < TILES; tile++) {
    lanes h1[H][TILE], h2[H][TILE], g1[H][TILE], g2[H][TILE], g[TILE];
    const lanes (*x)[TILE] = (const lanes (*)[TILE])mlp_xs[tile], *y = mlp_ys[tile];
    for (int j = 0; j < H; j++)
      for (int v = 0; v < TILE; v++) {
        lanes a = mlp.W1[j][0] * x[0][v] + mlp.W1[j][1] * x[1][v] + mlp.b1[j];
        h1[j][v] = where(a > 0, a);
      }
    for (int j = 0; j < H; j++) {
      lanes a[TILE];
      for (int v = 0; v < TILE; v++) a[v] = (lanes){0} + mlp.b2[j];
      for (int i = 0; i < H; i++)
        for (int v = 0; v < TILE; v++) a[v] += mlp.W2[j][i] * h1[i][v];
      for (int v = 0; v < TILE; v++) h2[j][v] = where(a[v] > 0, a[v]);
    }
    for (int v = 0; v < TILE; v++) {
      lanes out = (lanes){0} + mlp.b3;
      for (int j = 0; j < H; j++) out += mlp.W3[j] * h2[j][v];
      lanes margin = 1 - y[v] * out;
      d.loss += where(margin > 0, margin);
      g[v] = where(margin > 0, -y[v]);
      d.b3 += g[v];
    }
    for (int j = 0; j < H; j++) {
      for (int v = 0; v < TILE; v++) {
        d.W3[j] += g[v] * h2[j][v];
        g2[j][v] = where(h2[j][v] > 0, mlp.W3[j] * g[v]);
        d.b2[j] += g2[j][v];
      }
      for (int i = 0; i < H; i++) {
        lanes a = d.W2[j][i];
        for (int v = 0; v < TILE; v++) a += g2[j][v] * h1[i][v];
        d.W2[j][i] = a;
      }
    }
    for (int i = 0; i < H; i++) {
      lanes a[TILE] = {{0}};
      for (int j = 0; j < H; j++)
        for (int v = 0; v < TILE; v++) a[v] += mlp.W2[j][i] * g2[j][v];
      for (int v = 0; v < TILE; v++) {
        g1[i][v] = where(h1[i][v] > 0, a[v]);
        d.b1[i] += g1[i][v];
        for (int k = 0; k < 2; k++) d.W1[i][k] += g1[i][v] * x[k][v];
      }
    }
  }
  const lanes *from = (const lanes *)&d;
  double *to = (double *)&mlp_slopes;
  for (unsigned k = 0; k < sizeof mlp_slopes / sizeof *to; k++) to[k] = total(from[k]);
}
