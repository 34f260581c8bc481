import { countNodes } from "../graph.ts";
import { Value } from "../value.ts";
import { defaults } from "./options.ts";
import { toSvg } from "./svg.ts";
import { toTree } from "./tree.ts";

/** What a notebook shows, by media type. */
export type MediaBundle = Record<string, string>;

/**
 * Lets notebooks show a Value as the picture of its graph, by the protocol of Deno's Jupyter kernel: a method under
 * `Symbol.for("Jupyter.display")`, which may be asynchronous. A graph above the limit of pictures is shown as text in one
 * line, so that a cell that ends in a big loss is no error.
 */
export function displayInJupyter(): void {
  Object.defineProperty(Value.prototype, Symbol.for("Jupyter.display"), {
    async value(this: Value): Promise<MediaBundle> {
      const count = countNodes(this);
      if (count > defaults.limit) {
        return {
          "text/plain": `${this} with a graph of ${count} nodes: above ${defaults.limit} no picture is drawn`,
        };
      }
      return { "image/svg+xml": await toSvg(this), "text/plain": toTree(this) };
    },
    configurable: true,
    writable: true,
  });
}
