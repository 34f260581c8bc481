/**
 * Finding what was made of the same parts by a hash of them: no keys are built, and none kept.
 *
 * A table knows entries by number only. Whoever asks looks at each entry that has the hash, and adds one if it is none
 * of them:
 *
 *     for (let k = table.first(hash); k >= 0; k = table.next()) if (isIt(entries[k])) return entries[k];
 *     table.add(entries.push(made) - 1);
 */

/** Open addressing. A slot is two numbers, a hash and an entry plus 1; at most half of the slots are in use. */
export class Table {
  #slots: Int32Array;
  #used = 0;
  /** What is being looked for, and where. */
  #hash = 0;
  #at = 0;

  /** An empty table with room for some entries; it grows where there are more. */
  constructor(room = 0) {
    this.#slots = new Int32Array(4 * 2 ** Math.ceil(Math.log2(Math.max(room, 32) + 1)));
  }

  /** The first entry with a hash, −1 if there is none. */
  first(hash: number): number {
    if (4 * this.#used >= this.#slots.length) this.#grow();
    this.#hash = hash;
    this.#at = (2 * hash) & (this.#slots.length - 1);
    return this.#seek();
  }

  /** The next entry with that hash, −1 if there is none. */
  next(): number {
    this.#at = (this.#at + 2) & (this.#slots.length - 1);
    return this.#seek();
  }

  /** Adds an entry with the hash that was looked for in vain. */
  add(entry: number): void {
    this.#slots[this.#at] = this.#hash;
    this.#slots[this.#at + 1] = entry + 1;
    this.#used++;
  }

  #seek(): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = this.#at;
    for (; slots[at + 1] !== 0; at = (at + 2) & mask) if (slots[at] === this.#hash) break;
    this.#at = at;
    return slots[at + 1]! - 1;
  }

  #grow(): void {
    const before = this.#slots;
    const slots = new Int32Array(2 * before.length);
    const mask = slots.length - 1;
    for (let k = 0; k < before.length; k += 2) {
      if (before[k + 1] === 0) continue;
      let at = (2 * before[k]!) & mask;
      while (slots[at + 1] !== 0) at = (at + 2) & mask;
      slots[at] = before[k]!;
      slots[at + 1] = before[k + 1]!;
    }
    this.#slots = slots;
  }
}

/** The hash of whole numbers, mixed in one after the other. */
export const finish = (h: number): number => h ^ (h >>> 16);
/** A step of MurmurHash3. */
export function mix(h: number, k: number): number {
  let mixed = Math.imul(k, 0xcc9e2d51);
  mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593) ^ h;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);
/** Mixes in a number, −0 told from 0. */
export function mixNumber(h: number, x: number): number {
  // Most are whole and small.
  const whole = x | 0;
  if (whole === x && !Object.is(x, -0)) return mix(mix(h, whole), 0);
  double[0] = Number.isNaN(x) ? Number.NaN : x;
  return mix(mix(h, halves[0]!), halves[1]!);
}
