/** What a child process in Node runs: an engine on a work. */
export interface Run {
  readonly run: () => unknown;
  /** The numbers of the gradient, in the order of `Case.output`. */
  readonly gradient: () => readonly number[];
}
export type Engine = (work: string) => Run | Promise<Run>;
