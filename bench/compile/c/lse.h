/* log Σ exp(xᵢ) of 160,000 numbers. */
#pragma once
#include "numbers.h"
#include <math.h>

enum { LSE = 160000 };
static double *lse_x, lse_slopes[LSE];

static void lse_prepare(void) { lse_x = numbers(LSE, 1); }
static void lse(void) {
  double m = -INFINITY, s = 0;
  for (int i = 0; i < LSE; i++) m = lse_x[i] > m ? lse_x[i] : m;
  for (int i = 0; i < LSE; i++) s += lse_slopes[i] = exp(lse_x[i] - m);
  for (int i = 0; i < LSE; i++) lse_slopes[i] /= s;
}
