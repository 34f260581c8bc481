import type { Stream } from "./terminal.ts";

/** What a program prints, as it does so, and what the command says between and after it, in blocks set off by blank lines. */
export class Talk {
  readonly #stream: Stream;
  #before: "nothing" | "line" | "block" = "nothing";

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** A line that the program prints. */
  line(text: string): void {
    if (this.#before === "block") this.#stream.line();
    this.#before = "line";
    this.#stream.line(text);
  }
  block(text: string): void {
    if (this.#before !== "nothing") this.#stream.line();
    this.#before = "block";
    this.#stream.line(text);
  }
}
