/* The numbers of cases.ts, which are exact in C too. */
#pragma once
#include <stdlib.h>

static double *numbers(int n, int shift) {
  double *p = (double *)malloc((size_t)n * sizeof *p);
  for (int i = 0; i < n; i++) p[i] = ((long)i * i * 7919 + i * 31L + shift * 104729L) % 10007 / 5003.5 - 1;
  return p;
}
