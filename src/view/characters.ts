// Labels are anybody's text: what follows makes them fit to be drawn and measures them in cells, the width of a letter
// in a monospaced font and in a terminal.

let segmenter: Intl.Segmenter | undefined;
/** The characters of a text as readers count them. What tells them apart takes long to load, and is when it is needed. */
export function graphemes(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** East Asian Width W and F (Unicode Standard Annex 11), in ranges, and emoji: two cells wide. */
const wide =
  /[\u1100-\u115f\u231a\u231b\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1f1e6}-\u{1f1ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{Mark}\u200b-\u200d\u2060\ufeff]+$/u;

/**
 * Text without what XML forbids or what would rearrange the text around it: control characters (a terminal obeys
 * them), directional overrides, halves of surrogate pairs. Each becomes U+FFFD; line ends become "\n" and tabs spaces.
 */
export function clean(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/\t/g, " ")
    .replace(/(?!\n)[\p{Cc}\p{Surrogate}\ufffe\uffff\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** Blocks of letters, signs and lines that stand alone and take one cell each: nearly all that there is to measure. */
const plain =
  /^[\x20-\x7e\u00a0-\u02ff\u0370-\u0373\u0391-\u03ff\u2010-\u2027\u2070-\u209c\u2190-\u22ff\u2500-\u257f]*$/;

/** How many cells one line of text takes. */
export function cells(text: string): number {
  if (plain.test(text)) return text.length;
  let sum = 0;
  for (const { segment } of graphemes(text)) {
    sum += invisible.test(segment) ? 0 : wide.test(segment) ? 2 : 1;
  }
  return sum;
}

/** The text, cut to at most `most` cells, an ellipsis among them where it was cut. */
export function shorten(text: string, most: number): string {
  if (cells(text) <= most) return text;
  let sum = 0;
  let kept = "";
  for (const { segment } of graphemes(text)) {
    sum += cells(segment);
    if (sum > most - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Filled up with spaces, at the end or in front, to `width` cells. */
export const padEnd = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - cells(text)));
export const padStart = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - cells(text))) + text;
