/* What bench/compile-worker.ts runs, written by hand: the gradients, and for ode and lstm the values alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The numbers of compile-worker.ts, which are exact in both. */
static double *fill(int n, int shift) {
  double *p = malloc(n * sizeof *p);
  for (int i = 0; i < n; i++) p[i] = ((long)i * i * 7919 + i * 31L + shift * 104729L) % 10007 / 5003.5 - 1;
  return p;
}
static double total(const double *p, int n) {
  double s = 0;
  for (int i = 0; i < n; i++) s += p[i];
  return s;
}

/* MLP(2, [16, 16, 1]): Σ relu(1 − y · out), row by row. */
static double *W1, *b1, *W2, *b2, *W3, *b3, *PX, *PY, MG[337];
static double mlp(void) {
  enum { H = 16, N = 100 };
  double *dW1 = MG, *db1 = MG + 32, *dW2 = MG + 48, *db2 = MG + 304, *dW3 = MG + 320, *db3 = MG + 336;
  memset(MG, 0, sizeof MG);
  for (int s = 0; s < N; s++) {
    double h1[H], h2[H], g1[H] = {0}, o = b3[0];
    for (int j = 0; j < H; j++) {
      double a = b1[j] + W1[2 * j] * PX[2 * s] + W1[2 * j + 1] * PX[2 * s + 1];
      h1[j] = a > 0 ? a : 0;
    }
    for (int j = 0; j < H; j++) {
      double a = b2[j];
      for (int i = 0; i < H; i++) a += W2[H * j + i] * h1[i];
      h2[j] = a > 0 ? a : 0;
    }
    for (int j = 0; j < H; j++) o += W3[j] * h2[j];
    if (1 - PY[s] * o <= 0) continue;
    double g = -PY[s];
    db3[0] += g;
    for (int j = 0; j < H; j++) {
      dW3[j] += g * h2[j];
      double gj = h2[j] > 0 ? g * W3[j] : 0;
      db2[j] += gj;
      for (int i = 0; i < H; i++) {
        dW2[H * j + i] += gj * h1[i];
        g1[i] += gj * W2[H * j + i];
      }
    }
    for (int i = 0; i < H; i++) {
      double gi = h1[i] > 0 ? g1[i] : 0;
      db1[i] += gi;
      dW1[2 * i] += gi * PX[2 * s];
      dW1[2 * i + 1] += gi * PX[2 * s + 1];
    }
  }
  return total(MG, 337);
}

static double *X, G[160000];
static double llsq(void) {
  enum { N = 1024, M = 128 };
  memset(G, 0, M * sizeof *G);
  for (int i = 0; i < N; i++) {
    double t = -1 + i * 2.0 / (N - 1), r = (t > 0) - (t < 0), power = 1;
    for (int j = 0; j < M; j++) r -= X[j] * power, power *= t;
    power = 1;
    for (int j = 0; j < M; j++) G[j] -= r * power, power *= t;
  }
  return total(G, M);
}

static double lse(void) {
  enum { N = 160000 };
  double m = -INFINITY, s = 0;
  for (int i = 0; i < N; i++) m = X[i] > m ? X[i] : m;
  for (int i = 0; i < N; i++) s += G[i] = exp(X[i] - m);
  for (int i = 0; i < N; i++) G[i] /= s;
  return G[0] + G[1] + G[2];
}

/* Of the rows and columns that are left. */
static double minor(const int *rows, const int *columns, int n) {
  if (n == 0) return 1;
  double d = 0, sign = 1;
  int rest[8];
  for (int k = 0; k < n; k++, sign = -sign) {
    for (int i = 0, at = 0; i < n; i++) if (i != k) rest[at++] = rows[i];
    d += sign * X[8 * rows[k] + columns[0]] * minor(rest, columns + 1, n - 1);
  }
  return d;
}
static double det(void) {
  int rows[8], columns[8];
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++) {
      for (int k = 0, at = 0; k < 8; k++) if (k != i) rows[at++] = k;
      for (int k = 0, at = 0; k < 8; k++) if (k != j) columns[at++] = k;
      G[8 * i + j] = ((i + j) % 2 ? -1 : 1) * minor(rows, columns, 7);
    }
  return G[0];
}

static double ode(void) {
  enum { N = 10000, S = 10 };
  static double y[N], z[N], k[4][N];
  const double h = 2.0 / S, c[4] = {0, h / 2, h / 2, h};
  memset(y, 0, sizeof y);
  for (int s = 0; s < S; s++) {
    for (int r = 0; r < 4; r++) {
      for (int i = 0; i < N; i++) z[i] = r ? y[i] + c[r] * k[r - 1][i] : y[i];
      k[r][0] = X[0];
      for (int i = 1; i < N; i++) k[r][i] = X[i] * z[i - 1];
    }
    for (int i = 0; i < N; i++) y[i] += h * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]) / 6;
  }
  return total(y, N);
}

