/** Gradients by CoDiPack: recorded anew in each run, on a tape whose memory stays. */
#pragma once
#include <codi.hpp>
#include <vector>

template <class Real>
struct Tape {
  std::vector<Real> inputs;
  std::vector<double> slopes;

  void prepare(std::vector<double> const& x) {
    inputs.assign(x.begin(), x.end());
    slopes.resize(x.size());
  }

  /** `read(input)` after a run of `f` and back again. */
  template <class F, class Read>
  void run(F f, Read read) {
    auto& tape = Real::getTape();
    tape.setActive();
    for (Real& x : inputs) tape.registerInput(x);
    Real y = f(inputs.data());
    tape.registerOutput(y);
    tape.setPassive();
    y.setGradient(1.0);
    tape.evaluate();
    for (size_t i = 0; i < inputs.size(); i++) slopes[i] = read(inputs[i]);
    // Adjoints of what is not an input are zero after the way back.
    tape.reset(false);
  }
};

/** First derivatives. */
struct Gradient : Tape<codi::RealReverse> {
  template <class F>
  void run(F f) {
    Tape::run(f, [](codi::RealReverse& x) {
      double g = x.getGradient();
      x.gradient() = 0;
      return g;
    });
  }
};

/** Along (1, …, 1): the gradient over its own derivative there, the direction of Newton's method for a diagonal Hessian. */
struct Newton : Tape<codi::RealReverseGen<codi::RealForward>> {
  template <class F>
  void run(F f) {
    for (auto& x : inputs) x.value().setGradient(1);
    Tape::run(f, [](auto& x) {
      codi::RealForward g = x.getGradient();
      x.gradient() = codi::RealForward();
      return g.getValue() / g.getGradient();
    });
  }
};
