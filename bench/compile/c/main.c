/* The gradients of cases.ts written by hand. */
#include "det.h"
#include "gmm.h"
#include "kmeans.h"
#include "llsq.h"
#include "lse.h"
#include "lstm.h"
#include "mlp-rows.h"
#include "mlp-samples.h"
#include "ode.h"
#include "serve.h"

static void mlp_prepare(void) {
  double *to = (double *)&mlp;
  const int sizes[] = {2 * H, H, H * H, H, H, 1};
  for (int k = 0; k < 6; to += sizes[k++]) memcpy(to, numbers(sizes[k], k + 1), sizes[k] * sizeof *to);
  memcpy(mlp_x, numbers(2 * N, 7), sizeof mlp_x);
  const double *y = numbers(N, 8);
  for (int i = 0; i < N; i++) mlp_y[i] = y[i] > 0 ? 1 : -1;
  mlp_samples_prepare();
}

#define SLOPES(x) (const double *)&(x), sizeof(x) / sizeof(double)
int main(int argc, char **argv) {
  const struct work works[] = {
    {"mlp-rows", mlp_prepare, mlp_rows, SLOPES(mlp_slopes)},
    {"mlp-samples", mlp_prepare, mlp_samples, SLOPES(mlp_slopes)},
    {"llsq", llsq_prepare, llsq, SLOPES(llsq_slopes)},
    {"lse", lse_prepare, lse, SLOPES(lse_slopes)},
    {"det", det_prepare, det, SLOPES(det_slopes)},
    {"ode", ode_prepare, ode, SLOPES(ode_slopes)},
    {"gmm", gmm_prepare, gmm_run, SLOPES(gmm_slopes)},
    {"lstm-2x1024", lstm_2x1024_prepare, lstm, lstm_slopes, 8 * 2 * B + 3 * B},
    {"lstm-4x4096", lstm_4x4096_prepare, lstm, lstm_slopes, 8 * 4 * B + 3 * B},
    {"kmeans", kmeans_prepare, kmeans, SLOPES(kmeans_direction)},
  };
  return serve(works, sizeof works / sizeof *works, argc > 1 ? argv[1] : "");
}
