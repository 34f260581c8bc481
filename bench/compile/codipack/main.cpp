/* The gradients of cases.ts by CoDiPack; with the argument `value`, the values alone. */
#include "../c/numbers.h"
#include "../c/serve.h"
#include "tape.hpp"

inline double value(double x) { return x; }
inline double value(codi::RealReverse const& x) { return x.getValue(); }

#include "det.hpp"
#include "gmm.hpp"
#include "kmeans.hpp"
#include "llsq.hpp"
#include "lse.hpp"
#include "lstm.hpp"
#include "ode.hpp"

static std::vector<double> inputs, constants, state;

static void add(std::vector<double>& to, int n, int shift) {
  double* p = numbers(n, shift);
  to.insert(to.end(), p, p + n);
  free(p);
}

/** A function of `inputs` that takes Reals of any type, and how its inputs come about. */
struct Llsq {
  static void prepare() { add(inputs, 128, 1); }
  template <class Real> Real operator()(Real const* x) const { return llsq(x); }
};
struct Lse {
  static void prepare() { add(inputs, 160000, 1); }
  template <class Real> Real operator()(Real const* x) const { return lse(160000, x); }
};
struct Det {
  static void prepare() { add(inputs, 64, 1); }
  template <class Real> Real operator()(Real const* x) const { return det(x); }
};
struct Ode {
  static void prepare() { add(inputs, 10000, 1); }
  template <class Real> Real operator()(Real const* x) const { return ode(x); }
};
struct Gmm {
  static void prepare() {
    const int sizes[] = {25, 250, 250, 25 * 45};
    for (int k = 0; k < 4; k++) add(inputs, sizes[k], k + 2);
    add(constants, 10000, 1);
  }
  template <class Real> Real operator()(Real const* x) const { return gmm(x, constants.data()); }
};
template <int LAYERS, int LENGTH>
struct Lstm {
  static void prepare() {
    add(inputs, 8 * LAYERS * 14, 2), add(inputs, 3 * 14, 3);
    add(state, 2 * LAYERS * 14, 4), add(constants, LENGTH * 14, 1);
  }
  template <class Real> Real operator()(Real const* x) const {
    return lstm(LAYERS, LENGTH, x, state.data(), constants.data());
  }
};
struct Kmeans {
  static void prepare() {
    add(constants, 160000, 1);
    inputs.assign(constants.end() - 160, constants.end());
  }
  template <class Real> Real operator()(Real const* x) const { return kmeans(x, constants.data()); }
};

template <class Work, class Derivative>
struct Served {
  static inline Derivative derivative;
  static inline double result;
  static void prepare() {
    Work::prepare();
    derivative.prepare(inputs);
  }
  static void run() { derivative.run(Work()); }
  static void run_value() { result = Work()((double const*)inputs.data()); }
};

template <class Work, class Derivative = Gradient>
int serve(bool value, const char* name) {
  using S = Served<Work, Derivative>;
  S::prepare();
  const work one = value ? work{name, [] {}, S::run_value, &S::result, 1}
                         : work{name, [] {}, S::run, S::derivative.slopes.data(), (int)inputs.size()};
  return serve(&one, 1, name);
}

int main(int argc, char** argv) {
  if (argc < 2) return 1;
  const bool value = argc > 2;
  const std::string name = argv[1];
  if (name == "llsq") return serve<Llsq>(value, argv[1]);
  if (name == "lse") return serve<Lse>(value, argv[1]);
  if (name == "det") return serve<Det>(value, argv[1]);
  if (name == "ode") return serve<Ode>(value, argv[1]);
  if (name == "gmm") return serve<Gmm>(value, argv[1]);
  if (name == "lstm-2x1024") return serve<Lstm<2, 1024>>(value, argv[1]);
  if (name == "lstm-4x4096") return serve<Lstm<4, 4096>>(value, argv[1]);
  if (name == "kmeans") return serve<Kmeans, Newton>(value, argv[1]);
  return 1;
}
