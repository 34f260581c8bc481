/*
 * The log posterior of a mixture of Gaussians, d = 10, k = 25, n = 1000, in loops over triangles, which are packed
 * column by column outside of these; without Wishart's prior, which is but a sum over parameters.
 */
#pragma once
#include "numbers.h"
#include <math.h>
#include <string.h>

enum { D = 10, K = 25, POINTS = 1000, BELOW = D * (D - 1) / 2 };
static struct { double alpha[K], mu[K][D], q[K][D], l[K][BELOW]; } gmm, gmm_slopes;
static double (*gmm_x)[D], (*gmm_l)[D][D];

static void gmm_prepare(void) {
  gmm_x = (double (*)[D])numbers(POINTS * D, 1);
  memcpy(gmm.alpha, numbers(K, 2), sizeof gmm.alpha);
  memcpy(gmm.mu, numbers(K * D, 3), sizeof gmm.mu);
  memcpy(gmm.q, numbers(K * D, 4), sizeof gmm.q);
  gmm_l = (double (*)[D][D])calloc(K, sizeof *gmm_l);
  const double *packed = numbers(K * BELOW, 5);
  for (int c = 0; c < K; c++)
    for (int j = 0; j < D; j++) for (int i = j + 1; i < D; i++) gmm_l[c][i][j] = *packed++;
}
static void gmm_run(void) {
  static double Q[K][D], sq[K], y[K][D], xc[K][D], b[K], dl[K][D][D];
  memset(&gmm_slopes, 0, sizeof gmm_slopes), memset(dl, 0, sizeof dl);
  double z = 0;
  for (int c = 0; c < K; c++) {
    sq[c] = 0;
    z += exp(gmm.alpha[c]);
    for (int i = 0; i < D; i++) Q[c][i] = exp(gmm.q[c][i]), sq[c] += gmm.q[c][i];
  }
  for (int s = 0; s < POINTS; s++) {
    double m = -INFINITY, sum = 0;
    for (int c = 0; c < K; c++) {
      double e = 0;
      for (int i = 0; i < D; i++) xc[c][i] = gmm_x[s][i] - gmm.mu[c][i];
      for (int i = 0; i < D; i++) {
        double a = Q[c][i] * xc[c][i];
        for (int j = 0; j < i; j++) a += gmm_l[c][i][j] * xc[c][j];
        y[c][i] = a;
        e += a * a;
      }
      b[c] = gmm.alpha[c] + sq[c] - 0.5 * e;
      m = b[c] > m ? b[c] : m;
    }
    for (int c = 0; c < K; c++) sum += b[c] = exp(b[c] - m);
    for (int c = 0; c < K; c++) {
      double w = b[c] / sum, dx[D];
      gmm_slopes.alpha[c] += w;
      for (int i = 0; i < D; i++) {
        double dy = -w * y[c][i];
        dx[i] = dy * Q[c][i];
        gmm_slopes.q[c][i] += w + dx[i] * xc[c][i];
        for (int j = 0; j < i; j++) dl[c][i][j] += dy * xc[c][j], dx[j] += dy * gmm_l[c][i][j];
      }
      for (int i = 0; i < D; i++) gmm_slopes.mu[c][i] -= dx[i];
    }
  }
  for (int c = 0; c < K; c++) {
    gmm_slopes.alpha[c] -= POINTS * exp(gmm.alpha[c]) / z;
    for (int j = 0, at = 0; j < D; j++) for (int i = j + 1; i < D; i++) gmm_slopes.l[c][at++] = dl[c][i][j];
  }
}
