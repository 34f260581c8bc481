/**
 * The elementary functions on plain numbers: what those of this folder do to them, written out, since calls for every
 * addition would cost more than the additions. Made by scripts/elementary-math.ts (npm run docs); not to be edited.
 */
import { EXP, EXP2, LOG, POW, CBRT, SIN, COS, TWO_OVER_PI_PIECES, ASIN, ATAN, ERF, NORMAL, ERFCX, GELU, LGAMMA, STIRLING, DIGAMMA, DIGAMMA_ASYMPTOTIC, EULER_MACLAURIN } from "./coefficients.ts";
import { copysign, exponent, polynomial, pow2, REST } from "./numbers.ts";

export function clamp(x: number, y: number, z: number): number {
  return Math.min(Math.max(x, y), z);
}

function expParts(x: number, y: number): number {
  const t0 = (((x * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
  const t1 = (x - (t0 * 0.6931471805598903));
  const t2 = ((t0 * 5.497923018708371e-14) - y);
  const t3 = (t1 - t2);
  REST[0] = (((t3 * t3) * polynomial(EXP, t3)) - t2);
  REST[1] = t0;
  return t1;
}

function scale(x: number, y: number): number {
  const t0 = Math.floor((y * 0.5));
  return ((y < (-1100)) ? 0 : ((1030 < y) ? Infinity : ((x * pow2(t0)) * pow2((y - t0)))));
}

export function expm1(x: number): number {
  const v0 = expParts(x, 0);
  const v1 = REST[0] as number;
  const v2 = REST[1] as number;
  let v3: number;
  if (!(Math.abs(v2) < 1021)) {
    v3 = ((x < 0) ? (-1) : scale((1 + (v0 + v1)), v2));
  } else {
    const t0 = pow2(v2);
    const t1 = (t0 - 1);
    const t2 = (t0 * v0);
    const t3 = (t1 + t2);
    v3 = ((x === 0) ? x : (t3 + (((t2 - (t3 - t1)) + ((t0 - t1) - 1)) + (t0 * v1))));
  }
  return v3;
}

export function elu(x: number, y: number): number {
  return ((0 < x) ? x : (y * expm1(x)));
}

export function leakyRelu(x: number, y: number): number {
  return ((0 < x) ? x : (y * x));
}

export function exp(x: number): number {
  const v0 = expParts(x, 0);
  const v1 = REST[0] as number;
  const v2 = REST[1] as number;
  const t0 = (1 + (v0 + v1));
  let v3: number;
  if (!(Math.abs(v2) < 1021)) {
    v3 = scale(t0, v2);
  } else {
    v3 = (t0 * pow2(v2));
  }
  return v3;
}

function split(x: number): number {
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
  REST[0] = (t2 + v1);
  return (v0 * pow2((-t2)));
}

function logParts(x: number): number {
  const t0 = (x / (x + 2));
  const t1 = (t0 * t0);
  const t2 = ((x * x) * 0.5);
  REST[0] = (t0 * (t2 + (t1 * polynomial(LOG, t1))));
  return t2;
}

function log1pOfPair(x: number, y: number): number {
  const t0 = (1 + x);
  const v0 = split(t0);
  const v1 = REST[0] as number;
  const t1 = (x < 1);
  const t2 = (v1 === 0);
  const t3 = (t1 ? 1 : x);
  const t4 = (t1 ? x : 1);
  const t5 = (t2 ? x : (v0 - 1));
  const v2 = logParts(t5);
  const v3 = REST[0] as number;
  const t6 = (((0 < t0) && (t0 < 1152921504606847000)) ? (((t2 ? 0 : (t4 - ((t3 + t4) - t3))) + y) / t0) : 0);
  const t7 = ((x === 0) ? x : ((v1 * 0.6931471805598903) - ((v2 - (v3 + ((v1 * 5.497923018708371e-14) + t6))) - t5)));
  return t7;
}

export function log1p(x: number): number {
  return log1pOfPair(x, 0);
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
  let v6: number;
  if (!(t0 < 700)) {
    const t1 = ((x < (-1000)) ? (-1000) : x);
    const v0 = expParts(t1, 0);
    const v1 = REST[0] as number;
    const v2 = REST[1] as number;
    v6 = ((0 < x) ? x : scale(((1 + (v0 + v1)) * t1), v2));
  } else {
    const v3 = expParts((-t0), 0);
    const v4 = REST[0] as number;
    const v5 = REST[1] as number;
    const t2 = (v3 + v4);
    const t3 = pow2(v5);
    const t4 = ((1 + t2) * t3);
    const t5 = (1 + t4);
    const t6 = (((x < 0) ? ((x + (x * t2)) * t3) : x) / t5);
    v6 = (t6 - (t6 * ((t4 - (t5 - 1)) / t5)));
  }
  return copysign(v6, x);
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

function restOfProduct(x: number, y: number): number {
  const t0 = (x * 134217729);
  const t1 = (t0 - (t0 - x));
  const t2 = (x - t1);
  const t3 = (y * 134217729);
  const t4 = (t3 - (t3 - y));
  const t5 = (y - t4);
  return (((((t1 * t4) - (x * y)) + (t1 * t5)) + (t2 * t4)) + (t2 * t5));
}

function restOfSum(x: number, y: number): number {
  const t0 = (x + y);
  const t1 = (t0 - x);
  return ((x - (t0 - t1)) + (y - t1));
}

function timesExpOfPair(x: number, y: number, z: number, w: number): number {
  const v0 = expParts(x, y);
  const v1 = REST[0] as number;
  const v2 = REST[1] as number;
  const t0 = (v0 + v1);
  const t1 = (z + ((z * t0) + ((z * (v1 - (t0 - v0))) + (w * (1 + t0)))));
  let v3: number;
  if (!(Math.abs(v2) < 1021)) {
    v3 = scale(t1, v2);
  } else {
    v3 = (t1 * pow2(v2));
  }
  return v3;
}

function erfcOfLarge(x: number): number {
  const t0 = ((x - 3.75) / (x + 3.75));
  const t1 = (t0 * polynomial(ERFCX, t0));
  const t2 = (1.2375126308378275 + t1);
  const t3 = (x * 2);
  const t4 = (1 + t3);
  const t5 = (t2 / t4);
  const t6 = ((((t2 - (t5 * t4)) - restOfProduct(t5, t4)) - (t5 * restOfSum(1, t3))) + (t1 - (t2 - 1.2375126308378275)));
  return timesExpOfPair((-(x * x)), (-restOfProduct(x, x)), t5, (t6 / t4));
}

export function erf(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if ((1 < t0)) {
    v0 = (1 - erfcOfLarge(((6 < t0) ? 6 : t0)));
  } else {
    v0 = (t0 + (t0 * polynomial(ERF, (t0 * t0))));
  }
  return copysign(v0, x);
}

export function erfc(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if ((((-1) <= x) && (x < 0.5))) {
    const t1 = (-x);
    v0 = ((1 + t1) + (restOfSum(1, t1) - (x * polynomial(ERF, (x * x)))));
  } else {
    const t2 = erfcOfLarge(((28 < t0) ? 28 : t0));
    v0 = ((x < 0) ? (2 - t2) : t2);
  }
  return v0;
}

function geluOfLarge(x: number): number {
  const t0 = (x * 0.5);
  const t1 = ((x - 3) / (x + 3));
  const t2 = (t1 * polynomial(GELU, t1));
  const t3 = (0.3645418450666865 + t2);
  return timesExpOfPair((-(x * t0)), (-restOfProduct(x, t0)), t3, (t2 - (t3 - 0.3645418450666865)));
}

export function gelu(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if ((t0 < 1)) {
    const t1 = (x * 0.3989422804014327);
    const t2 = (x * x);
    const t3 = (0.5 + t1);
    const t4 = (restOfProduct(x, 0.3989422804014327) + (x * ((-2.49232720227773e-17) + (t2 * polynomial(NORMAL, t2)))));
    v0 = (x * (t3 + ((t1 - (t3 - 0.5)) + t4)));
  } else {
    v0 = (((x < 0) ? -0 : x) - geluOfLarge(((40 < t0) ? 40 : t0)));
  }
  return v0;
}

export function exp2(x: number): number {
  const t0 = ((x + 6755399441055744) - 6755399441055744);
  const t1 = (x - t0);
  const t2 = (t1 * 134217729);
  const t3 = (t2 - (t2 - t1));
  const t4 = ((((t1 - t3) * 0.6931471824645996) + (t1 * (-1.904654299957768e-9))) + ((t1 * t1) * polynomial(EXP2, t1)));
  const t5 = (1 + ((t3 * 0.6931471824645996) + t4));
  let v0: number;
  if (!(Math.abs(t0) < 1021)) {
    v0 = scale(t5, t0);
  } else {
    v0 = (t5 * pow2(t0));
  }
  return v0;
}

export function log(x: number): number {
  const v0 = split(x);
  const v1 = REST[0] as number;
  const t0 = (v0 - 1);
  const v2 = logParts(t0);
  const v3 = REST[0] as number;
  return ((v1 * 0.6931471805598903) - ((v2 - (v3 + (v1 * 5.497923018708371e-14))) - t0));
}

function digammaOfPositive(x: number): number {
  const t0 = (8 <= x);
  let v2: number;
  if (t0) {
    const t1 = (1 / x);
    const t2 = (t1 * t1);
    v2 = (log(x) - ((t1 * 0.5) + (t2 * polynomial(DIGAMMA_ASYMPTOTIC, t2))));
  } else {
    const t3 = (x < 1);
    let v0: number = (t0 ? 1 : x);
    let v1: number = 0;
    for (;;) {
      if (!(2 < v0)) break;
      const t4 = (v0 - 1);
      const t5 = t4;
      const t6 = (v1 + (1 / t4));
      v0 = t5;
      v1 = t6;
    }
    const t7 = (((v0 - (t3 ? 0.46163214496836225 : 1.4616321449683622)) - 9.549995429965697e-17) * polynomial(DIGAMMA, (v0 - (t3 ? 0.5 : 1.5))));
    v2 = (t7 + (t3 ? ((-1) / x) : v1));
  }
  return v2;
}

function angleOf(x: number): number {
  const t0 = (((x * 0.6366197723675814) + 6755399441055744) - 6755399441055744);
  const t1 = (x - (t0 * 1.5707963267341256));
  const t2 = (t0 * (-6.077100506303966e-11));
  const t3 = (t1 + t2);
  const t4 = ((t0 * 2.0222662487959506e-21) - restOfSum(t1, t2));
  const t5 = (t3 - t4);
  const t6 = Math.abs(t0);
  let v5: number;
  let v6: number;
  let v7: number;
  if (!((t6 < 1048576) && ((t6 * 5.421010862427522e-20) <= Math.abs(t5)))) {
    const t7 = Math.abs(x);
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
      const t23 = (t16 * t17);
      const t24 = (t23 - (Math.floor(((t23 * 0.25) + 0.5)) * 4));
      const t25 = ((t24 + 384) - 384);
      const t26 = (t24 - t25);
      const t27 = (v0 + 1);
      const t28 = (v1 * 5.960464477539063e-8);
      const t29 = ((v2 + t20) + t25);
      const t30 = (t26 + t22);
      const t31 = ((v4 + restOfSum(t21, v3)) + restOfSum(t26, t22));
      v0 = t27;
      v1 = t28;
      v2 = t29;
      v3 = t30;
      v4 = t31;
    }
    const t32 = ((v2 + 6755399441055744) - 6755399441055744);
    const t33 = (v2 - t32);
    const t34 = (t33 + v3);
    const t35 = (restOfSum(t33, v3) + v4);
    const t36 = (t34 + t35);
    const t37 = (t36 * 1.5707963267948966);
    const t38 = (restOfProduct(t36, 1.5707963267948966) + ((t36 * 6.123233995736766e-17) + ((t35 - (t36 - t34)) * 1.5707963267948966)));
    const t39 = (t37 + t38);
    v5 = (t39 + (t8 ? 0 : Number.NaN));
    v6 = (t38 - (t39 - t37));
    v7 = t32;
  } else {
    v5 = t5;
    v6 = ((t3 - t5) - t4);
    v7 = t0;
  }
  REST[0] = v6;
  REST[1] = (v7 - (Math.floor((v7 * 0.25)) * 4));
  return v5;
}

function yLessSin(x: number, y: number): number {
  const t0 = (x * x);
  return (((y * (t0 * 0.5)) - y) - ((t0 * x) * polynomial(SIN, t0)));
}

function cosParts(x: number, y: number): number {
  const t0 = (x * x);
  const t1 = (t0 * 0.5);
  const t2 = (1 - t1);
  REST[0] = (((1 - t2) - t1) + (((t0 * t0) * polynomial(COS, t0)) - (x * y)));
  return t2;
}

export function tan(x: number): number {
  const v0 = angleOf(x);
  const v1 = REST[0] as number;
  const v2 = REST[1] as number;
  const t0 = yLessSin(v0, v1);
  const t1 = (v0 - t0);
  const t2 = ((v0 - t1) - t0);
  const v3 = cosParts(v0, v1);
  const v4 = REST[0] as number;
  const t3 = (v3 + v4);
  const t4 = ((v4 - (t3 - v3)) - (restOfProduct(v0, v0) * 0.5));
  const t5 = ((v2 === 1) || (v2 === 3));
  const t6 = (t5 ? t3 : t1);
  const t7 = (t5 ? (-t1) : t3);
  const t8 = (t6 / t7);
  const t9 = ((((t6 - (t8 * t7)) - restOfProduct(t8, t7)) - ((t8 * (t5 ? (-t2) : t4)) - (t5 ? t4 : t2))) / t7);
  return ((Math.abs(t1) < 1.1830521861667747e-271) ? t8 : (t8 + t9));
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

function lgammaOfPositive(x: number): number {
  let v0: number;
  if ((8 <= x)) {
    const t0 = (1 / x);
    const t1 = (((x - 0.5) * (log(x) - 1)) + (0.4189385332046727 + (t0 * polynomial(STIRLING, (t0 * t0)))));
    v0 = t1;
  } else {
    const t2 = (x < 0.5);
    const t3 = (x < 1.25);
    const t4 = (x - Math.floor(x));
    const t5 = (t2 ? x : (t3 ? (x - 1) : ((x < 3) ? (x - 2) : t4)));
    const t6 = (t5 * polynomial(LGAMMA, t5));
    const t7 = (t4 + 3);
    const t8 = (t4 + 4);
    const t9 = (t4 + 5);
    const t10 = (t4 + 6);
    const t11 = (t4 + 7);
    const t12 = (((((t4 + 2) * ((t7 < x) ? t7 : 1)) * ((t8 < x) ? t8 : 1)) * ((t9 < x) ? t9 : 1)) * ((t10 < x) ? t10 : 1));
    const t13 = log((t3 ? (t2 ? (x * (x + 1)) : x) : ((3 <= x) ? (t12 * ((t11 < x) ? t11 : 1)) : 1)));
    v0 = (t3 ? (t6 - t13) : (t6 + t13));
  }
  return v0;
}

function sinTurned(x: number, y: number): number {
  const v0 = angleOf(x);
  const v1 = REST[0] as number;
  const v2 = REST[1] as number;
  const v3 = cosParts(v0, v1);
  const v4 = REST[0] as number;
  const t0 = (v2 + y);
  const t1 = (t0 === 3);
  const t2 = (((t0 === 1) || t1) ? (v3 + v4) : (v0 - yLessSin(v0, v1)));
  return (((t0 === 2) || t1) ? (-t2) : t2);
}

export function sin(x: number): number {
  return sinTurned(x, 0);
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

export function pow(x: number, y: number): number {
  const t0 = Math.abs(x);
  const t1 = Math.abs(y);
  const v0 = split(t0);
  const v1 = REST[0] as number;
  const t2 = (v0 - 1);
  const t3 = (2 + t2);
  const t4 = (t2 / t3);
  const t5 = ((((t2 - (t4 * t3)) - restOfProduct(t4, t3)) - (t4 * (t2 - (t3 - 2)))) / t3);
  const t6 = (t4 * t4);
  const t7 = (t6 * t4);
  const t8 = (t7 * 0.6666666666666666);
  const t9 = (t4 * 2);
  const t10 = (t9 + t8);
  const t11 = ((restOfProduct(t6, t4) + (((restOfProduct(t4, t4) + ((t4 * t5) * 2)) * t4) + (t6 * t5))) * 0.6666666666666666);
  const t12 = ((restOfProduct(t7, 0.6666666666666666) + ((t7 * 3.700743415417188e-17) + t11)) + (t5 * 2));
  const t13 = ((t8 - (t10 - t9)) + (t12 + ((t7 * t6) * polynomial(POW, t6))));
  const t14 = (t10 + t13);
  const t15 = (v1 * 0.6931471805598903);
  const t16 = (t15 + t14);
  const t17 = (restOfSum(t15, t14) + ((t13 - (t14 - t10)) + (v1 * 5.497923018708371e-14)));
  const t18 = (t16 + t17);
  const t19 = ((36893488147419103000 < t1) ? copysign(36893488147419103000, y) : y);
  const t20 = (t18 * t19);
  const t21 = (1400 < Math.abs(t20));
  const t22 = expParts((t21 ? copysign(1400, t20) : t20), (t21 ? 0 : (restOfProduct(t18, t19) + ((t17 - (t18 - t16)) * t19))));
  const v2 = t22;
  const v3 = REST[0] as number;
  const v4 = REST[1] as number;
  const t23 = (1 + (v2 + v3));
  let v5: number;
  if (!(Math.abs(v4) < 1021)) {
    v5 = scale(t23, v4);
  } else {
    v5 = (t23 * pow2(v4));
  }
  let v6: number;
  if (!(((0 < x) && (x < Infinity)) && (t1 < Infinity))) {
    const t24 = (Math.floor(y) === y);
    const t25 = (y * 0.5);
    const t26 = (((t0 === 0) || (t0 === Infinity)) || (t1 === Infinity));
    const t27 = ((t0 === 1) ? Number.NaN : ((((1 < t0) && (0 < y)) || ((t0 < 1) && (y < 0))) ? Infinity : 0));
    const t28 = (t26 ? t27 : v5);
    const t29 = ((((0 <= x) || t24) || t26) ? (((copysign(1, x) < 0) && (t24 && !(Math.floor(t25) === t25))) ? (-t28) : t28) : Number.NaN);
    v6 = ((y === 0) ? 1 : (((x === x) && (y === y)) ? t29 : (x + y)));
  } else {
    v6 = v5;
  }
  return v6;
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

function factorialTimesZeta(x: number, y: number): number {
  const t0 = (x + 1);
  const t1 = ((t0 < 2199023255552) ? (t0 + 10) : 0);
  let v0: number = y;
  let v1: number = 0;
  let v2: number = 1;
  for (;;) {
    if (!((v0 < t1) && ((v1 * 1e-18) <= v2))) break;
    const t2 = pow((y / v0), t0);
    const t3 = (v0 + 1);
    const t4 = (v1 + t2);
    const t5 = t2;
    v0 = t3;
    v1 = t4;
    v2 = t5;
  }
  const t6 = (1 / v0);
  let v3: number = 0;
  let v4: number = (t0 * t6);
  let v5: number = ((v0 / x) + 0.5);
  for (;;) {
    if (!(v3 < 12)) break;
    const t7 = (t0 + (v3 * 2));
    const t8 = (v3 + 1);
    const t9 = (v4 * (((t7 + 1) * t6) * ((t7 + 2) * t6)));
    const t10 = (v5 + (v4 * (EULER_MACLAURIN[v3 | 0] as number)));
    v3 = t8;
    v4 = t9;
    v5 = t10;
  }
  const t11 = (factorialOverPower(x, y) * ((v1 + ((v2 < (v1 * 1e-18)) ? 0 : (pow((y / v0), t0) * v5))) / y));
  return ((y === Infinity) ? 0 : t11);
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
  let v0: number;
  if (!(x < 268435456)) {
    v0 = (log(x) + 0.6931471805599453);
  } else {
    const t0 = (x - 1);
    const t1 = Math.sqrt(((t0 * 2) + (t0 * t0)));
    const t2 = (t1 + t0);
    v0 = ((x < 1) ? Number.NaN : log1pOfPair(t2, (t0 - (t2 - t1))));
  }
  return v0;
}

export function asinh(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if (!(t0 < 268435456)) {
    v0 = (log(t0) + 0.6931471805599453);
  } else {
    const t1 = (t0 * t0);
    const t2 = (t1 / (1 + Math.sqrt((1 + t1))));
    const t3 = (t0 + t2);
    v0 = log1pOfPair(t3, (t2 - (t3 - t0)));
  }
  return copysign(v0, x);
}

export function atanh(x: number): number {
  const t0 = Math.abs(x);
  return copysign((log1p(((t0 * 2) / (1 - t0))) * 0.5), x);
}

function halfExp(x: number): number {
  const v0 = expParts(x, 0);
  const v1 = REST[0] as number;
  const v2 = REST[1] as number;
  return scale(((1 + (v0 + v1)) * 0.5), v2);
}

export function cosh(x: number): number {
  const t0 = Math.abs(x);
  let v0: number;
  if (!(t0 < 22)) {
    v0 = halfExp(t0);
  } else {
    const t1 = exp(t0);
    v0 = ((t1 * 0.5) + (0.5 / t1));
  }
  return v0;
}

function expm1AsPair(x: number): number {
  const v0 = expParts(x, 0);
  const v1 = REST[0] as number;
  const v2 = REST[1] as number;
  const t0 = pow2(v2);
  const t1 = (t0 - 1);
  const t2 = (t0 * v0);
  const t3 = (t1 + t2);
  const t4 = (((t2 - (t3 - t1)) + ((t0 - t1) - 1)) + (t0 * v1));
  const t5 = (t3 + t4);
  REST[0] = (t4 - (t5 - t3));
  return t5;
}

export function sinh(x: number): number {
  const t0 = Math.abs(x);
  let v2: number;
  if (!(t0 < 22)) {
    v2 = halfExp(t0);
  } else {
    const v0 = expm1AsPair(t0);
    const v1 = REST[0] as number;
    const t1 = (v0 / (v0 + 1));
    const t2 = (1 - t1);
    v2 = ((v0 + (t1 + (v1 * (1 + (t2 * t2))))) * 0.5);
  }
  return copysign(v2, x);
}

export function tanh(x: number): number {
  const t0 = (Math.abs(x) * (-2));
  const v0 = expm1AsPair(((t0 < (-60)) ? (-60) : t0));
  const v1 = REST[0] as number;
  const t1 = (2 + v0);
  const t2 = (v0 / t1);
  return copysign((t2 + ((v1 - (t2 * ((v0 - (t1 - 2)) + v1))) * ((1 - t2) * 0.5))), x);
}

function halfAngle(x: number): number {
  const t0 = Math.abs(x);
  const t1 = ((0.5 <= t0) ? ((1 - t0) * 0.5) : (x * x));
  const t2 = Math.sqrt(t1);
  const t3 = (t2 * 134217729);
  const t4 = (t3 - (t3 - t2));
  REST[0] = t2;
  REST[1] = t4;
  REST[2] = ((t2 === 0) ? 0 : ((t1 - (t4 * t4)) / (t2 + t4)));
  return (t1 * polynomial(ASIN, t1));
}

export function acos(x: number): number {
  const v0 = halfAngle(x);
  const v1 = REST[0] as number;
  const v2 = REST[1] as number;
  const v3 = REST[2] as number;
  const t0 = (v1 * v0);
  const t1 = ((x < 0) ? (3.141592653589793 - ((v1 + (t0 - 6.123233995736766e-17)) * 2)) : ((v2 + (t0 + v3)) * 2));
  const t2 = ((0.5 <= Math.abs(x)) ? t1 : (1.5707963267948966 - (x - (6.123233995736766e-17 - (x * v0)))));
  return t2;
}

export function asin(x: number): number {
  const t0 = Math.abs(x);
  const v0 = halfAngle(x);
  const v1 = REST[0] as number;
  const v2 = REST[1] as number;
  const v3 = REST[2] as number;
  const t1 = (0.7853981633974483 - ((((v1 * 2) * v0) - (6.123233995736766e-17 - (v3 * 2))) - (0.7853981633974483 - (v2 * 2))));
  return copysign(((0.5 <= t0) ? t1 : (t0 + (t0 * v0))), x);
}

function angle(x: number, y: number): number {
  const t0 = ((y * 1.8181818181818181) < x);
  const t1 = ((y * 0.55) < x);
  const t2 = ((t0 ? (-y) : (t1 ? (x - y) : x)) / (t0 ? x : (t1 ? (x + y) : y)));
  const t3 = (t2 * t2);
  const t4 = (((t2 * t3) * polynomial(ATAN, t3)) + (t0 ? 6.123233995736766e-17 : (t1 ? 3.061616997868383e-17 : 0)));
  return ((t0 ? 1.5707963267948966 : (t1 ? 0.7853981633974483 : 0)) + (t2 + t4));
}

export function atan(x: number): number {
  return copysign(angle(Math.abs(x), 1), x);
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
  const t8 = angle(v0, v1);
  const t9 = copysign(((copysign(1, y) < 0) ? (3.141592653589793 - (t8 - 1.2246467991473532e-16)) : t8), x);
  return t9;
}

function toBase(x: number, y: number, z: number): number {
  const t0 = (x - 1);
  const v0 = logParts(t0);
  const v1 = REST[0] as number;
  const t1 = (t0 - v0);
  const t2 = (t1 * 134217729);
  const t3 = (t2 - (t2 - t1));
  const t4 = (((t0 - t3) - v0) + v1);
  REST[0] = ((t4 * y) + ((t4 + t3) * z));
  return (t3 * y);
}

export function log2(x: number): number {
  const v0 = split(x);
  const v1 = REST[0] as number;
  const v2 = toBase(v0, 1.4426950514316559, (-1.0542692476429138e-8));
  const v3 = REST[0] as number;
  return ((Math.abs(v1) < Infinity) ? ((v1 + v2) + (restOfSum(v1, v2) + v3)) : v1);
}

export function log10(x: number): number {
  const v0 = split(x);
  const v1 = REST[0] as number;
  const v2 = toBase(v0, 0.4342944845557213, (-2.6524694553078553e-9));
  const v3 = REST[0] as number;
  const t0 = (v1 * 0.30102999566395283);
  const t1 = ((Math.abs(v1) < Infinity) ? ((t0 + v2) + ((restOfSum(t0, v2) + (v1 * 2.8363394551044964e-14)) + v3)) : v1);
  return t1;
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
  const t8 = (polynomial(CBRT, t6) * ((t5 === 0) ? 1 : ((t5 === 1) ? 1.2599210498948732 : 1.5874010519681996)));
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

export function cos(x: number): number {
  return sinTurned(x, 1);
}
