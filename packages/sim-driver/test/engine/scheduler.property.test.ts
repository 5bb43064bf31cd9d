import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Scheduler } from '../../src/engine/scheduler.js';

const armed = fc.record({ dueUs: fc.nat(50), cancelled: fc.boolean(), cancelledAtUs: fc.nat(50) });

describe('Scheduler', () => {
  test.prop([fc.array(armed, { maxLength: 300 })])(
    'fires what is not cancelled by time, then in the order of arming, however many are cancelled',
    (timers) => {
      const scheduler = new Scheduler(0);
      const fired: number[] = [];
      const handles = timers.map(({ dueUs }, index) => scheduler.at(dueUs, () => fired.push(index)));
      timers.forEach(({ cancelled, cancelledAtUs }, index) => {
        if (cancelled) scheduler.at(cancelledAtUs, () => scheduler.cancel(handles[index]));
      });
      while (scheduler.step());
      const expected = timers
        .map((timer, index) => ({ ...timer, index }))
        // One that is due in the same microsecond was armed before its cancellation, and fires.
        .filter(({ cancelled, cancelledAtUs, dueUs }) => !cancelled || cancelledAtUs >= dueUs)
        .sort((a, b) => a.dueUs - b.dueUs || a.index - b.index)
        .map(({ index }) => index);
      expect(fired).toEqual(expected);
    },
  );

  test('a timer that has fired is armed again, behind what was armed before', () => {
    const scheduler = new Scheduler(0);
    const told: string[] = [];
    const timer = scheduler.at(1, () => told.push(`again at ${String(scheduler.now())}`));
    scheduler.step();
    scheduler.at(4, () => told.push('other'));
    scheduler.again(3, timer);
    while (scheduler.step());
    scheduler.again(5, timer);
    scheduler.cancel(timer);
    while (scheduler.step());
    expect(told).toEqual(['again at 1', 'other', 'again at 4']);
  });
});
