/** Clustering: squared distances to the nearest centroid, and the direction of Newton's method. */
import { argMinOf, at, div, grad, jvp, length, minOf, square, sub, sum, vec } from "chainrule";
import { runs } from "./runs.js";

const distance = (x, y) => sum(length(x), (j) => square(sub(at(x, j), at(y, j))));
const toNearest = (centroids, points) =>
  sum(length(points), (i) => minOf(length(centroids), (c) => distance(at(points, i), at(centroids, c))));

/** Which centroid is nearest has no slope. The Hessian is diagonal: times a vector of ones it is its diagonal. */
function newton(centroids, points) {
  const nearest = vec(length(points), (i) =>
    argMinOf(length(centroids), (c) => distance(at(points, i), at(centroids, c))),
  );
  const cost = (x) => sum(length(points), (i) => distance(at(points, i), at(x, at(nearest, i))));
  const like = (element) =>
    vec(length(centroids), (c) => vec(length(at(centroids, c)), (j) => element(c, j)));
  const { value, tangent } = jvp(grad(cost))(
    centroids,
    like(() => 1),
  );
  return like((c, j) => div(at(value, c, j), at(tangent, c, j)));
}

const args = ({ centroids, points }) => [centroids, points];

export const cost = runs((input) => ({ f: toNearest, args: args(input) }));
export const dir = runs((input) => ({ f: newton, args: args(input) }));
