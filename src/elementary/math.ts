/**
 * The elementary functions on plain numbers: what those of this folder do to them, written out, since calls for every
 * addition would cost more than the additions. Made by scripts/elementary-math.ts (npm run docs); not to be edited.
 */
import { TWO_OVER_PI_PIECES } from "./coefficients.ts";
import { copysign, exponent, pow2 } from "./numbers.ts";

export function clamp(x: number, y: number, z: number): number {
  return Math.min(Math.max(x, y), z);
}

export function elu(x: number, y: number): number {
  return ((0 < x) ? x : (y * expm1(x)));
}

export function leakyRelu(x: number, y: number): number {
  return ((0 < x) ? x : (y * x));
}

export function logaddexp(x: number, y: number): number {
  const t0 = ((x === y) ? (x + 0.6931471805599453) : (((x < y) ? y : x) + log1p(exp((-Math.abs((x - y)))))));
  return t0;
}

export function relu(x: number): number {
  return ((x <= 0) ? 0 : x);
}

export function sigmoid(x: number): number {
  const t0 = exp((-Math.abs(x)));
  const t1 = (x < 0);
  const t2 = (1 + t0);
  const t3 = ((t1 ? t0 : 1) / t2);
  return (t3 - (t1 ? ((t3 * (t0 - (t2 - 1))) * (1 - t3)) : 0));
}

export function sign(x: number): number {
  return ((0 < Math.abs(x)) ? copysign(1, x) : x);
}

