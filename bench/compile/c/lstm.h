/* A long short-term memory of diagonal weights over a text of 14 bits a character; its gates are kept for the way back. */
#pragma once
#include "numbers.h"
#include <math.h>
#include <string.h>

enum { B = 14, LAYERS = 4 };
struct lstm_gates { double forget[B], in[B], out[B], change[B], input[B], hidden[B], cell[B], tanh[B]; };
static int lstm_layers, lstm_length;
static double *lstm_main, *lstm_extra, *lstm_state, *lstm_text, lstm_slopes[8 * LAYERS * B + 3 * B];
static struct lstm_gates *lstm_saved;

static void lstm_prepare(int layers, int length) {
  lstm_layers = layers, lstm_length = length;
  lstm_main = numbers(8 * layers * B, 2), lstm_extra = numbers(3 * B, 3), lstm_state = numbers(2 * layers * B, 4);
  lstm_text = numbers(length * B, 1);
  lstm_saved = (struct lstm_gates *)malloc((size_t)length * layers * sizeof *lstm_saved);
}
static void lstm_2x1024_prepare(void) { lstm_prepare(2, 1024); }
static void lstm_4x4096_prepare(void) { lstm_prepare(4, 4096); }

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static void lstm(void) {
  const int layers = lstm_layers, steps = lstm_length - 1;
  static double h[LAYERS][B], c[LAYERS][B], gh[LAYERS][B], gc[LAYERS][B];
  double *y = (double *)malloc((size_t)steps * B * sizeof *y), *norm = (double *)malloc((size_t)steps * sizeof *norm);
  for (int k = 0; k < layers; k++) {
    memcpy(h[k], lstm_state + 2 * k * B, sizeof h[k]);
    memcpy(c[k], lstm_state + (2 * k + 1) * B, sizeof c[k]);
  }
  for (int t = 0; t < steps; t++) {
    double x[B], s = 2;
    for (int i = 0; i < B; i++) x[i] = lstm_text[B * t + i] * lstm_extra[i];
    for (int k = 0; k < layers; k++) {
      const double *w = lstm_main + 8 * k * B, *b = w + 4 * B;
      struct lstm_gates *a = lstm_saved + t * layers + k;
      for (int i = 0; i < B; i++) {
        a->input[i] = x[i], a->hidden[i] = h[k][i], a->cell[i] = c[k][i];
        a->forget[i] = sigmoid(x[i] * w[i] + b[i]);
        a->in[i] = sigmoid(h[k][i] * w[B + i] + b[B + i]);
        a->out[i] = sigmoid(x[i] * w[2 * B + i] + b[2 * B + i]);
        a->change[i] = tanh(h[k][i] * w[3 * B + i] + b[3 * B + i]);
        c[k][i] = c[k][i] * a->forget[i] + a->in[i] * a->change[i];
        x[i] = h[k][i] = a->out[i] * (a->tanh[i] = tanh(c[k][i]));
      }
    }
    for (int i = 0; i < B; i++) s += y[B * t + i] = exp(x[i] * lstm_extra[B + i] + lstm_extra[2 * B + i]);
    norm[t] = s;
  }
  memset(lstm_slopes, 0, sizeof lstm_slopes), memset(gh, 0, sizeof gh), memset(gc, 0, sizeof gc);
  double *extra = lstm_slopes + 8 * layers * B;
  for (int t = steps; t-- > 0;) {
    const double *gold = lstm_text + B * (t + 1);
    double gx[B], total = 0;
    for (int i = 0; i < B; i++) total += gold[i];
    for (int i = 0; i < B; i++) {
      const struct lstm_gates *last = lstm_saved + (t + 1) * layers - 1;
      double g = (total * y[B * t + i] / norm[t] - gold[i]) / (steps * B);
      extra[B + i] += g * (last->out[i] * last->tanh[i]);
      extra[2 * B + i] += g;
      gx[i] = g * lstm_extra[B + i];
    }
    for (int k = layers; k-- > 0;) {
      const struct lstm_gates *a = lstm_saved + t * layers + k;
      const double *w = lstm_main + 8 * k * B;
      double *dw = lstm_slopes + 8 * k * B, *db = dw + 4 * B;
      for (int i = 0; i < B; i++) {
        double g = gx[i] + gh[k][i], gcell = gc[k][i] + g * a->out[i] * (1 - a->tanh[i] * a->tanh[i]);
        double forget = gcell * a->cell[i] * a->forget[i] * (1 - a->forget[i]);
        double in = gcell * a->change[i] * a->in[i] * (1 - a->in[i]);
        double out = g * a->tanh[i] * a->out[i] * (1 - a->out[i]);
        double change = gcell * a->in[i] * (1 - a->change[i] * a->change[i]);
        gc[k][i] = gcell * a->forget[i];
        gx[i] = forget * w[i] + out * w[2 * B + i];
        gh[k][i] = in * w[B + i] + change * w[3 * B + i];
        dw[i] += forget * a->input[i], db[i] += forget;
        dw[B + i] += in * a->hidden[i], db[B + i] += in;
        dw[2 * B + i] += out * a->input[i], db[2 * B + i] += out;
        dw[3 * B + i] += change * a->hidden[i], db[3 * B + i] += change;
      }
    }
    for (int i = 0; i < B; i++) extra[i] += gx[i] * lstm_text[B * t + i];
  }
  free(y), free(norm);
}
