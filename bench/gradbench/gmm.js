/** The log posterior of a mixture of Gaussians, with Wishart's prior on the precision matrices. */
import { add, at, exp, grad, lgamma, mul, square, sub, sum, vec } from "chainrule";
import { logSumExp } from "./lse.js";
import { runs } from "./runs.js";

/** log Γ_d, the multivariate gamma function. */
const logGamma = (d, x) => (d * (d - 1) * Math.log(Math.PI)) / 4 + sum(d, (j) => lgamma(x - j / 2));

/** A matrix of d × d from what is below its diagonal, column by column; and back. */
const unpack = (d, packed) => {
  const matrix = Array.from({ length: d }, () => new Array(d).fill(0));
  let at = 0;
  for (let j = 0; j < d; j++) for (let i = j + 1; i < d; i++) matrix[i][j] = packed[at++];
  return matrix;
};
const pack = (matrix) => matrix.flatMap((_, j) => matrix.slice(j + 1).map((row) => row[j]));

/** The part of the posterior that no parameter moves. */
function constantOf({ d, k, n, m, gamma }) {
  const degrees = d + m + 1;
  const prior = degrees * d * Math.log(gamma / Math.SQRT2) - logGamma(d, degrees / 2);
  return k * prior - (n * d * Math.log(2 * Math.PI)) / 2;
}

function logPosterior({ d, k, n, m, gamma }) {
  const constant = constantOf({ d, k, n, m, gamma });
  return ({ alpha, mu, q, l }, x) => {
    const diagonal = vec(k, (c) => vec(d, (i) => exp(at(q, c, i))));
    const logDet = vec(k, (c) => sum(d, (i) => at(q, c, i)));

    const logDensity = (s, c) => {
      const centred = vec(d, (i) => sub(at(x, s, i), at(mu, c, i)));
      const distance = sum(d, (i) => {
        const onDiagonal = mul(at(diagonal, c, i), at(centred, i));
        const others = sum(i, (j) => mul(at(l, c, i, j), at(centred, j)));
        return square(add(onDiagonal, others));
      });
      return sub(add(at(alpha, c), at(logDet, c)), mul(0.5, distance));
    };
    const likelihood = sub(
      sum(n, (s) => logSumExp(vec(k, (c) => logDensity(s, c)))),
      mul(n, logSumExp(alpha)),
    );

    const squares = sum(k, (c) => {
      const onDiagonal = sum(d, (i) => square(at(diagonal, c, i)));
      return add(
        onDiagonal,
        sum(d, (i) => sum(i, (j) => square(at(l, c, i, j)))),
      );
    });
    const prior = sub(
      mul(
        m,
        sum(k, (c) => at(logDet, c)),
      ),
      mul(gamma ** 2 / 2, squares),
    );
    return add(constant, add(likelihood, prior));
  };
}

const args = ({ d, alpha, mu, q, l, x }) => [{ alpha, mu, q, l: l.map((packed) => unpack(d, packed)) }, x];

export const objective = runs((input) => ({ f: logPosterior(input), args: args(input) }));
export const jacobian = runs((input) => ({
  f: grad(logPosterior(input)),
  args: args(input),
  output: (slopes) => ({ ...slopes, l: slopes.l.map(pack) }),
}));
