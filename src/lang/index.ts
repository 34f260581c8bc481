/**
 * `chainrule/lang`: programs as text, in Python's or in JavaScript's grammar, and JavaScript's own functions, run over the
 * op table and never by eval.
 */
export { type Budget, defaultBudget } from "./budget.ts";
export { LangError, type LangErrorKind } from "./errors.ts";
export { js } from "./js.ts";
export type { Lift, Lifted } from "./js-types.ts";
export { type ParseOptions, parse } from "./parse.ts";
export type { Pass } from "./recorder.ts";
export { type Execution, type RunOptions, run } from "./run.ts";
export type * as tree from "./tree.ts";
export type { Language, Program } from "./tree.ts";
export { Builtin, Closure, Fields, type LangValue, List, Namespace } from "./values.ts";
