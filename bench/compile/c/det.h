/* The determinant of 8 × 8, expanded by minors along columns: as the textbook has it, n! products. */
#pragma once
#include "numbers.h"

static double *det_x, det_slopes[64];

/* Of the rows and columns that are left. */
static double minor_of(const int *rows, const int *columns, int n) {
  if (n == 0) return 1;
  double d = 0, sign = 1;
  int rest[8];
  for (int k = 0; k < n; k++, sign = -sign) {
    for (int i = 0, at = 0; i < n; i++) if (i != k) rest[at++] = rows[i];
    d += sign * det_x[8 * rows[k] + columns[0]] * minor_of(rest, columns + 1, n - 1);
  }
  return d;
}
static void det_prepare(void) { det_x = numbers(64, 1); }
static void det(void) {
  int rows[8], columns[8];
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++) {
      for (int k = 0, at = 0; k < 8; k++) if (k != i) rows[at++] = k;
      for (int k = 0, at = 0; k < 8; k++) if (k != j) columns[at++] = k;
      det_slopes[8 * i + j] = ((i + j) % 2 ? -1 : 1) * minor_of(rows, columns, 7);
    }
}
