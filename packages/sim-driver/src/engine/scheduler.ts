/** Virtual time in integer microseconds since the Unix epoch. */
export type Micros = number;

export const MICROS_PER_MS = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

export function seconds(value: number): Micros {
  return Math.round(value * MICROS_PER_SECOND);
}

export function millis(value: number): Micros {
  return Math.round(value * MICROS_PER_MS);
}

export interface Timer {
  dueUs: Micros;
  sequence: number;
  /** It has neither fired nor been dropped. */
  queued: boolean;
  cancelled: boolean;
  readonly deed: Deed;
  /** Asked before it fires. */
  readonly gate: Gate | undefined;
}

/** What is done at a time. */
export type Deed = (() => void) | Due;

/** Does what it has to do at the time that it waits for: no function is made for each wait. */
export interface Due {
  due(): void;
}

/** Something that can be stopped, with all that it waits for. */
export interface Gate {
  /** True: it is shut, and sees to the timer when it opens. */
  holdsBack(timer: Timer): boolean;
}

/** What code that takes virtual time needs of the queue. */
export interface Timers {
  now(): Micros;
  at(dueUs: Micros, deed: Deed): Timer;
  after(delayUs: Micros, deed: Deed): Timer;
  /** The same deed once more, with its timer that has fired: who waits again and again needs no other. */
  again(delayUs: Micros, fired: Timer): void;
  cancel(timer: Timer | undefined): void;
}

/** So many cancelled timers are not worth looking for. */
const FEW_CANCELLED = 32;

/**
 * The queue of everything that will happen: a binary heap ordered by (time, sequence), so that ties fire in the order
 * in which they were armed. Nothing periodic lives here: an idle cluster has no events, hence skips at no cost.
 */
export class Scheduler implements Timers {
  #nowUs: Micros;
  #sequence = 0;
  #fired = 0;
  #heap: Timer[] = [];
  /** Cancelled, and still in the heap. */
  #cancelled = 0;

  constructor(startUs: Micros) {
    this.#nowUs = startUs;
  }

  now(): Micros {
    return this.#nowUs;
  }

  /** Events fired so far. */
  get fired(): number {
    return this.#fired;
  }

  at(dueUs: Micros, deed: Deed, gate?: Gate): Timer {
    const timer: Timer = {
      dueUs: Math.max(dueUs, this.#nowUs),
      sequence: this.#sequence++,
      queued: true,
      cancelled: false,
      deed,
      gate,
    };
    this.#push(timer);
    return timer;
  }

  after(delayUs: Micros, deed: Deed): Timer {
    return this.at(this.#nowUs + delayUs, deed);
  }

  again(delayUs: Micros, fired: Timer): void {
    fired.dueUs = Math.max(this.#nowUs + delayUs, this.#nowUs);
    fired.sequence = this.#sequence++;
    fired.queued = true;
    fired.cancelled = false;
    this.#push(fired);
  }

  cancel(timer: Timer | undefined): void {
    if (timer === undefined || timer.cancelled) return;
    timer.cancelled = true;
    if (!timer.queued) return;
    this.#cancelled += 1;
    if (this.#cancelled > FEW_CANCELLED && 2 * this.#cancelled > this.#heap.length) this.#sweep();
  }

  /** Due time of the next event, if any. */
  peek(): Micros | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.dueUs;
  }

  /** Fires the next event. False when there is none. */
  step(): boolean {
    this.#dropCancelled();
    const timer = this.#pop();
    if (timer === undefined) return false;
    this.#nowUs = timer.dueUs;
    this.#fired += 1;
    if (timer.gate?.holdsBack(timer) !== true) fire(timer);
    return true;
  }

  /** Fires everything due up to and including `untilUs`, then stands at `untilUs`. */
  runUntil(untilUs: Micros): void {
    for (;;) {
      const next = this.peek();
      if (next === undefined || next > untilUs) break;
      this.step();
    }
    this.#nowUs = Math.max(this.#nowUs, untilUs);
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled === true) {
      this.#pop();
      this.#cancelled -= 1;
    }
  }

  /** Time-outs of what went well would make up most of the heap, long before they are due. */
  #sweep(): void {
    const heap = this.#heap;
    this.#heap = [];
    this.#cancelled = 0;
    for (const timer of heap) if (!timer.cancelled) this.#push(timer);
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(timer);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !before(timer, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined) return undefined;
    top.queued = false;
    if (heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && before(right, child)) {
        childIndex += 1;
        child = right;
      }
      if (!before(child, last)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
    return top;
  }
}

export function fire({ deed }: Timer): void {
  if (typeof deed === 'function') deed();
  else deed.due();
}

function before(a: Timer, b: Timer): boolean {
  return a.dueUs < b.dueUs || (a.dueUs === b.dueUs && a.sequence < b.sequence);
}
