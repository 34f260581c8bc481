import { displayInJupyter } from "./jupyter.ts";

export { toDot } from "./dot.ts";
export type { Direction, EdgeNote, PictureOptions, PngOptions, TreeOptions } from "./options.ts";
export { toPng } from "./png.ts";
export { toSvg } from "./svg.ts";
export { type Edge, type Trace, trace } from "./trace.ts";
export { toTree } from "./tree.ts";

// Importing the pictures is asking for them: notebooks need no call.
displayInJupyter();
