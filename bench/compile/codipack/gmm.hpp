#pragma once
#include <cmath>
#include <vector>
#include "lse.hpp"

/** What no parameter moves: the normalising constants of the densities, and of Wishart's prior of weight gamma and m = 0. */
inline double gmmConstant(int d, int k, int n, double gamma) {
  const double degrees = d + 1;
  double prior = degrees * d * std::log(gamma / std::sqrt(2)) - d * (d - 1) / 4.0 * std::log(M_PI);
  for (int j = 0; j < d; j++) prior -= std::lgamma((degrees - j) / 2);
  return k * prior - n * d / 2.0 * std::log(2 * M_PI);
}

/**
 * The log posterior of a mixture of Gaussians; of Wishart's prior, whose weight is 1e-12, the constant alone. Parameters: alpha, mu, q, and triangles of d(d−1)/2
 * numbers, column by column.
 */
template <class Real>
Real gmm(Real const* parameters, double const* x) {
  using std::exp;
  const int d = 10, k = 25, n = 1000, below = d * (d - 1) / 2;
  Real const *alpha = parameters, *mu = alpha + k, *q = mu + k * d, *l = q + k * d;
  static std::vector<Real> diagonal(k * d), logDet(k), density(k), centred(d), scaled(d);
  for (int c = 0; c < k; c++) {
    logDet[c] = 0;
    for (int i = 0; i < d; i++) {
      diagonal[d * c + i] = exp(q[d * c + i]);
      logDet[c] += q[d * c + i];
    }
  }
  Real total = 0;
  for (int s = 0; s < n; s++) {
    for (int c = 0; c < k; c++) {
      for (int i = 0; i < d; i++) {
        centred[i] = x[d * s + i] - mu[d * c + i];
        scaled[i] = diagonal[d * c + i] * centred[i];
      }
      Real const* at = l + c * below;
      for (int j = 0; j < d; j++)
        for (int i = j + 1; i < d; i++) scaled[i] += *at++ * centred[j];
      Real distance = 0;
      for (int i = 0; i < d; i++) distance += scaled[i] * scaled[i];
      density[c] = alpha[c] + logDet[c] - 0.5 * distance;
    }
    total += lse(k, density.data());
  }
  return gmmConstant(d, k, n, 1e-12) + total - n * lse(k, alpha);
}
