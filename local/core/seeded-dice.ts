import type { Dice } from './dice.ts';

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Random numbers that a seed repeats: sfc32 (Chris Doty-Humphrey, PractRand), its state filled from the seed by FNV-1a. */
export class SeededDice implements Dice {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number | string) {
    const text = String(seed);
    this.#a = fnv1a(text, 0);
    this.#b = fnv1a(text, 1);
    this.#c = fnv1a(text, 2);
    for (let round = 0; round < 12; round++) this.#draw();
  }

  next(): number {
    return this.#draw() / 2 ** 32;
  }

  uuid(): string {
    // One is drawn for every request: by table, without arrays and slices on the way.
    const a = this.#draw();
    const b = (this.#draw() & 0xffff0fff) | 0x4000;
    const c = (this.#draw() & 0x3fffffff) | 0x80000000;
    const d = this.#draw();
    return `${high(a)}${low(a)}-${high(b)}-${low(b)}-${high(c)}-${low(c)}${high(d)}${low(d)}`;
  }

  text(length: number, alphabet: string = LETTERS_AND_DIGITS): string {
    // One number is good for several letters: what is left of its 32 bits after `pairsPerDraw` pairs still decides each evenly.
    const size = alphabet.length;
    const pairs = size * size;
    const pairsPerDraw = Math.max(1, Math.floor(26 / Math.log2(pairs)));
    // A session's token has hundreds of letters: one text at the end, not one for each step.
    const letters = Buffer.alloc(length + 2 * pairsPerDraw);
    for (let position = 0; position < length; ) {
      let drawn = this.#draw();
      for (let pair = 0; pair < pairsPerDraw; pair++) {
        const chosen = drawn % pairs;
        letters[position++] = alphabet.charCodeAt(Math.floor(chosen / size));
        letters[position++] = alphabet.charCodeAt(chosen % size);
        drawn = Math.floor(drawn / pairs);
      }
    }
    return letters.toString('latin1', 0, length);
  }

  /** One 32-bit number of sfc32. */
  #draw(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The upper 16 bits in hexadecimal. */
function high(value: number): string {
  return `${bytes[value >>> 24]}${bytes[(value >>> 16) & 0xff]}`;
}

/** The lower 16 bits in hexadecimal. */
function low(value: number): string {
  return `${bytes[(value >>> 8) & 0xff]}${bytes[value & 0xff]}`;
}

function fnv1a(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ salt;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}
