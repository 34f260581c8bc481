/** How the suite has functions run: again and again, each run timed. */
import { compile } from "chainrule";

const nanoseconds = (from) => Math.round((performance.now() - from) * 1e6);

/**
 * A function of the suite: `prepare(input)` gives the function that is to run, its arguments, and what is to be made of
 * its result where the suite wants it otherwise. Compiling is timed as "prepare"; "evaluate" is what runs, on data that is in place.
 *
 * Runs at least `min_runs` times, and until the runs add up to `min_seconds`. The response has each of them, as the
 * protocol demands.
 *
 * @throws RangeError if `min_runs` is not a whole number from 1 on, or `min_seconds` not a finite number from 0 on.
 */
export const runs = (prepare) =>
  Object.assign(
    (input) => {
      const limits = limitsOf(input);
      return repeat(prepare(input), limits);
    },
    { prepare },
  );

function limitsOf(input) {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`input is ${JSON.stringify(input)}; wanted an object`);
  const { min_runs = 1, min_seconds = 0 } = input;
  if (!(Number.isInteger(min_runs) && min_runs >= 1))
    throw new RangeError(`min_runs is ${JSON.stringify(min_runs)}; wanted a whole number from 1 on`);
  if (!(Number.isFinite(min_seconds) && min_seconds >= 0))
    throw new RangeError(`min_seconds is ${min_seconds}; wanted a finite number from 0 on`);
  return { min_runs, min_seconds };
}

function repeat({ f, args, output = (result) => result }, { min_runs, min_seconds }) {
  const from = performance.now();
  const compiled = compile(f, { like: args });
  compiled(...args);
  const timings = [{ name: "prepare", nanoseconds: nanoseconds(from) }];
  for (let n = 0, total = 0; n < min_runs || total < min_seconds * 1e9; n++) {
    const start = performance.now();
    compiled.run();
    const time = nanoseconds(start);
    timings.push({ name: "evaluate", nanoseconds: time });
    total += time;
  }
  return { output: output(compiled(...args)), timings };
}

/** A function of the suite that runs once, on an input that is its one argument. */
export const once = (f) => (input) => {
  const from = performance.now();
  const output = f(input);
  return { output, timings: [{ name: "evaluate", nanoseconds: nanoseconds(from) }] };
};
