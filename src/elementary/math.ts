/**
 * The elementary functions on plain numbers: what those of this folder do to them, written out, since calls for every
 * addition would cost more than the additions. Made by scripts/elementary-math.ts (npm run docs); not to be edited.
 */
import { TWO_OVER_PI_PIECES } from "./coefficients.ts";
import { copysign, exponent, pow2 } from "./numbers.ts";

export function exp(x: number): number {
  const t0 = (((x * 1.4426950408889634) + 6755399441055744) - 6755399441055744);
  const t1 = (x - (t0 * 0.6931471805598903));
  const t2 = (t0 * 5.497923018708371e-14);
  const t3 = (t1 - t2);
  const t4 = (t3 * t3);
  const t5 = (t4 * t4);
  const t6 = ((0.16666666666666602 + (t3 * 0.04166666666651773)) + (t4 * (0.008333333333368905 + (t3 * 0.0013888888946543033))));
  const t7 = ((0.0001984126978349191 + (t3 * 0.000024801490333865157)) + (t4 * (0.0000027557335973197384 + (t3 * 2.7631167296363333e-7))));
  const t8 = (t4 * (0.5000000000000012 + (t3 * ((t6 + (t5 * t7)) + ((t5 * t5) * 2.507999478957955e-8)))));
  const t9 = (1 + (t1 + (t8 - t2)));
  let v0: number;
  if (!(Math.abs(t0) < 1021)) {
    const t10 = Math.floor((t0 * 0.5));
    v0 = ((t0 < (-1080)) ? 0 : ((1030 < t0) ? Infinity : ((t9 * pow2(t10)) * pow2((t0 - t10)))));
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
    v0 = ((t0 < (-1080)) ? 0 : ((1030 < t0) ? Infinity : ((t10 * pow2(t11)) * pow2((t0 - t11)))));
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
  const t6 = ((0.16666666666666602 + (t3 * 0.04166666666651773)) + (t4 * (0.008333333333368905 + (t3 * 0.0013888888946543033))));
  const t7 = ((0.0001984126978349191 + (t3 * 0.000024801490333865157)) + (t4 * (0.0000027557335973197384 + (t3 * 2.7631167296363333e-7))));
  const t8 = (t4 * (0.5000000000000012 + (t3 * ((t6 + (t5 * t7)) + ((t5 * t5) * 2.507999478957955e-8)))));
  const t9 = (t8 - t2);
  let v0: number;
  if (!(Math.abs(t0) < 1021)) {
    const t10 = Math.floor((t0 * 0.5));
    const t11 = ((t0 < (-1080)) ? 0 : ((1030 < t0) ? Infinity : (((1 + (t1 + t9)) * pow2(t10)) * pow2((t0 - t10)))));
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

export function sigmoid(x: number): number {
  const t0 = exp((-Math.abs(x)));
  return (((x < 0) ? t0 : 1) / (1 + t0));
}

export function softplus(x: number): number {
  return (((x < 0) ? 0 : x) + log1p(exp((-Math.abs(x)))));
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
  const t12 = ((0.16666666666666602 + (t5 * 0.04166666666651773)) + (t6 * (0.008333333333368905 + (t5 * 0.0013888888946543033))));
  const t13 = ((0.0001984126978349191 + (t5 * 0.000024801490333865157)) + (t6 * (0.0000027557335973197384 + (t5 * 2.7631167296363333e-7))));
  const t14 = (t6 * (0.5000000000000012 + (t5 * ((t12 + (t7 * t13)) + ((t7 * t7) * 2.507999478957955e-8)))));
  const t15 = (((t10 - (t11 - t9)) + ((t8 - t9) - 1)) + (t8 * (t14 - t4)));
  const t16 = (t11 + t15);
  const t17 = (t15 - (t16 - t11));
  const t18 = (2 + t16);
  const t19 = (t16 / t18);
  return copysign((t19 + ((t17 - (t19 * ((t16 - (t18 - 2)) + t17))) * ((1 - t19) * 0.5))), x);
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
  const t7 = (t6 ? 1 : x);
  const t8 = (t6 ? x : 1);
  const t9 = (t5 === 0);
  const t10 = (t9 ? x : ((v0 * pow2((-t4))) - 1));
  const t11 = (t10 / (t10 + 2));
  const t12 = (t11 * t11);
  const t13 = ((t10 * t10) * 0.5);
  const t14 = (t12 * t12);
  const t15 = ((0.3999999999941773 + (t12 * 0.28571428741719335)) + (t14 * (0.22222198640618618 + (t12 * 0.18183560882985228))));
  const t16 = (0.6666666666666734 + (t12 * (t15 + ((t14 * t14) * (0.15314137071132283 + (t12 * 0.14795099424589359))))));
  const t17 = ((t5 * 5.497923018708371e-14) + (((0 < t0) && (t0 < 1152921504606847000)) ? ((t8 - ((t7 + t8) - t7)) / t0) : 0));
  const t18 = ((t5 * 0.6931471805598903) - ((t13 - ((t11 * (t13 + (t12 * t16))) + (t9 ? 0 : t17))) - t10));
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
  const t62 = ((0.16666666666666602 + (t59 * 0.04166666666651773)) + (t60 * (0.008333333333368905 + (t59 * 0.0013888888946543033))));
  const t63 = ((0.0001984126978349191 + (t59 * 0.000024801490333865157)) + (t60 * (0.0000027557335973197384 + (t59 * 2.7631167296363333e-7))));
  const t64 = (0.5000000000000012 + (t59 * ((t62 + (t61 * t63)) + ((t61 * t61) * 2.507999478957955e-8))));
  const t65 = (1 + (t56 + ((t60 * t64) - t58)));
  let v2: number;
  if (!(Math.abs(t55) < 1021)) {
    const t66 = Math.floor((t55 * 0.5));
    const t67 = ((t55 < (-1080)) ? 0 : ((1030 < t55) ? Infinity : ((t65 * pow2(t66)) * pow2((t55 - t66)))));
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
