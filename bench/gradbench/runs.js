/** How the suite has functions run: again and again, each run timed. */
import { compile } from "chainrule";

const nanoseconds = (from) => Math.round((performance.now() - from) * 1e6);

/**
 * A function of the suite: `prepare(input)` gives the function that is to run, its arguments, and what is to be made of
 * its result where the suite wants it otherwise. Compiling is timed as "prepare"; "evaluate" is what runs, on data that is in place.
 *
 * Runs at least `min_runs` times, and until the runs add up to `min_seconds`.
 */
export const runs = (prepare) => Object.assign((input) => repeat(prepare(input), input), { prepare });

function repeat({ f, args, output = (result) => result }, { min_runs = 1, min_seconds = 0 }) {
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
