/* Least squares: a polynomial of 128 coefficients that is to follow the sign of t at 1,024 points of [−1, 1]. */
#pragma once
#include "numbers.h"
#include <string.h>

static double *llsq_x, llsq_slopes[128];

static void llsq_prepare(void) { llsq_x = numbers(128, 1); }
static void llsq(void) {
  enum { POINTS = 1024, M = 128 };
  memset(llsq_slopes, 0, sizeof llsq_slopes);
  for (int i = 0; i < POINTS; i++) {
    double t = -1 + i * 2.0 / (POINTS - 1), r = (t > 0) - (t < 0), power = 1;
    for (int j = 0; j < M; j++) r -= llsq_x[j] * power, power *= t;
    power = 1;
    for (int j = 0; j < M; j++) llsq_slopes[j] -= r * power, power *= t;
  }
}
