/* The direction of Newton's method for 10 centroids of 10,000 points in 16 dimensions: centroid less mean of its points. */
#pragma once
#include "numbers.h"
#include <math.h>
#include <string.h>

enum { CENTRES = 10, CLOUD = 10000, DIMENSIONS = 16 };
static double (*kmeans_x)[DIMENSIONS], kmeans_direction[CENTRES][DIMENSIONS];

static void kmeans_prepare(void) { kmeans_x = (double (*)[DIMENSIONS])numbers(CLOUD * DIMENSIONS, 1); }
static void kmeans(void) {
  int size[CENTRES] = {0};
  const double (*centre)[DIMENSIONS] = (const double (*)[DIMENSIONS])kmeans_x + CLOUD - CENTRES;
  memset(kmeans_direction, 0, sizeof kmeans_direction);
  for (int i = 0; i < CLOUD; i++) {
    double best = INFINITY;
    int at = 0;
    for (int c = 0; c < CENTRES; c++) {
      double e = 0;
      for (int j = 0; j < DIMENSIONS; j++) e += (kmeans_x[i][j] - centre[c][j]) * (kmeans_x[i][j] - centre[c][j]);
      if (e < best) best = e, at = c;
    }
    size[at]++;
    for (int j = 0; j < DIMENSIONS; j++) kmeans_direction[at][j] += kmeans_x[i][j];
  }
  for (int c = 0; c < CENTRES; c++)
    for (int j = 0; j < DIMENSIONS; j++) kmeans_direction[c][j] = centre[c][j] - kmeans_direction[c][j] / size[c];
}
