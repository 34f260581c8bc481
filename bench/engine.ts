/** What a benchmark asks of an engine: enough to write the same program for each. */
export interface Scalar<S> {
  data: number;
  grad: number;
  add(y: S | number): S;
  sub(y: S | number): S;
  mul(y: S | number): S;
  div(y: S | number): S;
  pow(y: number): S;
  neg(): S;
  exp(): S;
  log(): S;
  tanh(): S;
  relu(): S;
  sin(): S;
  sqrt(): S;
  backward(): void;
}

export interface Engine<S extends Scalar<S>> {
  readonly value: (data: number) => S;
}
