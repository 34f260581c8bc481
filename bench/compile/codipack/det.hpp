#pragma once
#include <numeric>

/** Of the rows that are left and of as many last columns, expanded along the first of these. */
template <class Real>
Real minorOf(Real const* a, int const* rows, int m) {
  const int n = 8;
  if (m == 1) return a[n * rows[0] + n - 1];
  Real sum = 0;
  int rest[n];
  for (int k = 0; k < m; k++) {
    for (int i = 0, at = 0; i < m; i++)
      if (i != k) rest[at++] = rows[i];
    if (k % 2) sum -= a[n * rows[k] + n - m] * minorOf(a, rest, m - 1);
    else sum += a[n * rows[k] + n - m] * minorOf(a, rest, m - 1);
  }
  return sum;
}

template <class Real>
Real det(Real const* a) {
  int rows[8];
  std::iota(rows, rows + 8, 0);
  return minorOf(a, rows, 8);
}
