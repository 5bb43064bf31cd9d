import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/index.js';
import { patientWatch, strictWatch } from '../../src/executor/stopwatch.js';

/** What happens to a machine: so much passes, in which its clock is set by so much, or which it sleeps through. */
interface Happening {
  readonly passesMs: number;
  readonly setByMs: number;
  readonly suspended: boolean;
}

class Machine implements Clock {
  realMs = 0;
  #aheadMs = 1_800_000_000_000;
  #awakeMs = 17;

  happen({ passesMs, setByMs, suspended }: Happening): void {
    this.realMs += passesMs;
    this.#aheadMs += setByMs;
    if (!suspended) this.#awakeMs += passesMs;
  }

  nowMs(): number {
    return this.#aheadMs + this.realMs;
  }

  elapsedMs(): number {
    return this.#awakeMs;
  }

  wait(): Promise<void> {
    return Promise.resolve();
  }
}

const passes = fc.integer({ min: 0, max: 60_000 });
const setClock = fc.record({
  passesMs: passes,
  setByMs: fc.integer({ min: -1e9, max: 1e9 }),
  suspended: fc.constant(false),
});
const sleep = fc.record({ passesMs: passes, setByMs: fc.constant(0), suspended: fc.constant(true) });

describe('a stopwatch', () => {
  it('that is strict is never behind, and one that is patient never ahead, whatever happens to the machine', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(setClock, sleep), { maxLength: 10 }), (happenings) => {
        const machine = new Machine();
        const strict = strictWatch(machine);
        const patient = patientWatch(machine);
        for (const happening of happenings) {
          machine.happen(happening);
          expect(strict.passedMs()).toBeGreaterThanOrEqual(machine.realMs);
          expect(patient.passedMs()).toBeLessThanOrEqual(machine.realMs);
        }
      }),
    );
  });

  it('is exact while nobody touches the clock', () => {
    const machine = new Machine();
    const watches = [strictWatch(machine), patientWatch(machine)];
    for (const passesMs of [3, 0, 4_000]) machine.happen({ passesMs, setByMs: 0, suspended: false });
    expect(watches.map((one) => one.passedMs())).toEqual([4_003, 4_003]);
  });

  it('loses one interval to a step back, and does not owe it later on', () => {
    const machine = new Machine();
    const patient = patientWatch(machine);
    machine.happen({ passesMs: 5_000, setByMs: -600_000, suspended: false });
    expect(patient.passedMs()).toBe(0);
    machine.happen({ passesMs: 5_000, setByMs: 0, suspended: false });
    expect(patient.passedMs()).toBe(5_000);
  });

  it('believes the one clock that there is, and never runs back with it', () => {
    let nowMs = 1_000_000;
    const clock: Clock = { nowMs: () => nowMs, wait: () => Promise.resolve() };
    const watches = [strictWatch(clock), patientWatch(clock)];
    nowMs += 5_000;
    expect(watches.map((one) => one.passedMs())).toEqual([5_000, 5_000]);
    nowMs -= 600_000;
    expect(watches.map((one) => one.passedMs())).toEqual([5_000, 5_000]);
  });
});
