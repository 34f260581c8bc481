#pragma once
#include <cmath>

/** Squared distances of 10,000 points in 16 dimensions to the nearest of 10 centroids. */
template <class Real>
Real kmeans(Real const* centroids, double const* points) {
  const int n = 10000, k = 10, d = 16;
  Real cost = 0;
  for (int i = 0; i < n; i++) {
    double const* p = points + d * i;
    Real nearest = INFINITY;
    for (int c = 0; c < k; c++) {
      Real distance = 0;
      for (int j = 0; j < d; j++) {
        Real difference = p[j] - centroids[d * c + j];
        distance += difference * difference;
      }
      if (distance < nearest) nearest = distance;
    }
    cost += nearest;
  }
  return cost;
}
