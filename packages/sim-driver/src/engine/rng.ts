import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A named stream of randomness. Streams are independent: a draw in one leaves the others as they were. */
export interface Rng {
  /** Uniform integer in [min, max], both included. */
  integer(min: number, max: number): number;
  /** Lower-case hex digits. */
  hex(length: number): string;
  /** Characters of bootstrap tokens: [a-z0-9]. */
  token(length: number): string;
}

/** One seed, many streams, each derived from the seed and its name only. */
export class RngStreams {
  readonly #seed: number;
  readonly #streams = new Map<string, Rng>();

  constructor(seed: number) {
    this.#seed = seed | 0;
  }

  stream(name: string): Rng {
    const existing = this.#streams.get(name);
    if (existing !== undefined) return existing;
    const created = createRng(mix(this.#seed, name));
    this.#streams.set(name, created);
    return created;
  }
}

const HEX = '0123456789abcdef';
const TOKEN = 'abcdefghijklmnopqrstuvwxyz0123456789';

function createRng(seed: number): Rng {
  const generator = xoroshiro128plus(seed);
  const integer = (min: number, max: number): number => {
    const span = max - min + 1;
    const raw = generator.next() >>> 0;
    return min + Math.floor((raw / 0x1_0000_0000) * span);
  };
  const text = (alphabet: string, length: number): string => {
    const characters = new Array<string>(length);
    for (let index = 0; index < length; index += 1)
      characters[index] = alphabet.charAt(integer(0, alphabet.length - 1));
    return characters.join('');
  };
  return { integer, hex: (length) => text(HEX, length), token: (length) => text(TOKEN, length) };
}

/** FNV-1a over the name, folded with the seed. */
function mix(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < name.length; index += 1) {
    hash ^= name.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash | 0;
}
