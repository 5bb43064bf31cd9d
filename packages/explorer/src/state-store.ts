/** States seen so far, as fixed numbers of 32-bit words in one growing array, found again through an open-addressing table. */
export class StateStore {
  readonly #words: number;
  #states: Int32Array;
  #slots: Int32Array;
  #count = 0;

  constructor(words: number) {
    this.#words = words;
    this.#states = new Int32Array(words * 1024);
    this.#slots = new Int32Array(4096);
  }

  get size(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#states.byteLength + this.#slots.byteLength;
  }

  /** The number of this state: the one it has, or the next when it is new. Numbers are given in order from 0. */
  add(state: Int32Array): number {
    const mask = this.#slots.length - 1;
    let slot = hash(state, this.#words) & mask;
    for (;;) {
      const found = (this.#slots[slot] ?? 0) - 1;
      if (found < 0) break;
      if (this.#equals(found, state)) return found;
      slot = (slot + 1) & mask;
    }
    const number = this.#count++;
    this.#append(number, state);
    this.#slots[slot] = number + 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  /** Copies a stored state into `into`. */
  read(number: number, into: Int32Array): void {
    const base = number * this.#words;
    for (let index = 0; index < this.#words; index++) into[index] = this.#states[base + index] ?? 0;
  }

  #equals(number: number, state: Int32Array): boolean {
    const base = number * this.#words;
    for (let index = 0; index < this.#words; index++)
      if (this.#states[base + index] !== state[index]) return false;
    return true;
  }

  #append(number: number, state: Int32Array): void {
    const base = number * this.#words;
    if (base + this.#words > this.#states.length) {
      const larger = new Int32Array(this.#states.length * 2);
      larger.set(this.#states);
      this.#states = larger;
    }
    for (let index = 0; index < this.#words; index++) this.#states[base + index] = state[index] ?? 0;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    const state = new Int32Array(this.#words);
    for (let number = 0; number < this.#count; number++) {
      this.read(number, state);
      let slot = hash(state, this.#words) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function hash(state: Int32Array, words: number): number {
  let mixed = 0x9e3779b9;
  for (let index = 0; index < words; index++) {
    mixed = Math.imul(mixed ^ (state[index] ?? 0), 0x85ebca6b);
    mixed ^= mixed >>> 15;
  }
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 13);
}