export function silu(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if (!(t0 < 700)) {
    const t1 = ((x < (-1000)) ? (-1000) : x);
    const t2 = (((t1 * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
    const t3 = (t1 - (t2 * 0.6931471805598903));
    const t4 = (t2 * 5.497923018708371e-14);
    const t5 = (t3 - t4);
    const t6 = (t5 * t5);
    const t7 = (t6 * t6);
    const t8 = Math.floor((t2 * 0.5));
    const t9 = ((0.16666666666666685 + (t5 * 0.04166666666666652)) + (t6 * (0.008333333333316704 + (t5 * 0.0013888888888943809))));
    const t10 = ((0.00019841269897154587 + (t5 * 0.00002480158722535452)) + (t6 * (0.0000027557234130823768 + (t5 * 2.7557348934476234e-7))));
    const t11 = (t5 * ((t9 + (t7 * t10)) + ((t7 * t7) * (2.511227997022036e-8 + (t5 * 2.0893706496935598e-9)))));
    const t12 = ((1030 < t2) ? Infinity : ((((1 + (t3 + ((t6 * (0.5 + t11)) - t4))) * t1) * pow2(t8)) * pow2((t2 - t8))));
    v0 = ((0 < x) ? x : ((t2 < (-1100)) ? 0 : t12));
  } else {
    const t13 = (-t0);
    const t14 = (((t13 * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
    const t15 = (t13 - (t14 * 0.6931471805598903));
    const t16 = (t14 * 5.497923018708371e-14);
    const t17 = (t15 - t16);
    const t18 = (t17 * t17);
    const t19 = (t18 * t18);
    const t20 = ((0.16666666666666685 + (t17 * 0.04166666666666652)) + (t18 * (0.008333333333316704 + (t17 * 0.0013888888888943809))));
    const t21 = ((0.00019841269897154587 + (t17 * 0.00002480158722535452)) + (t18 * (0.0000027557234130823768 + (t17 * 2.7557348934476234e-7))));
    const t22 = ((t20 + (t19 * t21)) + ((t19 * t19) * (2.511227997022036e-8 + (t17 * 2.0893706496935598e-9))));
    const t23 = (t15 + ((t18 * (0.5 + (t17 * t22))) - t16));
    const t24 = pow2(t14);
    const t25 = ((1 + t23) * t24);
    const t26 = (1 + t25);
    const t27 = (((x < 0) ? ((x + (x * t23)) * t24) : x) / t26);
    v0 = (t27 - (t27 * ((t25 - (t26 - 1)) / t26)));
  }
  return copysign(v0, x);
}

export function softplus(x: number): number {
  return (((x < 0) ? 0 : x) + log1p(exp((-Math.abs(x)))));
}

export function square(x: number): number {
  return (x * x);
}

export function step(x: number): number {
  return ((0 < x) ? 1 : ((x <= 0) ? 0 : x));
}

export function erf(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if ((1 < t0)) {
    v0 = (1 - erfcOfLarge(((6 < t0) ? 6 : t0)));
  } else {
    const t1 = (t0 * t0);
    const t2 = (t1 * t1);
    const t3 = (t2 * t2);
    const t4 = (((-0.3761263890318374) + (t1 * 0.11283791670954596)) + (t2 * ((-0.02686617064503049) + (t1 * 0.005223977624417049))));
    const t5 = (((-0.0008548326959893913) + (t1 * 0.00012055330404240036)) + (t2 * ((-0.00001492557924717978) + (t1 * 0.0000016460754614280051))));
    const t6 = (((-1.634778645446875e-7) + (t1 * 1.4643130358299092e-8)) + (t2 * ((-1.1309279136510916e-9) + (t1 * 5.850202954868044e-11))));
    v0 = (t0 + (t0 * (0.1283791670955126 + (t1 * ((t4 + (t3 * t5)) + ((t3 * t3) * t6))))));
  }
  return copysign(v0, x);
}

export function erfc(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if ((((-1) <= x) && (x < 0.5))) {
    const t1 = (-x);
    const t2 = (1 + t1);
    const t3 = (t2 - 1);
    const t4 = (x * x);
    const t5 = (t4 * t4);
    const t6 = (t5 * t5);
    const t7 = (((-0.3761263890318374) + (t4 * 0.11283791670954596)) + (t5 * ((-0.02686617064503049) + (t4 * 0.005223977624417049))));
    const t8 = (((-0.0008548326959893913) + (t4 * 0.00012055330404240036)) + (t5 * ((-0.00001492557924717978) + (t4 * 0.0000016460754614280051))));
    const t9 = (((-1.634778645446875e-7) + (t4 * 1.4643130358299092e-8)) + (t5 * ((-1.1309279136510916e-9) + (t4 * 5.850202954868044e-11))));
    const t10 = (((1 - (t2 - t3)) + (t1 - t3)) - (x * (0.1283791670955126 + (t4 * ((t7 + (t6 * t8)) + ((t6 * t6) * t9))))));
    v0 = (t2 + t10);
  } else {
    const t11 = erfcOfLarge(((28 < t0) ? 28 : t0));
    v0 = ((x < 0) ? (2 - t11) : t11);
  }
  return v0;
}

export function gelu(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if ((t0 < 1)) {
    const t1 = (x * 0.3989422804014327);
    const t2 = (x * 134217729);
    const t3 = (t2 - (t2 - x));
    const t4 = (x - t3);
    const t5 = (0.3989422804014327 - 0.3989422768354416);
    const t6 = (x * x);
    const t7 = (t6 * t6);
    const t8 = (t7 * t7);
    const t9 = (0.5 + t1);
    const t10 = ((0.009973557010035144 + (t6 * (-0.0011873282154691704))) + (t7 * (0.00011543468752240868 + (t6 * (-0.000009444655811253745)))));
    const t11 = ((6.659680233689899e-7 + (t6 * (-4.122415125062976e-8))) + (t7 * (2.2704469802081442e-9 + (t6 * (-1.1065744371982788e-10)))));
    const t12 = ((-0.06649038006690543) + (t6 * ((t10 + (t8 * t11)) + ((t8 * t8) * 4.076920274562985e-12))));
    const t13 = ((((((t3 * 0.3989422768354416) - t1) + (t3 * t5)) + (t4 * 0.3989422768354416)) + (t4 * t5)) + (x * ((-2.49232720227773e-17) + (t6 * t12))));
    v0 = (x * (t9 + ((t1 - (t9 - 0.5)) + t13)));
  } else {
    v0 = (((x < 0) ? -0 : x) - geluOfLarge(((40 < t0) ? 40 : t0)));
  }
  return v0;
}

export function exp(x: number): number {
  const t0 = (((x * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
  const t1 = (x - (t0 * 0.6931471805598903));
  const t2 = (t0 * 5.497923018708371e-14);
  const t3 = (t1 - t2);
  const t4 = (t3 * t3);
  const t5 = (t4 * t4);
  const t6 = ((0.16666666666666685 + (t3 * 0.04166666666666652)) + (t4 * (0.008333333333316704 + (t3 * 0.0013888888888943809))));
  const t7 = ((0.00019841269897154587 + (t3 * 0.00002480158722535452)) + (t4 * (0.0000027557234130823768 + (t3 * 2.7557348934476234e-7))));
  const t8 = (t3 * ((t6 + (t5 * t7)) + ((t5 * t5) * (2.511227997022036e-8 + (t3 * 2.0893706496935598e-9)))));
  const t9 = (1 + (t1 + ((t4 * (0.5 + t8)) - t2)));
  let v0: number;
  if (!(Math.abs(t0) < 1021)) {
    const t10 = Math.floor((t0 * 0.5));
    v0 = ((t0 < (-1100)) ? 0 : ((1030 < t0) ? Infinity : ((t9 * pow2(t10)) * pow2((t0 - t10)))));
  } else {
    v0 = (t9 * pow2(t0));
  }
  return v0;
}

export function exp2(x: number): number {
  const t0 = ((x + 6755399441055744) - 6755399441055744);
  const t1 = (x - t0);
  const t2 = (t1 * 134217729);
  const t3 = (t2 - (t2 - t1));
  const t4 = (t1 * t1);
  const t5 = (t4 * t4);
  const t6 = ((0.05550410866482137 + (t1 * 0.009618129107594277)) + (t4 * (0.001333355814648506 + (t1 * 0.00015403530457073694))));
  const t7 = ((0.000015252733759821128 + (t1 * 0.0000013215435255633874)) + (t4 * (1.0178092177708401e-7 + (t1 * 7.07379270691437e-9))));
  const t8 = (t4 * (0.2402265069591013 + (t1 * ((t6 + (t5 * t7)) + ((t5 * t5) * 4.450480537655084e-10)))));
  const t9 = ((t3 * 0.6931471824645996) + ((((t1 - t3) * 0.6931471824645996) + (t1 * (-1.904654299957768e-9))) + t8));
  const t10 = (1 + t9);
  let v0: number;
  if (!(Math.abs(t0) < 1021)) {
    const t11 = Math.floor((t0 * 0.5));
    v0 = ((t0 < (-1100)) ? 0 : ((1030 < t0) ? Infinity : ((t10 * pow2(t11)) * pow2((t0 - t11)))));
  } else {
    v0 = (t10 * pow2(t0));
  }
  return v0;
}

export function expm1(x: number): number {
  const t0 = (((x * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
  const t1 = (x - (t0 * 0.6931471805598903));
  const t2 = (t0 * 5.497923018708371e-14);
  const t3 = (t1 - t2);
  const t4 = (t3 * t3);
  const t5 = (t4 * t4);
  const t6 = ((0.16666666666666685 + (t3 * 0.04166666666666652)) + (t4 * (0.008333333333316704 + (t3 * 0.0013888888888943809))));
  const t7 = ((0.00019841269897154587 + (t3 * 0.00002480158722535452)) + (t4 * (0.0000027557234130823768 + (t3 * 2.7557348934476234e-7))));
  const t8 = (t3 * ((t6 + (t5 * t7)) + ((t5 * t5) * (2.511227997022036e-8 + (t3 * 2.0893706496935598e-9)))));
  const t9 = ((t4 * (0.5 + t8)) - t2);
  let v0: number;
  if (!(Math.abs(t0) < 1021)) {
    const t10 = Math.floor((t0 * 0.5));
    const t11 = ((t0 < (-1100)) ? 0 : ((1030 < t0) ? Infinity : (((1 + (t1 + t9)) * pow2(t10)) * pow2((t0 - t10)))));
    v0 = ((x < 0) ? (-1) : t11);
  } else {
    const t12 = pow2(t0);
    const t13 = (t12 - 1);
    const t14 = (t12 * t1);
    const t15 = (t13 + t14);
    v0 = ((x === 0) ? x : (t15 + (((t14 - (t15 - t13)) + ((t12 - t13) - 1)) + (t12 * t9))));
  }
  return v0;
}

export function digamma(x: number): number {
  const t0 = (x < 0);
  const t1 = digammaOfPositive((t0 ? (1 - x) : x));
  let v0: number;
  if (t0) {
    const t2 = (x - Math.floor((x + 0.5)));
    v0 = ((t2 === 0) ? Number.NaN : (t1 - (3.141592653589793 / tan((t2 * 3.141592653589793)))));
  } else {
    v0 = t1;
  }
  return v0;
}

export function lgamma(x: number): number {
  const t0 = (x < 0);
  const t1 = lgammaOfPositive((t0 ? (1 - x) : x));
  let v0: number;
  if (t0) {
    const t2 = (x - Math.floor((x + 0.5)));
    const t3 = ((-1e-17) < x);
    const t4 = log((t3 ? (-x) : (3.141592653589793 / Math.abs(sin((t2 * 3.141592653589793))))));
    v0 = (((t2 === 0) || (x === (-Infinity))) ? Infinity : (t3 ? (-t4) : (t4 - t1)));
  } else {
    v0 = t1;
  }
  return v0;
}

export function polygamma(x: number, y: number): number {
  const t0 = (((0 <= x) && (x <= 1099511627776)) && (Math.floor(x) === x));
  const t1 = ((t0 && (0 < x)) ? x : 1);
  const t2 = (t1 * 0.5);
  const t3 = (Math.floor(t2) === t2);
  const t4 = (y < 0);
  const t5 = (y === 0);
  const t6 = factorialTimesZeta(t1, (t4 ? (1 - y) : (t5 ? 1 : y)));
  let v0: number;
  if (t4) {
    const t7 = (y - Math.floor((y + 0.5)));
    const t8 = (0 < t7);
    const t9 = Math.abs(t7);
    const t10 = (1 - t9);
    const t11 = factorialTimesZeta(t1, ((0 < t9) ? t9 : 1));
    const t12 = factorialTimesZeta(t1, ((0 < t10) ? t10 : 1));
    const t13 = (t8 ? t11 : t12);
    const t14 = (t8 ? t12 : t11);
    const t15 = (t14 === Infinity);
    const t16 = (((t13 === Infinity) && t15) ? (t8 ? (-Infinity) : Infinity) : (t15 ? Infinity : ((t14 - t13) - t6)));
    const t17 = ((t7 === 0) ? (t3 ? Number.NaN : Infinity) : (t3 ? ((t9 === 0.5) ? (-t6) : t16) : (t15 ? Infinity : (t13 + (t14 - t6)))));
    v0 = (((-Infinity) < y) ? t17 : Number.NaN);
  } else {
    v0 = (t3 ? (-t6) : t6);
  }
  const t18 = ((x === 0) ? digamma(y) : (t0 ? (t5 ? (t3 ? ((-1) / y) : Infinity) : ((t4 || (0 <= y)) ? v0 : y)) : Number.NaN));
  return t18;
}

export function acosh(x: number): number {
  let v2: number;
  if (!(x < 268435456)) {
    v2 = (log(x) + 0.6931471805599453);
  } else {
    const t0 = (x - 1);
    const t1 = Math.sqrt(((t0 * 2) + (t0 * t0)));
    const t2 = (t1 + t0);
    const t3 = (1 + t2);
    let v0: number;
    let v1: number;
    if (!((4.450147717014403e-308 <= t3) && (t3 < 4.49423283715579e+307))) {
      const t4 = (1 < t3);
      const t5 = ((0 < t3) && (t3 < Infinity));
      v0 = (t5 ? (t3 * (t4 ? 5.421010862427522e-20 : 18446744073709552000)) : 1);
      const t6 = (t5 ? (t4 ? 64 : (-64)) : ((t3 === 0) ? (-Infinity) : ((t3 < 0) ? Number.NaN : (t3 + t3))));
      v1 = t6;
    } else {
      v0 = t3;
      v1 = 0;
    }
    const t7 = exponent((v0 * 1.4142135623730951));
    const t8 = (t7 + v1);
    const t9 = (t2 < 1);
    const t10 = (t8 === 0);
    const t11 = (t9 ? 1 : t2);
    const t12 = (t9 ? t2 : 1);
    const t13 = (t10 ? t2 : ((v0 * pow2((-t7))) - 1));
    const t14 = (t13 / (t13 + 2));
    const t15 = (t14 * t14);
    const t16 = ((t13 * t13) * 0.5);
    const t17 = (t15 * t15);
    const t18 = ((0.3999999999941773 + (t15 * 0.28571428741719335)) + (t17 * (0.22222198640618618 + (t15 * 0.18183560882985228))));
    const t19 = (0.6666666666666734 + (t15 * (t18 + ((t17 * t17) * (0.15314137071132283 + (t15 * 0.14795099424589359))))));
    const t20 = (((0 < t3) && (t3 < 1152921504606847000)) ? (((t10 ? 0 : (t12 - ((t11 + t12) - t11))) + (t0 - (t2 - t1))) / t3) : 0);
    const t21 = ((t8 * 0.6931471805598903) - ((t16 - ((t14 * (t16 + (t15 * t19))) + ((t8 * 5.497923018708371e-14) + t20))) - t13));
    v2 = ((x < 1) ? Number.NaN : ((t2 === 0) ? t2 : t21));
  }
  return v2;
}

export function asinh(x: number): number {
  const t0 = Math.abs(x);
  let v2: number;
  if (!(t0 < 268435456)) {
    v2 = (log(t0) + 0.6931471805599453);
  } else {
    const t1 = (t0 * t0);
    const t2 = (t1 / (1 + Math.sqrt((1 + t1))));
    const t3 = (t0 + t2);
    const t4 = (1 + t3);
    let v0: number;
    let v1: number;
    if (!((4.450147717014403e-308 <= t4) && (t4 < 4.49423283715579e+307))) {
      const t5 = (1 < t4);
      const t6 = ((0 < t4) && (t4 < Infinity));
      v0 = (t6 ? (t4 * (t5 ? 5.421010862427522e-20 : 18446744073709552000)) : 1);
      const t7 = (t6 ? (t5 ? 64 : (-64)) : ((t4 === 0) ? (-Infinity) : ((t4 < 0) ? Number.NaN : (t4 + t4))));
      v1 = t7;
    } else {
      v0 = t4;
      v1 = 0;
    }
    const t8 = exponent((v0 * 1.4142135623730951));
    const t9 = (t8 + v1);
    const t10 = (t3 < 1);
    const t11 = (t9 === 0);
    const t12 = (t10 ? 1 : t3);
    const t13 = (t10 ? t3 : 1);
    const t14 = (t11 ? t3 : ((v0 * pow2((-t8))) - 1));
    const t15 = (t14 / (t14 + 2));
    const t16 = (t15 * t15);
    const t17 = ((t14 * t14) * 0.5);
    const t18 = (t16 * t16);
    const t19 = ((0.3999999999941773 + (t16 * 0.28571428741719335)) + (t18 * (0.22222198640618618 + (t16 * 0.18183560882985228))));
    const t20 = (0.6666666666666734 + (t16 * (t19 + ((t18 * t18) * (0.15314137071132283 + (t16 * 0.14795099424589359))))));
    const t21 = (((0 < t4) && (t4 < 1152921504606847000)) ? (((t11 ? 0 : (t13 - ((t12 + t13) - t12))) + (t2 - (t3 - t0))) / t4) : 0);
    const t22 = ((t9 * 0.6931471805598903) - ((t17 - ((t15 * (t17 + (t16 * t20))) + ((t9 * 5.497923018708371e-14) + t21))) - t14));
    v2 = ((t3 === 0) ? t3 : t22);
  }
  return copysign(v2, x);
}

export function atanh(x: number): number {
  const t0 = Math.abs(x);
  return copysign((log1p(((t0 * 2) / (1 - t0))) * 0.5), x);
}

export function cosh(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if (!(t0 < 22)) {
    const t1 = (((t0 * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
    const t2 = (t0 - (t1 * 0.6931471805598903));
    const t3 = (t1 * 5.497923018708371e-14);
    const t4 = (t2 - t3);
    const t5 = (t4 * t4);
    const t6 = (t5 * t5);
    const t7 = Math.floor((t1 * 0.5));
    const t8 = ((0.16666666666666685 + (t4 * 0.04166666666666652)) + (t5 * (0.008333333333316704 + (t4 * 0.0013888888888943809))));
    const t9 = ((0.00019841269897154587 + (t4 * 0.00002480158722535452)) + (t5 * (0.0000027557234130823768 + (t4 * 2.7557348934476234e-7))));
    const t10 = (t4 * ((t8 + (t6 * t9)) + ((t6 * t6) * (2.511227997022036e-8 + (t4 * 2.0893706496935598e-9)))));
    const t11 = ((1030 < t1) ? Infinity : ((((1 + (t2 + ((t5 * (0.5 + t10)) - t3))) * 0.5) * pow2(t7)) * pow2((t1 - t7))));
    v0 = ((t1 < (-1100)) ? 0 : t11);
  } else {
    const t12 = exp(t0);
    v0 = ((t12 * 0.5) + (0.5 / t12));
  }
  return v0;
}

export function sinh(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if (!(t0 < 22)) {
    const t1 = (((t0 * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
    const t2 = (t0 - (t1 * 0.6931471805598903));
    const t3 = (t1 * 5.497923018708371e-14);
    const t4 = (t2 - t3);
    const t5 = (t4 * t4);
    const t6 = (t5 * t5);
    const t7 = Math.floor((t1 * 0.5));
    const t8 = ((0.16666666666666685 + (t4 * 0.04166666666666652)) + (t5 * (0.008333333333316704 + (t4 * 0.0013888888888943809))));
    const t9 = ((0.00019841269897154587 + (t4 * 0.00002480158722535452)) + (t5 * (0.0000027557234130823768 + (t4 * 2.7557348934476234e-7))));
    const t10 = (t4 * ((t8 + (t6 * t9)) + ((t6 * t6) * (2.511227997022036e-8 + (t4 * 2.0893706496935598e-9)))));
    const t11 = ((1030 < t1) ? Infinity : ((((1 + (t2 + ((t5 * (0.5 + t10)) - t3))) * 0.5) * pow2(t7)) * pow2((t1 - t7))));
    v0 = ((t1 < (-1100)) ? 0 : t11);
  } else {
    const t12 = (((t0 * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
    const t13 = (t0 - (t12 * 0.6931471805598903));
    const t14 = (t12 * 5.497923018708371e-14);
    const t15 = (t13 - t14);
    const t16 = (t15 * t15);
    const t17 = (t16 * t16);
    const t18 = pow2(t12);
    const t19 = (t18 - 1);
    const t20 = (t18 * t13);
    const t21 = (t19 + t20);
    const t22 = ((0.16666666666666685 + (t15 * 0.04166666666666652)) + (t16 * (0.008333333333316704 + (t15 * 0.0013888888888943809))));
    const t23 = ((0.00019841269897154587 + (t15 * 0.00002480158722535452)) + (t16 * (0.0000027557234130823768 + (t15 * 2.7557348934476234e-7))));
    const t24 = ((t22 + (t17 * t23)) + ((t17 * t17) * (2.511227997022036e-8 + (t15 * 2.0893706496935598e-9))));
    const t25 = (((t20 - (t21 - t19)) + ((t18 - t19) - 1)) + (t18 * ((t16 * (0.5 + (t15 * t24))) - t14)));
    const t26 = (t21 + t25);
    const t27 = (t26 / (t26 + 1));
    const t28 = (1 - t27);
    v0 = ((t26 + (t27 + ((t25 - (t26 - t21)) * (1 + (t28 * t28))))) * 0.5);
  }
  return copysign(v0, x);
}

export function tanh(x: number): number {
  const t0 = (Math.abs(x) * (-2));
  const t1 = ((t0 < (-60)) ? (-60) : t0);
  const t2 = (((t1 * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
  const t3 = (t1 - (t2 * 0.6931471805598903));
  const t4 = (t2 * 5.497923018708371e-14);
  const t5 = (t3 - t4);
  const t6 = (t5 * t5);
  const t7 = (t6 * t6);
  const t8 = pow2(t2);
  const t9 = (t8 - 1);
  const t10 = (t8 * t3);
  const t11 = (t9 + t10);
  const t12 = ((0.16666666666666685 + (t5 * 0.04166666666666652)) + (t6 * (0.008333333333316704 + (t5 * 0.0013888888888943809))));
  const t13 = ((0.00019841269897154587 + (t5 * 0.00002480158722535452)) + (t6 * (0.0000027557234130823768 + (t5 * 2.7557348934476234e-7))));
  const t14 = (t5 * ((t12 + (t7 * t13)) + ((t7 * t7) * (2.511227997022036e-8 + (t5 * 2.0893706496935598e-9)))));
  const t15 = (((t10 - (t11 - t9)) + ((t8 - t9) - 1)) + (t8 * ((t6 * (0.5 + t14)) - t4)));
  const t16 = (t11 + t15);
  const t17 = (t15 - (t16 - t11));
  const t18 = (2 + t16);
  const t19 = (t16 / t18);
  return copysign((t19 + ((t17 - (t19 * ((t16 - (t18 - 2)) + t17))) * ((1 - t19) * 0.5))), x);
}

export function acos(x: number): number {
  const t0 = Math.abs(x);
  const t1 = (0.5 <= t0);
  const t2 = (t1 ? ((1 - t0) * 0.5) : (x * x));
  const t3 = (t2 * t2);
  const t4 = (t3 * t3);
  const t5 = ((0.0749999999997169 + (t2 * 0.044642857173765406)) + (t3 * (0.030381942748118118 + (t2 * 0.022372213861436212))));
  const t6 = ((0.017351632031100104 + (t2 * 0.013980583349747706)) + (t3 * (0.011400829360925666 + (t2 * 0.010769641576714423))));
  const t7 = ((0.0037459857914570235 + (t2 * 0.02161235617897152)) + (t3 * ((-0.02086615287751828) + (t2 * 0.03254651153250289))));
  const t8 = (t2 * (0.16666666666666757 + (t2 * ((t5 + (t4 * t6)) + ((t4 * t4) * t7)))));
  const t9 = Math.sqrt(t2);
  const t10 = (t9 * 134217729);
  const t11 = (t10 - (t10 - t9));
  const t12 = (t9 * t8);
  const t13 = ((x < 0) ? (3.141592653589793 - ((t9 + (t12 - 6.123233995736766e-17)) * 2)) : ((t11 + (t12 + ((t9 === 0) ? 0 : ((t2 - (t11 * t11)) / (t9 + t11))))) * 2));
  return (t1 ? t13 : (1.5707963267948966 - (x - (6.123233995736766e-17 - (x * t8)))));
}

export function asin(x: number): number {
  const t0 = Math.abs(x);
  const t1 = (0.5 <= t0);
  const t2 = (t1 ? ((1 - t0) * 0.5) : (x * x));
  const t3 = (t2 * t2);
  const t4 = (t3 * t3);
  const t5 = ((0.0749999999997169 + (t2 * 0.044642857173765406)) + (t3 * (0.030381942748118118 + (t2 * 0.022372213861436212))));
  const t6 = ((0.017351632031100104 + (t2 * 0.013980583349747706)) + (t3 * (0.011400829360925666 + (t2 * 0.010769641576714423))));
  const t7 = ((0.0037459857914570235 + (t2 * 0.02161235617897152)) + (t3 * ((-0.02086615287751828) + (t2 * 0.03254651153250289))));
  const t8 = (t2 * (0.16666666666666757 + (t2 * ((t5 + (t4 * t6)) + ((t4 * t4) * t7)))));
  const t9 = Math.sqrt(t2);
  const t10 = (t9 * 134217729);
  const t11 = (t10 - (t10 - t9));
  const t12 = (((t9 * 2) * t8) - (6.123233995736766e-17 - (((t9 === 0) ? 0 : ((t2 - (t11 * t11)) / (t9 + t11))) * 2)));
  const t13 = copysign((t1 ? (0.7853981633974483 - (t12 - (0.7853981633974483 - (t11 * 2)))) : (t0 + (t0 * t8))), x);
  return t13;
}

export function atan(x: number): number {
  const t0 = Math.abs(x);
  const t1 = ((1 * 1.8181818181818181) < t0);
  const t2 = ((1 * 0.55) < t0);
  const t3 = ((t1 ? (-1) : (t2 ? (t0 - 1) : t0)) / (t1 ? t0 : (t2 ? (t0 + 1) : 1)));
  const t4 = (t3 * t3);
  const t5 = (t4 * t4);
  const t6 = (t5 * t5);
  const t7 = ((0.19999999999949314 + (t4 * (-0.14285714281032436))) + (t5 * (0.11111110892672375 + (t4 * (-0.09090903057843874)))));
  const t8 = ((0.07692200115584628 + (t4 * (-0.06665362544921322))) + (t5 * (0.05871267004652573 + (t4 * (-0.05195964163350258)))));
  const t9 = ((0.044698759441383136 + (t4 * (-0.03441037266073784))) + (t5 * (0.02008141927401504 + (t4 * (-0.006278331466377147)))));
  const t10 = (((t3 * t4) * ((-0.3333333333333314) + (t4 * ((t7 + (t6 * t8)) + ((t6 * t6) * t9))))) + (t1 ? 6.123233995736766e-17 : (t2 ? 3.061616997868383e-17 : 0)));
  return copysign(((t1 ? 1.5707963267948966 : (t2 ? 0.7853981633974483 : 0)) + (t3 + t10)), x);
}

export function atan2(x: number, y: number): number {
  const t0 = Math.abs(x);
  const t1 = Math.abs(y);
  const t2 = ((t0 < t1) ? t1 : t0);
  const t3 = (y + x);
  let v0: number;
  let v1: number;
  if (!(((1.1830521861667747e-271 < t2) && (t2 < 1.0715086071862673e+301)) && (t3 === t3))) {
    const t4 = (t0 === Infinity);
    const t5 = (t1 === Infinity);
    const t6 = ((t4 || t5) ? 0 : ((t2 < 1) ? 1.329227995784916e+36 : 7.52316384526264e-37));
    const t7 = ((y === y) && (x === x));
    v0 = (t7 ? (t4 ? 1 : (t0 * t6)) : Number.NaN);
    v1 = ((t2 === 0) ? 1 : (t7 ? (t5 ? 1 : (t1 * t6)) : Number.NaN));
  } else {
    v0 = t0;
    v1 = t1;
  }
  const t8 = ((v1 * 1.8181818181818181) < v0);
  const t9 = ((v1 * 0.55) < v0);
  const t10 = ((t8 ? (-v1) : (t9 ? (v0 - v1) : v0)) / (t8 ? v0 : (t9 ? (v0 + v1) : v1)));
  const t11 = (t10 * t10);
  const t12 = (t11 * t11);
  const t13 = (t12 * t12);
  const t14 = ((0.19999999999949314 + (t11 * (-0.14285714281032436))) + (t12 * (0.11111110892672375 + (t11 * (-0.09090903057843874)))));
  const t15 = ((0.07692200115584628 + (t11 * (-0.06665362544921322))) + (t12 * (0.05871267004652573 + (t11 * (-0.05195964163350258)))));
  const t16 = ((0.044698759441383136 + (t11 * (-0.03441037266073784))) + (t12 * (0.02008141927401504 + (t11 * (-0.006278331466377147)))));
  const t17 = ((t10 * t11) * ((-0.3333333333333314) + (t11 * ((t14 + (t13 * t15)) + ((t13 * t13) * t16)))));
  const t18 = ((t8 ? 1.5707963267948966 : (t9 ? 0.7853981633974483 : 0)) + (t10 + (t17 + (t8 ? 6.123233995736766e-17 : (t9 ? 3.061616997868383e-17 : 0)))));
  const t19 = copysign(((copysign(1, y) < 0) ? (3.141592653589793 - (t18 - 1.2246467991473532e-16)) : t18), x);
  return t19;
}

export function log(x: number): number {
  let v0: number;
  let v1: number;
  if (!((4.450147717014403e-308 <= x) && (x < 4.49423283715579e+307))) {
    const t0 = (1 < x);
    const t1 = ((0 < x) && (x < Infinity));
    v0 = (t1 ? (x * (t0 ? 5.421010862427522e-20 : 18446744073709552000)) : 1);
    v1 = (t1 ? (t0 ? 64 : (-64)) : ((x === 0) ? (-Infinity) : ((x < 0) ? Number.NaN : (x + x))));
  } else {
    v0 = x;
    v1 = 0;
  }
  const t2 = exponent((v0 * 1.4142135623730951));
  const t3 = (t2 + v1);
  const t4 = ((v0 * pow2((-t2))) - 1);
  const t5 = (t4 / (t4 + 2));
  const t6 = (t5 * t5);
  const t7 = ((t4 * t4) * 0.5);
  const t8 = (t6 * t6);
  const t9 = ((0.3999999999941773 + (t6 * 0.28571428741719335)) + (t8 * (0.22222198640618618 + (t6 * 0.18183560882985228))));
  const t10 = (0.6666666666666734 + (t6 * (t9 + ((t8 * t8) * (0.15314137071132283 + (t6 * 0.14795099424589359))))));
  const t11 = ((t3 * 0.6931471805598903) - ((t7 - ((t5 * (t7 + (t6 * t10))) + (t3 * 5.497923018708371e-14))) - t4));
  return t11;
}

export function log1p(x: number): number {
  const t0 = (1 + x);
  let v0: number;
  let v1: number;
  if (!((4.450147717014403e-308 <= t0) && (t0 < 4.49423283715579e+307))) {
    const t1 = (1 < t0);
    const t2 = ((0 < t0) && (t0 < Infinity));
    v0 = (t2 ? (t0 * (t1 ? 5.421010862427522e-20 : 18446744073709552000)) : 1);
    const t3 = (t2 ? (t1 ? 64 : (-64)) : ((t0 === 0) ? (-Infinity) : ((t0 < 0) ? Number.NaN : (t0 + t0))));
    v1 = t3;
  } else {
    v0 = t0;
    v1 = 0;
  }
  const t4 = exponent((v0 * 1.4142135623730951));
  const t5 = (t4 + v1);
  const t6 = (x < 1);
  const t7 = (t5 === 0);
  const t8 = (t6 ? 1 : x);
  const t9 = (t6 ? x : 1);
  const t10 = (t7 ? x : ((v0 * pow2((-t4))) - 1));
  const t11 = (t10 / (t10 + 2));
  const t12 = (t11 * t11);
  const t13 = ((t10 * t10) * 0.5);
  const t14 = (t12 * t12);
  const t15 = ((0.3999999999941773 + (t12 * 0.28571428741719335)) + (t14 * (0.22222198640618618 + (t12 * 0.18183560882985228))));
  const t16 = (0.6666666666666734 + (t12 * (t15 + ((t14 * t14) * (0.15314137071132283 + (t12 * 0.14795099424589359))))));
  const t17 = (((0 < t0) && (t0 < 1152921504606847000)) ? (((t7 ? 0 : (t9 - ((t8 + t9) - t8))) + 0) / t0) : 0);
  const t18 = ((t5 * 0.6931471805598903) - ((t13 - ((t11 * (t13 + (t12 * t16))) + ((t5 * 5.497923018708371e-14) + t17))) - t10));
  return ((x === 0) ? x : t18);
}

export function log2(x: number): number {
  let v0: number;
  let v1: number;
  if (!((4.450147717014403e-308 <= x) && (x < 4.49423283715579e+307))) {
    const t0 = (1 < x);
    const t1 = ((0 < x) && (x < Infinity));
    v0 = (t1 ? (x * (t0 ? 5.421010862427522e-20 : 18446744073709552000)) : 1);
    v1 = (t1 ? (t0 ? 64 : (-64)) : ((x === 0) ? (-Infinity) : ((x < 0) ? Number.NaN : (x + x))));
  } else {
    v0 = x;
    v1 = 0;
  }
  const t2 = exponent((v0 * 1.4142135623730951));
  const t3 = (t2 + v1);
  const t4 = ((v0 * pow2((-t2))) - 1);
  const t5 = (t4 / (t4 + 2));
  const t6 = (t5 * t5);
  const t7 = ((t4 * t4) * 0.5);
  const t8 = (t6 * t6);
  const t9 = (t4 - t7);
  const t10 = (t9 * 134217729);
  const t11 = (t10 - (t10 - t9));
  const t12 = ((0.3999999999941773 + (t6 * 0.28571428741719335)) + (t8 * (0.22222198640618618 + (t6 * 0.18183560882985228))));
  const t13 = (0.6666666666666734 + (t6 * (t12 + ((t8 * t8) * (0.15314137071132283 + (t6 * 0.14795099424589359))))));
  const t14 = (((t4 - t11) - t7) + (t5 * (t7 + (t6 * t13))));
  const t15 = (t11 * 1.4426950514316559);
  const t16 = (t3 + t15);
  const t17 = (t16 - t3);
  const t18 = (((t3 - (t16 - t17)) + (t15 - t17)) + ((t14 * 1.4426950514316559) + ((t14 + t11) * (-1.0542692476429138e-8))));
  return ((Math.abs(t3) < Infinity) ? (t16 + t18) : t3);
}

export function log10(x: number): number {
  let v0: number;
  let v1: number;
  if (!((4.450147717014403e-308 <= x) && (x < 4.49423283715579e+307))) {
    const t0 = (1 < x);
    const t1 = ((0 < x) && (x < Infinity));
    v0 = (t1 ? (x * (t0 ? 5.421010862427522e-20 : 18446744073709552000)) : 1);
    v1 = (t1 ? (t0 ? 64 : (-64)) : ((x === 0) ? (-Infinity) : ((x < 0) ? Number.NaN : (x + x))));
  } else {
    v0 = x;
    v1 = 0;
  }
  const t2 = exponent((v0 * 1.4142135623730951));
  const t3 = (t2 + v1);
  const t4 = ((v0 * pow2((-t2))) - 1);
  const t5 = (t4 / (t4 + 2));
  const t6 = (t5 * t5);
  const t7 = ((t4 * t4) * 0.5);
  const t8 = (t6 * t6);
  const t9 = (t4 - t7);
  const t10 = (t9 * 134217729);
  const t11 = (t10 - (t10 - t9));
  const t12 = ((0.3999999999941773 + (t6 * 0.28571428741719335)) + (t8 * (0.22222198640618618 + (t6 * 0.18183560882985228))));
  const t13 = (0.6666666666666734 + (t6 * (t12 + ((t8 * t8) * (0.15314137071132283 + (t6 * 0.14795099424589359))))));
  const t14 = (((t4 - t11) - t7) + (t5 * (t7 + (t6 * t13))));
  const t15 = (t11 * 0.4342944845557213);
  const t16 = (t3 * 0.30102999566395283);
  const t17 = (t16 + t15);
  const t18 = (t17 - t16);
  const t19 = ((((t16 - (t17 - t18)) + (t15 - t18)) + (t3 * 2.8363394551044964e-14)) + ((t14 * 0.4342944845557213) + ((t14 + t11) * (-2.6524694553078553e-9))));
  return ((Math.abs(t3) < Infinity) ? (t17 + t19) : t3);
}

export function cbrt(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  let v1: number;
  if (!((4.450147717014403e-308 < t0) && (t0 < 4.49423283715579e+307))) {
    const t1 = (t0 < 1);
    const t2 = (((0 < t0) && (t0 < Infinity)) ? (t1 ? (t0 * 73786976294838210000) : (t0 * 1.3552527156068805e-20)) : 1);
    v0 = t2;
    v1 = (t1 ? (-22) : 22);
  } else {
    v0 = t0;
    v1 = 0;
  }
  const t3 = exponent(v0);
  const t4 = Math.floor(((t3 + 0.5) * 0.3333333333333333));
  const t5 = (t3 - (t4 * 3));
  const t6 = (v0 * pow2((-t3)));
  const t7 = (t6 * pow2(t5));
  const t8 = ((0.6215137422361987 + (t6 * (0.43944170727505083 + (t6 * (-0.06031937196071262))))) * ((t5 === 0) ? 1 : ((t5 === 1) ? 1.2599210498948732 : 1.5874010519681996)));
  const t9 = ((t8 * t8) * t8);
  const t10 = (t8 * ((t9 + (t7 * 2)) / ((t9 * 2) + t7)));
  const t11 = (t10 * 134217729);
  const t12 = (t11 - (t11 - t10));
  const t13 = (t7 / (t12 * t12));
  const t14 = (((0 < t0) && (t0 < Infinity)) ? copysign(((t12 + (t12 * ((t13 - t12) / ((t12 * 2) + t13)))) * pow2((t4 + v1))), x) : x);
  return t14;
}

export function hypot(x: number, y: number): number {
  const t0 = Math.abs(x);
  const t1 = Math.abs(y);
  const t2 = (t0 < t1);
  const t3 = (t2 ? t1 : t0);
  const t4 = (t2 ? t0 : t1);
  let v0: number;
  if (!(((t3 < 3.273390607896142e+150) && (3.4395525670743494e-136 <= t3)) && (t4 <= t3))) {
    const t5 = (1 < t3);
    const t6 = (t5 ? 2.409919865102884e-181 : 4.149515568880993e+180);
    const t7 = (t0 * t6);
    const t8 = (t1 * t6);
    const t9 = (Math.sqrt(((t7 * t7) + (t8 * t8))) * (t5 ? 4.149515568880993e+180 : 2.409919865102884e-181));
    v0 = (((t0 === Infinity) || (t1 === Infinity)) ? Infinity : t9);
  } else {
    v0 = Math.sqrt(((t3 * t3) + (t4 * t4)));
  }
  return v0;
}

export function pow(x: number, y: number): number {
  const t0 = Math.abs(x);
  const t1 = Math.abs(y);
  let v0: number;
  let v1: number;
  if (!((4.450147717014403e-308 <= t0) && (t0 < 4.49423283715579e+307))) {
    const t2 = (1 < t0);
    const t3 = ((0 < t0) && (t0 < Infinity));
    v0 = (t3 ? (t0 * (t2 ? 5.421010862427522e-20 : 18446744073709552000)) : 1);
    const t4 = (t3 ? (t2 ? 64 : (-64)) : ((t0 === 0) ? (-Infinity) : ((t0 < 0) ? Number.NaN : (t0 + t0))));
    v1 = t4;
  } else {
    v0 = t0;
    v1 = 0;
  }
  const t5 = exponent((v0 * 1.4142135623730951));
  const t6 = (t5 + v1);
  const t7 = ((v0 * pow2((-t5))) - 1);
  const t8 = (2 + t7);
  const t9 = (t7 / t8);
  const t10 = (t9 * t8);
  const t11 = (t9 * 134217729);
  const t12 = (t11 - (t11 - t9));
  const t13 = (t9 - t12);
  const t14 = (t8 * 134217729);
  const t15 = (t14 - (t14 - t8));
  const t16 = (t8 - t15);
  const t17 = (((t7 - t10) - (((((t12 * t15) - t10) + (t12 * t16)) + (t13 * t15)) + (t13 * t16))) - (t9 * (t7 - (t8 - 2))));
  const t18 = (t17 / t8);
  const t19 = (t9 * t9);
  const t20 = (t19 * t9);
  const t21 = (t19 * 134217729);
  const t22 = (t21 - (t21 - t19));
  const t23 = (t19 - t22);
  const t24 = (t20 * 0.6666666666666666);
  const t25 = (t20 * 134217729);
  const t26 = (t25 - (t25 - t20));
  const t27 = (t20 - t26);
  const t28 = (0.6666666666666666 - 0.6666666716337204);
  const t29 = (t19 * t19);
  const t30 = (t9 * 2);
  const t31 = (t30 + t24);
  const t32 = (((((t26 * 0.6666666716337204) - t24) + (t26 * t28)) + (t27 * 0.6666666716337204)) + (t27 * t28));
  const t33 = (((((((t12 * t12) - t19) + (t12 * t13)) + (t13 * t12)) + (t13 * t13)) + ((t9 * t18) * 2)) * t9);
  const t34 = ((((((t22 * t12) - t20) + (t22 * t13)) + (t23 * t12)) + (t23 * t13)) + (t33 + (t19 * t18)));
  const t35 = ((0.28571428570106633 + (t19 * 0.22222222518698306)) + (t29 * (0.18181784471432222 + (t19 * 0.15386752648291738))));
  const t36 = (0.4000000000000224 + (t19 * (t35 + ((t29 * t29) * (0.13256924136071607 + (t19 * 0.1319536435610081))))));
  const t37 = (((t32 + ((t20 * 3.700743415417188e-17) + (t34 * 0.6666666666666666))) + (t18 * 2)) + ((t20 * t19) * t36));
  const t38 = ((t24 - (t31 - t30)) + t37);
  const t39 = (t31 + t38);
  const t40 = (t6 * 0.6931471805598903);
  const t41 = (t40 + t39);
  const t42 = (t41 - t40);
  const t43 = (((t40 - (t41 - t42)) + (t39 - t42)) + ((t38 - (t39 - t31)) + (t6 * 5.497923018708371e-14)));
  const t44 = (t41 + t43);
  const t45 = ((36893488147419103000 < t1) ? copysign(36893488147419103000, y) : y);
  const t46 = (t44 * t45);
  const t47 = (t44 * 134217729);
  const t48 = (t47 - (t47 - t44));
  const t49 = (t44 - t48);
  const t50 = (t45 * 134217729);
  const t51 = (t50 - (t50 - t45));
  const t52 = (t45 - t51);
  const t53 = (1400 < Math.abs(t46));
  const t54 = (t53 ? copysign(1400, t46) : t46);
  const t55 = (((t54 * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
  const t56 = (t54 - (t55 * 0.6931471805598903));
  const t57 = ((((((t48 * t51) - t46) + (t48 * t52)) + (t49 * t51)) + (t49 * t52)) + ((t43 - (t44 - t41)) * t45));
  const t58 = ((t55 * 5.497923018708371e-14) - (t53 ? 0 : t57));
  const t59 = (t56 - t58);
  const t60 = (t59 * t59);
  const t61 = (t60 * t60);
  const t62 = ((0.16666666666666685 + (t59 * 0.04166666666666652)) + (t60 * (0.008333333333316704 + (t59 * 0.0013888888888943809))));
  const t63 = ((0.00019841269897154587 + (t59 * 0.00002480158722535452)) + (t60 * (0.0000027557234130823768 + (t59 * 2.7557348934476234e-7))));
  const t64 = ((t62 + (t61 * t63)) + ((t61 * t61) * (2.511227997022036e-8 + (t59 * 2.0893706496935598e-9))));
  const t65 = (1 + (t56 + ((t60 * (0.5 + (t59 * t64))) - t58)));
  let v2: number;
  if (!(Math.abs(t55) < 1021)) {
    const t66 = Math.floor((t55 * 0.5));
    const t67 = ((t55 < (-1100)) ? 0 : ((1030 < t55) ? Infinity : ((t65 * pow2(t66)) * pow2((t55 - t66)))));
    v2 = t67;
  } else {
    v2 = (t65 * pow2(t55));
  }
  let v3: number;
  if (!(((0 < x) && (x < Infinity)) && (t1 < Infinity))) {
    const t68 = (Math.floor(y) === y);
    const t69 = (y * 0.5);
    const t70 = (((t0 === 0) || (t0 === Infinity)) || (t1 === Infinity));
    const t71 = ((t0 === 1) ? Number.NaN : ((((1 < t0) && (0 < y)) || ((t0 < 1) && (y < 0))) ? Infinity : 0));
    const t72 = (t70 ? t71 : v2);
    const t73 = ((((0 <= x) || t68) || t70) ? (((copysign(1, x) < 0) && (t68 && !(Math.floor(t69) === t69))) ? (-t72) : t72) : Number.NaN);
    v3 = ((y === 0) ? 1 : (((x === x) && (y === y)) ? t73 : (x + y)));
  } else {
    v3 = v2;
  }
  return v3;
}

export function cos(x: number): number {
  return sinTurned(x, 1);
}

export function sin(x: number): number {
  return sinTurned(x, 0);
}

export function tan(x: number): number {
  const t0 = (((x * 0.6366197723675814) + 6755399441055744) - 6755399441055744);
  const t1 = (x - (t0 * 1.5707963267341256));
  const t2 = (t0 * (-6.077100506303966e-11));
  const t3 = (t1 + t2);
  const t4 = (t3 - t1);
  const t5 = ((t0 * 2.0222662487959506e-21) - ((t1 - (t3 - t4)) + (t2 - t4)));
  const t6 = (t3 - t5);
  const t7 = Math.abs(x);
  let v5: number;
  let v6: number;
  let v7: number;
  if (!((t7 < 524288) && ((0.0000152587890625 < Math.abs(t6)) || (t0 === 0)))) {
    const t8 = ((0.25 < t7) && (t7 < Infinity));
    const t9 = (t8 ? x : 1);
    const t10 = exponent(t9);
    const t11 = Math.floor(((t10 - 55) * 0.041666666666666664));
    const t12 = ((t11 < 0) ? 0 : t11);
    const t13 = (((t9 * 0.5) * pow2((1 - t10))) * pow2(((t10 - 24) - (t12 * 24))));
    const t14 = (t13 * 134217729);
    const t15 = (t14 - (t14 - t13));
    const t16 = (t13 - t15);
    let v0: number = 0;
    let v1: number = 1;
    let v2: number = 0;
    let v3: number = 0;
    let v4: number = 0;
    for (;;) {
      if (!(v0 < 9)) break;
      const t17 = ((TWO_OVER_PI_PIECES[(t12 + v0) | 0] as number) * v1);
      const t18 = (t15 * t17);
      const t19 = (t18 - (Math.floor(((t18 * 0.25) + 0.5)) * 4));
      const t20 = ((t19 + 384) - 384);
      const t21 = (t19 - t20);
      const t22 = (t21 + v3);
      const t23 = (t22 - t21);
      const t24 = (t16 * t17);
      const t25 = (t24 - (Math.floor(((t24 * 0.25) + 0.5)) * 4));
      const t26 = ((t25 + 384) - 384);
      const t27 = (t25 - t26);
      const t28 = (t27 + t22);
      const t29 = (t28 - t27);
      const t30 = (v0 + 1);
      const t31 = (v1 * 5.960464477539063e-8);
      const t32 = ((v2 + t20) + t26);
      const t33 = t28;
      const t34 = ((v4 + ((t21 - (t22 - t23)) + (v3 - t23))) + ((t27 - (t28 - t29)) + (t22 - t29)));
      v0 = t30;
      v1 = t31;
      v2 = t32;
      v3 = t33;
      v4 = t34;
    }
    const t35 = ((v2 + 6755399441055744) - 6755399441055744);
    const t36 = (v2 - t35);
    const t37 = (t36 + v3);
    const t38 = (t37 - t36);
    const t39 = (((t36 - (t37 - t38)) + (v3 - t38)) + v4);
    const t40 = (t37 + t39);
    const t41 = (t40 * 1.5707963267948966);
    const t42 = (t40 * 134217729);
    const t43 = (t42 - (t42 - t40));
    const t44 = (t40 - t43);
    const t45 = (1.5707963267948966 - 1.5707963407039642);
    const t46 = (((((t43 * 1.5707963407039642) - t41) + (t43 * t45)) + (t44 * 1.5707963407039642)) + (t44 * t45));
    const t47 = (t46 + ((t40 * 6.123233995736766e-17) + ((t39 - (t40 - t37)) * 1.5707963267948966)));
    const t48 = (t41 + t47);
    v5 = t35;
    v6 = (t48 + (t8 ? 0 : Number.NaN));
    v7 = (t47 - (t48 - t41));
  } else {
    v5 = t0;
    v6 = t6;
    v7 = ((t3 - t6) - t5);
  }
  const t49 = (v5 - (Math.floor((v5 * 0.25)) * 4));
  const t50 = (v6 * v6);
  const t51 = (t50 * 0.5);
  const t52 = (t50 * t50);
  const t53 = (t52 * t52);
  const t54 = ((0.008333333333322321 + (t50 * (-0.00019841269829738335))) + (t52 * (0.00000275573136692223 + (t50 * (-2.5050754749826485e-8)))));
  const t55 = (((v7 * t51) - v7) - ((t50 * v6) * ((-0.16666666666666632) + (t50 * (t54 + (t53 * 1.5896609992947434e-10))))));
  const t56 = (v6 - t55);
  const t57 = ((v6 - t56) - t55);
  const t58 = (1 - t51);
  const t59 = (((-0.0013888888888874058) + (t50 * 0.000024801587289441845)) + (t52 * ((-2.7557314341120087e-7) + (t50 * 2.0875721802493055e-9))));
  const t60 = ((t52 * (0.0416666666666666 + (t50 * (t59 + (t53 * (-1.1359574133531165e-11)))))) - (v6 * v7));
  const t61 = (((1 - t58) - t51) + t60);
  const t62 = (t58 + t61);
  const t63 = (t61 - (t62 - t58));
  const t64 = ((t49 === 1) || (t49 === 3));
  const t65 = (t64 ? t62 : t56);
  const t66 = (t64 ? (-t56) : t62);
  const t67 = (t65 / t66);
  const t68 = (t67 * t66);
  const t69 = (t67 * 134217729);
  const t70 = (t69 - (t69 - t67));
  const t71 = (t67 - t70);
  const t72 = (t66 * 134217729);
  const t73 = (t72 - (t72 - t66));
  const t74 = (t66 - t73);
  const t75 = (((t65 - t68) - (((((t70 * t73) - t68) + (t70 * t74)) + (t71 * t73)) + (t71 * t74))) - ((t67 * (t64 ? (-t57) : t63)) - (t64 ? t63 : t57)));
  return ((Math.abs(t56) < 1.1830521861667747e-271) ? t67 : (t67 + (t75 / t66)));
}

function erfcOfLarge(x: number): number {
  const t0 = (x * x);
  const t1 = (x * 134217729);
  const t2 = (t1 - (t1 - x));
  const t3 = (x - t2);
  const t4 = ((x - 3.75) / (x + 3.75));
  const t5 = (t4 * t4);
  const t6 = (t5 * t5);
  const t7 = (t6 * t6);
  const t8 = ((0.003585415485463435 + (t4 * 0.08227673849015399)) + (t5 * ((-0.10880393014169125) + (t4 * 0.09230432116007749))));
  const t9 = (((-0.05869339859093838) + (t4 * 0.028362277423821615)) + (t5 * ((-0.009746579542961289) + (t4 * 0.0017556258076257103))));
  const t10 = ((0.00029371356424373054 + (t4 * (-0.0002901538144377837))) + (t5 * (0.0000516495189496887 + (t4 * 0.000022383201516504698))));
  const t11 = (((-0.000011445232724557488) + (t4 * (-9.708286160317565e-7))) + (t5 * (0.0000017533159487884645 + (t4 * (-6.202466625442192e-8)))));
  const t12 = (((-2.5993782815433284e-7) + (t4 * 2.8684019522173634e-8)) + (t5 * (3.8583229594773683e-8 + (t4 * (-7.2848549679389944e-9)))));
  const t13 = (((t8 + (t6 * t9)) + (t7 * (t10 + (t6 * t11)))) + ((t7 * t7) * (t12 + (t6 * ((-4.322087138749691e-9) + (t4 * 1.328987764502625e-9))))));
  const t14 = (t4 * ((-0.14024059858554705) + (t4 * t13)));
  const t15 = (1.2375126308378275 + t14);
  const t16 = (x * 2);
  const t17 = (1 + t16);
  const t18 = (t17 - 1);
  const t19 = (t15 / t17);
  const t20 = (t19 * t17);
  const t21 = (t19 * 134217729);
  const t22 = (t21 - (t21 - t19));
  const t23 = (t19 - t22);
  const t24 = (t17 * 134217729);
  const t25 = (t24 - (t24 - t17));
  const t26 = (t17 - t25);
  const t27 = (-t0);
  const t28 = (((t27 * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
  const t29 = (t27 - (t28 * 0.6931471805598903));
  const t30 = ((t28 * 5.497923018708371e-14) - (-(((((t2 * t2) - t0) + (t2 * t3)) + (t3 * t2)) + (t3 * t3))));
  const t31 = (t29 - t30);
  const t32 = (t31 * t31);
  const t33 = (t32 * t32);
  const t34 = ((0.16666666666666685 + (t31 * 0.04166666666666652)) + (t32 * (0.008333333333316704 + (t31 * 0.0013888888888943809))));
  const t35 = ((0.00019841269897154587 + (t31 * 0.00002480158722535452)) + (t32 * (0.0000027557234130823768 + (t31 * 2.7557348934476234e-7))));
  const t36 = ((t34 + (t33 * t35)) + ((t33 * t33) * (2.511227997022036e-8 + (t31 * 2.0893706496935598e-9))));
  const t37 = ((t32 * (0.5 + (t31 * t36))) - t30);
  const t38 = (t29 + t37);
  const t39 = (((t15 - t20) - (((((t22 * t25) - t20) + (t22 * t26)) + (t23 * t25)) + (t23 * t26))) - (t19 * ((1 - (t17 - t18)) + (t16 - t18))));
  const t40 = ((t19 * (t37 - (t38 - t29))) + (((t39 + (t14 - (t15 - 1.2375126308378275))) / t17) * (1 + t38)));
  const t41 = (t19 + ((t19 * t38) + t40));
  let v0: number;
  if (!(Math.abs(t28) < 1021)) {
    const t42 = Math.floor((t28 * 0.5));
    const t43 = ((t28 < (-1100)) ? 0 : ((1030 < t28) ? Infinity : ((t41 * pow2(t42)) * pow2((t28 - t42)))));
    v0 = t43;
  } else {
    v0 = (t41 * pow2(t28));
  }
  return v0;
}

function geluOfLarge(x: number): number {
  const t0 = (x * 0.5);
  const t1 = (x * t0);
  const t2 = (x * 134217729);
  const t3 = (t2 - (t2 - x));
  const t4 = (x - t3);
  const t5 = (t0 * 134217729);
  const t6 = (t5 - (t5 - t0));
  const t7 = (t0 - t6);
  const t8 = ((x - 3) / (x + 3));
  const t9 = (t8 * t8);
  const t10 = (t9 * t9);
  const t11 = (t10 * t10);
  const t12 = (((-0.13965713097144397) + (t8 * 0.09137734741581863)) + (t9 * ((-0.028862946083088648) + (t8 * (-0.0017451228917025584)))));
  const t13 = ((0.004000106749331009 + (t8 * (-0.000009118172194509565))) + (t9 * ((-0.0006512020018913223) + (t8 * (-0.000051090591480365724)))));
  const t14 = ((0.00011660404903931483 + (t8 * 0.00003278447040679041)) + (t9 * ((-0.000016972934951396244) + (t8 * (-0.000012106669130445924)))));
  const t15 = ((9.30725268832944e-8 + (t8 * 0.000002937277998675564)) + (t9 * (0.0000010293722454137985 + (t8 * (-1.841643642382823e-7)))));
  const t16 = (((-2.8760702975289957e-7) + (t8 * (-4.102826461687616e-7))) + (t9 * (9.638378604551012e-8 + (t8 * 3.2568840670102637e-7))));
  const t17 = (((t12 + (t10 * t13)) + (t11 * (t14 + (t10 * t15)))) + ((t11 * t11) * (t16 + (t10 * ((-2.0880201935477907e-7) + (t8 * 3.791918766448591e-8))))));
  const t18 = (t8 * (0.10987585410794176 + (t8 * t17)));
  const t19 = (0.3645418450666865 + t18);
  const t20 = (-t1);
  const t21 = (((t20 * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
  const t22 = (t20 - (t21 * 0.6931471805598903));
  const t23 = ((t21 * 5.497923018708371e-14) - (-(((((t3 * t6) - t1) + (t3 * t7)) + (t4 * t6)) + (t4 * t7))));
  const t24 = (t22 - t23);
  const t25 = (t24 * t24);
  const t26 = (t25 * t25);
  const t27 = ((0.16666666666666685 + (t24 * 0.04166666666666652)) + (t25 * (0.008333333333316704 + (t24 * 0.0013888888888943809))));
  const t28 = ((0.00019841269897154587 + (t24 * 0.00002480158722535452)) + (t25 * (0.0000027557234130823768 + (t24 * 2.7557348934476234e-7))));
  const t29 = ((t27 + (t26 * t28)) + ((t26 * t26) * (2.511227997022036e-8 + (t24 * 2.0893706496935598e-9))));
  const t30 = ((t25 * (0.5 + (t24 * t29))) - t23);
  const t31 = (t22 + t30);
  const t32 = ((t19 * t31) + ((t19 * (t30 - (t31 - t22))) + ((t18 - (t19 - 0.3645418450666865)) * (1 + t31))));
  const t33 = (t19 + t32);
  let v0: number;
  if (!(Math.abs(t21) < 1021)) {
    const t34 = Math.floor((t21 * 0.5));
    const t35 = ((t21 < (-1100)) ? 0 : ((1030 < t21) ? Infinity : ((t33 * pow2(t34)) * pow2((t21 - t34)))));
    v0 = t35;
  } else {
    v0 = (t33 * pow2(t21));
  }
  return v0;
}

function digammaOfPositive(x: number): number {
  const t0 = (8 <= x);
  let v2: number;
  if (t0) {
    const t1 = (1 / x);
    const t2 = (t1 * t1);
    const t3 = (t2 * t2);
    const t4 = (t3 * t3);
    const t5 = (((-0.008333333333333333) + (t2 * 0.003968253968253968)) + (t3 * ((-0.004166666666666667) + (t2 * 0.007575757575757576))));
    const t6 = (((-0.021092796092796094) + (t2 * 0.08333333333333333)) + (t3 * ((-0.4432598039215686) + (t2 * 3.0539543302701198))));
    const t7 = (t2 * (0.08333333333333333 + (t2 * ((t5 + (t4 * t6)) + ((t4 * t4) * (-26.456212121212122))))));
    v2 = (log(x) - ((t1 * 0.5) + t7));
  } else {
    const t8 = (x < 1);
    let v0: number = (t0 ? 1 : x);
    let v1: number = 0;
    for (;;) {
      if (!(2 < v0)) break;
      const t9 = (v0 - 1);
      const t10 = t9;
      const t11 = (v1 + (1 / t9));
      v0 = t10;
      v1 = t11;
    }
    const t12 = (v0 - (t8 ? 0.5 : 1.5));
    const t13 = (t12 * t12);
    const t14 = (t13 * t13);
    const t15 = (t14 * t14);
    const t16 = (((-0.4236274212814606) + (t12 * 0.24054248424078722)) + (t13 * ((-0.1484049230538803) + (t12 * 0.09498872445284991))));
    const t17 = (((-0.06192213327554213) + (t12 * 0.040760833943382944)) + (t13 * ((-0.026975796657640282) + (t12 * 0.01790724823579926))));
    const t18 = (((-0.011908220152953473) + (t12 * 0.007927023323969336)) + (t13 * ((-0.005279936637717076) + (t12 * 0.0035180887371881594))));
    const t19 = (((-0.0023454998276461947) + (t12 * 0.0015635032181284605)) + (t13 * ((-0.001036432036185758) + (t12 * 0.0006902827443155738))));
    const t20 = (((-0.0004860346373575544) + (t12 * 0.0003258796586764353)) + (t13 * ((-0.0001446562794500048) + (t12 * 0.0000932959016833752))));
    const t21 = ((t15 * t15) * (t20 + (t14 * ((-0.0001783335219524171) + (t12 * 0.00012117338639186031)))));
    const t22 = (((v0 - (t8 ? 0.46163214496836225 : 1.4616321449683622)) - 9.549995429965697e-17) * (0.9510558760318328 + (t12 * (((t16 + (t14 * t17)) + (t15 * (t18 + (t14 * t19)))) + t21))));
    v2 = (t22 + (t8 ? ((-1) / x) : v1));
  }
  return v2;
}

function lgammaOfPositive(x: number): number {
  let v0: number;
  if ((8 <= x)) {
    const t0 = (1 / x);
    const t1 = (t0 * t0);
    const t2 = (t1 * t1);
    const t3 = (t2 * t2);
    const t4 = (((-0.002777777777777778) + (t1 * 0.0007936507936507937)) + (t2 * ((-0.0005952380952380953) + (t1 * 0.0008417508417508417))));
    const t5 = (((-0.0019175269175269176) + (t1 * 0.00641025641025641)) + (t2 * ((-0.029550653594771242) + (t1 * 0.17964437236883057))));
    const t6 = (t0 * (0.08333333333333333 + (t1 * ((t4 + (t3 * t5)) + ((t3 * t3) * (-1.3924322169059011))))));
    v0 = (((x - 0.5) * (log(x) - 1)) + (0.4189385332046727 + t6));
  } else {
    const t7 = (x < 0.5);
    const t8 = (x < 0.7);
    const t9 = (x < 1.5);
    const t10 = (x - Math.floor(x));
    const t11 = (t7 ? x : (t9 ? (x - 1) : ((x < 3) ? (x - 2) : t10)));
    const t12 = (t11 * t11);
    const t13 = (t12 * t12);
    const t14 = (t13 * t13);
    const t15 = (t14 * t14);
    const t16 = ((0.8224670334241133 + (t11 * (-0.40068563438653243))) + (t12 * (0.2705808084277227 + (t11 * (-0.20738555102828365)))));
    const t17 = ((0.16955717700742703 + (t11 * (-0.14404989682760555))) + (t12 * (0.12550966881555237 + (t11 * (-0.11133426142772039)))));
    const t18 = ((0.10009948246020164 + (t11 * (-0.09095420483255631))) + (t12 * (0.08335343357936542 + (t11 * (-0.0769278851112814)))));
    const t19 = ((0.07143343144259551 + (t11 * (-0.06673467588302254))) + (t12 * (0.06258984931055524 + (t11 * (-0.058339119903514834)))));
    const t20 = ((0.054186121779474405 + (t11 * (-0.0535520796337223))) + (t12 * (0.057908496015799414 + (t11 * (-0.056090729836603785)))));
    const t21 = (((t16 + (t13 * t17)) + (t14 * (t18 + (t13 * t19)))) + (t15 * (t20 + (t13 * (0.03606414995579217 + (t11 * (-0.010605467381577765)))))));
    const t22 = ((0.3224670334241132 + (t11 * (-0.0673523010531978))) + (t12 * (0.02058080842778573 + (t11 * (-0.007385551028697882)))));
    const t23 = ((0.0028905103306964383 + (t11 * (-0.001192753910928666))) + (t12 * (0.0005096695252296747 + (t11 * (-0.00022315477125603515)))));
    const t24 = ((0.00009945751646922517 + (t11 * (-0.000044926119321573967))) + (t12 * (0.000020507089875251544 + (t11 * (-0.000009440074694783588)))));
    const t25 = ((0.000004375950554635479 + (t11 * (-0.000002037949433549358))) + (t12 * (9.506934952139503e-7 + (t11 * (-4.4827285014777675e-7)))));
    const t26 = ((2.1988666300809063e-7 + (t11 * (-1.0941194922377089e-7))) + (t12 * (4.7003502069249e-8 + (t11 * (-1.366989011424941e-8)))));
    const t27 = (((t22 + (t13 * t23)) + (t14 * (t24 + (t13 * t25)))) + (t15 * (t26 + (t13 * 1.8753134938264604e-9))));
    const t28 = ((t7 || ((0.7 <= x) && t9)) ? ((-0.5772156649015329) + (t11 * t21)) : (0.42278433509846713 + (t11 * t27)));
    const t29 = (t11 * t28);
    const t30 = (t10 + 3);
    const t31 = (t10 + 4);
    const t32 = (t10 + 5);
    const t33 = (t10 + 6);
    const t34 = (t10 + 7);
    const t35 = (x - 1.4616321449683622);
    const t36 = (t35 * t35);
    const t37 = (t36 * t36);
    const t38 = (((((t10 + 2) * ((t30 < x) ? t30 : 1)) * ((t31 < x) ? t31 : 1)) * ((t32 < x) ? t32 : 1)) * ((t33 < x) ? t33 : 1));
    const t39 = log((t8 ? x : ((3 <= x) ? (t38 * ((t34 < x) ? t34 : 1)) : 1)));
    const t40 = (((-0.14758772299453268) + (t35 * 0.06462494023886332)) + (t36 * ((-0.03278854108770081) + (t35 * 0.017970675125728603))));
    const t41 = (((-0.010314223147877442) + (t35 * 0.006100534975486035)) + (t36 * ((-0.003684561968310797) + (t35 * 0.0022598201527169615))));
    const t42 = (((-0.0014025275622120443) + (t35 * 0.0008766232466803378)) + (t36 * ((-0.0005490116985108589) + (t35 * 0.00037611110292379654))));
    const t43 = (0.48383612272381066 + (t35 * ((t40 + (t37 * t41)) + ((t37 * t37) * (t42 + (t37 * (-0.0002684989647921593)))))));
    const t44 = (((1.25 < x) && (x < 1.65)) ? ((-0.12148629053584961) + ((t36 * t43) + 3.364991468473138e-18)) : (t8 ? (t29 - t39) : (t29 + t39)));
    v0 = t44;
  }
  return v0;
}

function factorialTimesZeta(x: number, y: number): number {
  const t0 = (x + 1);
  const t1 = (t0 + 10);
  const t2 = ((t0 < 2199023255552) ? t1 : 0);
  let v0: number = y;
  let v1: number = 0;
  let v2: number = 1;
  for (;;) {
    if (!((v0 < t2) && ((v1 * 1e-18) <= v2))) break;
    const t3 = pow((y / v0), t0);
    const t4 = (v0 + 1);
    const t5 = (v1 + t3);
    const t6 = t3;
    v0 = t4;
    v1 = t5;
    v2 = t6;
  }
  const t7 = (1 / v0);
  const t8 = (t0 * t7);
  const t9 = (t8 * (((t0 + 1) * t7) * ((t0 + 2) * t7)));
  const t10 = (t9 * (((t0 + 3) * t7) * ((t0 + 4) * t7)));
  const t11 = (t10 * (((t0 + 5) * t7) * ((t0 + 6) * t7)));
  const t12 = (t11 * (((t0 + 7) * t7) * ((t0 + 8) * t7)));
  const t13 = (t12 * (((t0 + 9) * t7) * (t1 * t7)));
  const t14 = (t13 * (((t0 + 11) * t7) * ((t0 + 12) * t7)));
  const t15 = (t14 * (((t0 + 13) * t7) * ((t0 + 14) * t7)));
  const t16 = (t15 * (((t0 + 15) * t7) * ((t0 + 16) * t7)));
  const t17 = (t16 * (((t0 + 17) * t7) * ((t0 + 18) * t7)));
  const t18 = (t17 * (((t0 + 19) * t7) * ((t0 + 20) * t7)));
  const t19 = (t18 * (((t0 + 21) * t7) * ((t0 + 22) * t7)));
  const t20 = (((((v0 / x) + 0.5) + (t8 * 0.08333333333333333)) + (t9 * (-0.001388888888888889))) + (t10 * 0.00003306878306878307));
  const t21 = (((t20 + (t11 * (-8.267195767195768e-7))) + (t12 * 2.08767569878681e-8)) + (t13 * (-5.284190138687493e-10)));
  const t22 = (((t21 + (t14 * 1.3382536530684679e-11)) + (t15 * (-3.3896802963225827e-13))) + (t16 * 8.586062056277845e-15));
  const t23 = (((t22 + (t17 * (-2.174868698558062e-16))) + (t18 * 5.5090028283602295e-18)) + (t19 * (-1.3954464685812522e-19)));
  const t24 = (factorialOverPower(x, y) * ((v1 + ((v2 < (v1 * 1e-18)) ? 0 : (pow((y / v0), t0) * t23))) / y));
  return ((y === Infinity) ? 0 : t24);
}

function sinTurned(x: number, y: number): number {
  const t0 = (((x * 0.6366197723675814) + 6755399441055744) - 6755399441055744);
  const t1 = (x - (t0 * 1.5707963267341256));
  const t2 = (t0 * (-6.077100506303966e-11));
  const t3 = (t1 + t2);
  const t4 = (t3 - t1);
  const t5 = ((t0 * 2.0222662487959506e-21) - ((t1 - (t3 - t4)) + (t2 - t4)));
  const t6 = (t3 - t5);
  const t7 = Math.abs(x);
  let v5: number;
  let v6: number;
  let v7: number;
  if (!((t7 < 524288) && ((0.0000152587890625 < Math.abs(t6)) || (t0 === 0)))) {
    const t8 = ((0.25 < t7) && (t7 < Infinity));
    const t9 = (t8 ? x : 1);
    const t10 = exponent(t9);
    const t11 = Math.floor(((t10 - 55) * 0.041666666666666664));
    const t12 = ((t11 < 0) ? 0 : t11);
    const t13 = (((t9 * 0.5) * pow2((1 - t10))) * pow2(((t10 - 24) - (t12 * 24))));
    const t14 = (t13 * 134217729);
    const t15 = (t14 - (t14 - t13));
    const t16 = (t13 - t15);
    let v0: number = 0;
    let v1: number = 1;
    let v2: number = 0;
    let v3: number = 0;
    let v4: number = 0;
    for (;;) {
      if (!(v0 < 9)) break;
      const t17 = ((TWO_OVER_PI_PIECES[(t12 + v0) | 0] as number) * v1);
      const t18 = (t15 * t17);
      const t19 = (t18 - (Math.floor(((t18 * 0.25) + 0.5)) * 4));
      const t20 = ((t19 + 384) - 384);
      const t21 = (t19 - t20);
      const t22 = (t21 + v3);
      const t23 = (t22 - t21);
      const t24 = (t16 * t17);
      const t25 = (t24 - (Math.floor(((t24 * 0.25) + 0.5)) * 4));
      const t26 = ((t25 + 384) - 384);
      const t27 = (t25 - t26);
      const t28 = (t27 + t22);
      const t29 = (t28 - t27);
      const t30 = (v0 + 1);
      const t31 = (v1 * 5.960464477539063e-8);
      const t32 = ((v2 + t20) + t26);
      const t33 = t28;
      const t34 = ((v4 + ((t21 - (t22 - t23)) + (v3 - t23))) + ((t27 - (t28 - t29)) + (t22 - t29)));
      v0 = t30;
      v1 = t31;
      v2 = t32;
      v3 = t33;
      v4 = t34;
    }
    const t35 = ((v2 + 6755399441055744) - 6755399441055744);
    const t36 = (v2 - t35);
    const t37 = (t36 + v3);
    const t38 = (t37 - t36);
    const t39 = (((t36 - (t37 - t38)) + (v3 - t38)) + v4);
    const t40 = (t37 + t39);
    const t41 = (t40 * 1.5707963267948966);
    const t42 = (t40 * 134217729);
    const t43 = (t42 - (t42 - t40));
    const t44 = (t40 - t43);
    const t45 = (1.5707963267948966 - 1.5707963407039642);
    const t46 = (((((t43 * 1.5707963407039642) - t41) + (t43 * t45)) + (t44 * 1.5707963407039642)) + (t44 * t45));
    const t47 = (t46 + ((t40 * 6.123233995736766e-17) + ((t39 - (t40 - t37)) * 1.5707963267948966)));
    const t48 = (t41 + t47);
    v5 = t35;
    v6 = (t48 + (t8 ? 0 : Number.NaN));
    v7 = (t47 - (t48 - t41));
  } else {
    v5 = t0;
    v6 = t6;
    v7 = ((t3 - t6) - t5);
  }
  const t49 = (v6 * v6);
  const t50 = (t49 * 0.5);
  const t51 = (t49 * t49);
  const t52 = (t51 * t51);
  const t53 = (1 - t50);
  const t54 = ((v5 - (Math.floor((v5 * 0.25)) * 4)) + y);
  const t55 = (t54 === 3);
  const t56 = (((-0.0013888888888874058) + (t49 * 0.000024801587289441845)) + (t51 * ((-2.7557314341120087e-7) + (t49 * 2.0875721802493055e-9))));
  const t57 = ((t51 * (0.0416666666666666 + (t49 * (t56 + (t52 * (-1.1359574133531165e-11)))))) - (v6 * v7));
  const t58 = ((0.008333333333322321 + (t49 * (-0.00019841269829738335))) + (t51 * (0.00000275573136692223 + (t49 * (-2.5050754749826485e-8)))));
  const t59 = (((v7 * t50) - v7) - ((t49 * v6) * ((-0.16666666666666632) + (t49 * (t58 + (t52 * 1.5896609992947434e-10))))));
  const t60 = (((t54 === 1) || t55) ? (t53 + (((1 - t53) - t50) + t57)) : (v6 - t59));
  return (((t54 === 2) || t55) ? (-t60) : t60);
}

function factorialOverPower(x: number, y: number): number {
  let v5: number;
  if ((170 < x)) {
    v5 = exp((lgamma((((x < 170) ? 170 : x) + 1)) - (x * log(y))));
  } else {
    let v0: number = 2;
    let v1: number = 1;
    for (;;) {
      if (!((v0 <= x) && (v0 < 171))) break;
      const t0 = (v0 + 1);
      const t1 = (v1 * v0);
      v0 = t0;
      v1 = t1;
    }
    const t2 = pow(y, x);
    let v4: number;
    if (!((1e-290 < t2) && (t2 < 1e+290))) {
      let v2: number = 1;
      let v3: number = 1;
      for (;;) {
        if (!((v2 <= x) && (v2 < 171))) break;
        const t3 = (v2 + 1);
        const t4 = (v3 * (v2 / y));
        v2 = t3;
        v3 = t4;
      }
      v4 = v3;
    } else {
      v4 = (v1 / t2);
    }
    v5 = v4;
  }
  return v5;
}
