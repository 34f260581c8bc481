import type { Viz } from "@viz-js/viz";
import type { Direction } from "./options.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Shape {
  readonly id: string;
  /** In pixels, as all lengths here. */
  readonly width: number;
  readonly height: number;
  /** Whether what comes in keeps the order of the wires. */
  readonly ordered?: boolean;
}

export interface Wire {
  readonly from: string;
  readonly to: string;
  /** The size of the label that needs room on it. */
  readonly label?: { readonly width: number; readonly height: number };
  /** Keeps the wire short and straight. */
  readonly tight?: boolean;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Centres, by id. */
  readonly centres: ReadonlyMap<string, Point>;
  /** In the order of the wires: the control points of cubic curves, the arrow's tip, the label's centre. */
  readonly routes: readonly {
    readonly curve: readonly Point[];
    readonly tip: Point;
    readonly label: Point | null;
  }[];
}

const manyWires = 600;
/** Ends the placing of many shapes before the last bit of length is saved, in about half the time. */
const sooner = { nslimit: 2, nslimit1: 2, mclimit: 0.5 };

let loading: Promise<Viz> | undefined;

/** Graphviz as WebAssembly: loaded when first needed, since it is a megabyte. */
function load(): Promise<Viz> {
  loading ??= import("@viz-js/viz").then(({ instance }) => instance());
  return loading;
}

/**
 * Where Graphviz's `dot` puts shapes and wires. Sizes are given and no text is: Graphviz does not know the font, we do.
 *
 * @throws Error if Graphviz gives up, as it does for want of memory on very large graphs.
 */
export async function layOut(
  shapes: readonly Shape[],
  wires: readonly Wire[],
  direction: Direction,
): Promise<Layout> {
  const viz = await load();
  const inches = (pixels: number) => pixels / 72;
  const input = {
    directed: true,
    graphAttributes: {
      rankdir: direction,
      ranksep: 0.32,
      nodesep: 0.2,
      ...(wires.length > manyWires && sooner),
    },
    nodeAttributes: { shape: "box", fixedsize: true, label: "" },
    edgeAttributes: { arrowsize: 0.7 },
    nodes: shapes.map(({ id, width, height, ordered }) => ({
      name: id,
      attributes: { width: inches(width), height: inches(height), ...(ordered && { ordering: "in" }) },
    })),
    edges: wires.map(({ from, to, label, tight }, i) => ({
      tail: from,
      head: to,
      attributes: {
        id: `w${i}`,
        ...(tight && { weight: 4 }),
        // A table is the one label whose size can be dictated.
        ...(label && {
          label: {
            html: `<table border="0" cellborder="0" cellspacing="0" cellpadding="0" fixedsize="true" width="${Math.ceil(label.width)}" height="${Math.ceil(label.height)}"><tr><td></td></tr></table>`,
          },
        }),
      },
    })),
  };
  let laid: Laid;
  try {
    laid = viz.renderJSON(input, { yInvert: true }) as Laid;
  } catch (cause) {
    // After running out of memory an instance is of no use; the next picture gets a new one.
    loading = undefined;
    throw new Error(
      `Graphviz could not lay out the ${shapes.length} shapes and ${wires.length} edges of the picture; draw the graph of an inner node`,
      {
        cause,
      },
    );
  }
  // Inverted, the box is given from its lower left corner, the height, to the upper right.
  const [, height, width] = laid.bb.split(",").map(Number) as [number, number, number];
  const centres = new Map<string, Point>();
  for (const { name, pos } of laid.objects ?? []) centres.set(name, point(pos));
  const routes: Layout["routes"][number][] = [];
  for (const { id, pos, lp } of laid.edges ?? []) {
    // "e,x,y x,y x,y …": the arrow's tip, then the control points.
    const [tip, ...curve] = pos.split(" ");
    routes[Number(id.slice(1))] = {
      tip: point(tip!.slice(2)),
      curve: curve.map(point),
      label: lp === undefined ? null : point(lp),
    };
  }
  return { width, height, centres, routes };
}

/** What is read of Graphviz's JSON. */
interface Laid {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

function point(text: string): Point {
  const [x, y] = text.split(",").map(Number) as [number, number];
  return { x, y };
}
