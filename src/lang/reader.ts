/** What the two readers of source text share: places, errors and the nesting budget. */
import { type Budget, overBudget } from "./budget.ts";
import { LangError } from "./errors.ts";
import type { Source, Span } from "./source.ts";

/** Anything with offsets into the source. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export class Reader {
  readonly source: Source;
  readonly budget: Budget;
  #levels = 0;

  constructor(source: Source, budget: Budget) {
    this.source = source;
    this.budget = budget;
    if (source.text.length > budget.source) this.over("source", { from: 0, to: 1 });
  }

  span({ from, to }: Range): Span {
    return this.source.span(from, to);
  }
  text({ from, to }: Range): string {
    return this.source.text.slice(from, to);
  }

  syntax(reason: string, at: Range): never {
    throw new LangError("syntax", reason, this.source, this.span(at));
  }
  unsupported(what: string, at: Range, instead = ""): never {
    const reason = `${what} is not supported${instead && `; ${instead}`}`;
    throw new LangError("unsupported", reason, this.source, this.span(at));
  }

  over(part: keyof Budget, at: Range): never {
    throw overBudget(this.budget, part, this.source, this.span(at));
  }

  /** Reads something that lies inside something else. The recursion of a reader goes through here. */
  nested<T>(at: Range, read: () => T): T {
    if (++this.#levels > this.budget.nesting) this.over("nesting", at);
    try {
      return read();
    } finally {
      this.#levels--;
    }
  }
}
