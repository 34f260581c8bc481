/**
 * Colours are told apart without colour vision and in grey print too: by lightness (ops dark, values light), by the
 * root's thick frame, and text keeps a contrast of at least 4.5 to 1 (WCAG AA) on each of them.
 */
export const style = {
  background: "#ffffff",
  ink: "#0f172a",
  muted: "#526077",
  line: "#64748b",
  note: "#7a2e8e",
  leaf: { fill: "#e6f1fb", stroke: "#2f6fae", width: 1 },
  interior: { fill: "#ffffff", stroke: "#64748b", width: 1 },
  root: { fill: "#fdeccf", stroke: "#9a5b00", width: 2 },
  op: { fill: "#3b4a60", stroke: "#3b4a60", ink: "#ffffff" },
} as const;

/**
 * The shipped font first, which PNGs use; then what systems have. All of them advance about 0.6 em per letter, so text
 * that fits its box in one fits in the others, and an SVG needs no font inside it.
 */
export const fontFamilies = [
  "JetBrains Mono",
  "DejaVu Sans Mono",
  "Menlo",
  "Cascadia Mono",
  "Consolas",
  "Liberation Mono",
  "monospace",
] as const;

/** The advance of a letter, in em. DejaVu Sans Mono has 0.602, the widest of the families above. */
export const advance = 0.602;
