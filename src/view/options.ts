import { describe } from "../op.ts";

/** Which way a graph runs, from its leaves to the root: left to right, right to left, top to bottom, bottom to top. */
export type Direction = "LR" | "RL" | "TB" | "BT";

/** What stands on an edge from an operand to its op. */
export type EdgeNote = "none" | "local" | "formula";

export interface PictureOptions {
  /** Decimals of each number: an integer from 0 to 20; 4 by default. */
  precision?: number;
  /** Which way the graph runs from its leaves to the root: "LR" (the default), "RL", "TB" or "BT". */
  direction?: Direction;
  /**
   * On each edge from an operand to its op: nothing ("none", the default), the local derivative as a number ("local"),
   * or as a formula ("formula").
   */
  edges?: EdgeNote;
  /** The most nodes that are drawn: a positive integer or Infinity; 500 by default, since layout takes seconds there. */
  limit?: number;
  /** A heading. Pictures have none by default; screen readers then get a summary of the graph. */
  title?: string;
}

export interface PngOptions extends PictureOptions {
  /** Pixels per unit of the SVG: more than 0, at most 16; 2 by default. */
  scale?: number;
  /**
   * Whether to read the system's fonts too, for labels in scripts that the shipped fonts lack (Chinese, emoji). False by
   * default, so that a picture is the same on every machine.
   */
  systemFonts?: boolean;
}

/** Text has no direction. */
export type TreeOptions = Omit<PictureOptions, "direction">;

const directions: readonly string[] = ["LR", "RL", "TB", "BT"];
const edgeNotes: readonly string[] = ["none", "local", "formula"];

interface Check {
  readonly wanted: string;
  readonly holds: (value: unknown) => boolean;
}

const oneOf = (names: readonly string[]): Check => ({
  wanted: names
    .map((name) => JSON.stringify(name))
    .join(", ")
    .replace(/, ([^,]*)$/, " or $1"),
  holds: (value) => typeof value === "string" && names.includes(value),
});

const checks: Readonly<Record<keyof PngOptions, Check>> = {
  precision: {
    wanted: "an integer from 0 to 20",
    holds: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 20,
  },
  direction: oneOf(directions),
  edges: oneOf(edgeNotes),
  limit: {
    wanted: "a positive integer or Infinity",
    holds: (value) =>
      value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && (value as number) > 0),
  },
  title: { wanted: "a string", holds: (value) => typeof value === "string" },
  scale: {
    wanted: "a number above 0 and at most 16",
    holds: (value) => typeof value === "number" && value > 0 && value <= 16,
  },
  systemFonts: { wanted: "true or false", holds: (value) => typeof value === "boolean" },
};

export const defaults: Required<PngOptions> = {
  precision: 4,
  direction: "LR",
  edges: "none",
  limit: 500,
  title: "",
  scale: 2,
  systemFonts: false,
};

/**
 * The options of the function `caller`, complete and checked. An option that is `undefined` counts as left out.
 * @throws TypeError if `options` is no object, or has an option that `names` does not list.
 * @throws RangeError if an option has a value out of its range.
 */
export function complete<Name extends keyof PngOptions>(
  caller: string,
  options: Pick<PngOptions, Name>,
  names: readonly Name[],
): Pick<Required<PngOptions>, Name> {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${caller}: options is ${describe(options)}; wanted an object`);
  }
  const result: Record<string, unknown> = {};
  for (const name of names) result[name] = defaults[name];
  for (const [name, value] of Object.entries(options)) {
    if (!(names as readonly string[]).includes(name)) {
      throw new TypeError(
        `${caller}: there is no option ${JSON.stringify(name)}; there are ${names.join(", ")}`,
      );
    }
    if (value === undefined) continue;
    const check = checks[name as Name];
    if (!check.holds(value)) {
      throw new RangeError(`${caller}: options.${name} is ${describe(value)}; wanted ${check.wanted}`);
    }
    result[name] = value;
  }
  return result as Pick<Required<PngOptions>, Name>;
}

export const pictureOptions = ["precision", "direction", "edges", "limit", "title"] as const;
export const pngOptions = [...pictureOptions, "scale", "systemFonts"] as const;
export const treeOptions = ["precision", "edges", "limit", "title"] as const;
