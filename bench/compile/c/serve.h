/* A child process in the protocol of turns.ts: the gradient, then the CPU time of as many steps as a line asks for. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct work {
  const char *name;
  void (*prepare)(void);
  void (*run)(void);
  const double *gradient;
  int size;
};

static int serve(const struct work *works, int count, const char *name) {
  const struct work *w = works;
  while (w < works + count && strcmp(w->name, name)) w++;
  if (w == works + count) return fprintf(stderr, "no %s\n", name), 1;
  char line[256];
  if (!fgets(line, sizeof line, stdin)) return 1;
  w->prepare();
  w->run();
  for (int i = 0; i < w->size; i++) printf("%s%.17g", i ? "," : "{\"gradient\": [", w->gradient[i]);
  puts("]}");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    struct timespec a, b;
    int steps = atoi(line);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    for (int i = 0; i < steps; i++) w->run();
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    printf("{\"ms\": %.9g}\n", ((b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6) / steps);
    fflush(stdout);
  }
  return 0;
}
