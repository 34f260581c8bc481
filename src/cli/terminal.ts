/** The two streams a command writes to. Whoever reads them may stop, and then nothing more is written there. */
import { writeSync } from "node:fs";
import { Failure, reasonOf } from "./failure.ts";

/** A standard stream: 1 is the output, 2 is for notes and errors. */
class Stream {
  readonly #fd: 1 | 2;
  readonly #stream: NodeJS.WriteStream;
  #closed = false;

  constructor(fd: 1 | 2, stream: NodeJS.WriteStream) {
    this.#fd = fd;
    this.#stream = stream;
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }
  /** Columns of the terminal; infinitely many where there is none, since nothing wraps in a file. */
  get width(): number {
    return this.isTerminal ? this.#stream.columns || 80 : Number.POSITIVE_INFINITY;
  }
  /** Whether colours are wanted: on a terminal that has them, unless NO_COLOR says otherwise. */
  get hasColours(): boolean {
    return this.isTerminal && !process.env.NO_COLOR && this.#stream.hasColors();
  }

  /**
   * Writes all of `text` before it returns, so that what was written is there whatever happens next.
   * @throws Failure if the system refuses it, unless because the reader has gone: then this and all that follows is dropped.
   */
  write(text: string): void {
    if (this.#closed || text === "") return;
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; ) {
      try {
        from += writeSync(this.#fd, bytes, from);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // A pipe that does not block and is full at the moment: its reader needs time.
        if (code === "EAGAIN") {
          Atomics.wait(pause, 0, 0, 1);
          continue;
        }
        this.#closed = true;
        if (code === "EPIPE" || code === "EOF" || this.#fd === 2) return;
        throw new Failure(`can't write to the standard output: ${reasonOf(error)}`);
      }
    }
  }
  line(text = ""): void {
    this.write(`${text}\n`);
  }

  bold(text: string): string {
    return this.#styled("1", text);
  }
  dim(text: string): string {
    return this.#styled("2", text);
  }
  good(text: string): string {
    return this.#styled("32", text);
  }
  bad(text: string): string {
    return this.#styled("31", text);
  }
  #styled(code: string, text: string): string {
    return this.hasColours && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}

export type { Stream };

const pause = new Int32Array(new SharedArrayBuffer(4));

export const output = new Stream(1, process.stdout);
export const notes = new Stream(2, process.stderr);

/** A line for whoever runs the command, beside its output. */
export const note = (text: string): void => notes.line(`note: ${text}`);
