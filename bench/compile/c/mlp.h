/* Σ relu(1 − y · out) of MLP(2, [16, 16, 1]) over 100 points, and its gradient: what mlp-rows.h and mlp-samples.h share. */
#pragma once

enum { H = 16, N = 100 };
/* As cases.ts lays them out: parameters, or slopes and the loss. */
#define MLP(number) struct { number W1[H][2], b1[H], W2[H][H], b2[H], W3[H], b3, loss; }
static MLP(double) mlp, mlp_slopes;
static double mlp_x[N][2], mlp_y[N];