/* d = 10, k = 25, n = 1000; without Wishart's prior, which is but a sum over parameters. */
static double *alpha, *mu, *q, *l;
static double gmm(void) {
  enum { D = 10, K = 25, N = 1000 };
  static double Q[K][D], sq[K], y[K][D], xc[K][D], b[K], da[K], dmu[K][D], dq[K][D], dl[K][D][D];
  memset(da, 0, sizeof da), memset(dmu, 0, sizeof dmu), memset(dq, 0, sizeof dq), memset(dl, 0, sizeof dl);
  double z = 0;
  for (int c = 0; c < K; c++) {
    sq[c] = 0;
    z += exp(alpha[c]);
    for (int i = 0; i < D; i++) Q[c][i] = exp(q[D * c + i]), sq[c] += q[D * c + i];
  }
  for (int s = 0; s < N; s++) {
    double m = -INFINITY, sum = 0;
    for (int c = 0; c < K; c++) {
      double e = 0;
      for (int i = 0; i < D; i++) xc[c][i] = X[D * s + i] - mu[D * c + i];
      for (int i = 0; i < D; i++) {
        double a = Q[c][i] * xc[c][i];
        for (int j = 0; j < i; j++) a += l[D * D * c + D * i + j] * xc[c][j];
        y[c][i] = a;
        e += a * a;
      }
      b[c] = alpha[c] + sq[c] - 0.5 * e;
      m = b[c] > m ? b[c] : m;
    }
    for (int c = 0; c < K; c++) sum += b[c] = exp(b[c] - m);
    for (int c = 0; c < K; c++) {
      double w = b[c] / sum, dx[D];
      da[c] += w;
      for (int i = 0; i < D; i++) {
        double dy = -w * y[c][i];
        dx[i] = dy * Q[c][i];
        dq[c][i] += w + dy * xc[c][i] * Q[c][i];
        for (int j = 0; j < i; j++) dl[c][i][j] += dy * xc[c][j], dx[j] += dy * l[D * D * c + D * i + j];
      }
      for (int i = 0; i < D; i++) dmu[c][i] -= dx[i];
    }
  }
  for (int c = 0; c < K; c++) da[c] -= N * exp(alpha[c]) / z;
  return total(dmu[0], K * D) + total(dq[0], K * D) + total(dl[0][0], K * D * D);
}

static double *main_, *extra, *state;
static double lstm(void) {
  enum { L = 2, C = 1024, B = 14 };
  double h[L][B], c[L][B], loss = 0;
  for (int k = 0; k < L; k++)
    memcpy(h[k], state + 2 * k * B, sizeof h[k]), memcpy(c[k], state + (2 * k + 1) * B, sizeof c[k]);
  for (int t = 0; t < C - 1; t++) {
    double x[B], s = 2;
    for (int i = 0; i < B; i++) x[i] = X[B * t + i] * extra[i];
    for (int k = 0; k < L; k++) {
      const double *w = main_ + 8 * k * B, *b = w + 4 * B;
      for (int i = 0; i < B; i++) {
        double forget = 1 / (1 + exp(-(x[i] * w[i] + b[i]))), in = 1 / (1 + exp(-(h[k][i] * w[B + i] + b[B + i])));
        double out = 1 / (1 + exp(-(x[i] * w[2 * B + i] + b[2 * B + i])));
        c[k][i] = c[k][i] * forget + in * tanh(h[k][i] * w[3 * B + i] + b[3 * B + i]);
        x[i] = h[k][i] = out * tanh(c[k][i]);
      }
    }
    for (int i = 0; i < B; i++) s += exp(x[i] = x[i] * extra[B + i] + extra[2 * B + i]);
    s = log(s);
    for (int i = 0; i < B; i++) loss += X[B * (t + 1) + i] * (x[i] - s);
  }
  return -loss / ((C - 1) * B);
}

static double kmeans(void) {
  enum { K = 10, N = 10000, D = 16 };
  int size[K] = {0};
  const double *centre = X + (N - K) * D;
  memset(G, 0, K * D * sizeof *G);
  for (int i = 0; i < N; i++) {
    double best = INFINITY;
    int at = 0;
    for (int c = 0; c < K; c++) {
      double e = 0;
      for (int j = 0; j < D; j++) e += (X[D * i + j] - centre[D * c + j]) * (X[D * i + j] - centre[D * c + j]);
      if (e < best) best = e, at = c;
    }
    size[at]++;
    for (int j = 0; j < D; j++) G[D * at + j] += X[D * i + j];
  }
  for (int i = 0; i < K * D; i++) G[i] = centre[i] - G[i] / size[i / D];
  return total(G, K * D);
}

int main(int argc, char **argv) {
  struct { const char *name; double (*run)(void); int n; } all[] = {
    {"mlp", mlp, 0}, {"llsq", llsq, 128}, {"lse", lse, 160000}, {"det", det, 64}, {"ode", ode, 10000},
    {"gmm", gmm, 10000}, {"lstm", lstm, 1024 * 14}, {"kmeans", kmeans, 160000},
  };
  W1 = fill(32, 1), b1 = fill(16, 2), W2 = fill(256, 3), b2 = fill(16, 4), W3 = fill(16, 5), b3 = fill(1, 6);
  PX = fill(200, 7), PY = fill(100, 8);
  for (int i = 0; i < 100; i++) PY[i] = PY[i] > 0 ? 1 : -1;
  alpha = fill(25, 2), mu = fill(250, 3), q = fill(250, 4), main_ = fill(4 * 56, 2), extra = fill(42, 3), state = fill(56, 4);
  double *packed = fill(25 * 45, 5);
  l = calloc(2500, sizeof *l);
  for (int c = 0; c < 25; c++)
    for (int j = 0; j < 10; j++) for (int i = j + 1; i < 10; i++) l[100 * c + 10 * i + j] = *packed++;
  for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
    if (argc < 2 || strcmp(argv[1], all[k].name)) continue;
    X = fill(all[k].n, 1);
    char line[256];
    if (!fgets(line, sizeof line, stdin)) return 1;
    printf("{\"root\": %.17g}\n", all[k].run()), fflush(stdout);
    volatile double sink;
    while (fgets(line, sizeof line, stdin)) {
      struct timespec a, b;
      int n = atoi(line);
      clock_gettime(CLOCK_MONOTONIC, &a);
      for (int i = 0; i < n; i++) sink = all[k].run();
      clock_gettime(CLOCK_MONOTONIC, &b);
      printf("{\"ms\": %.9g}\n", ((b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6) / n), fflush(stdout);
    }
    (void)sink;
    return 0;
  }
  return 1;
}
