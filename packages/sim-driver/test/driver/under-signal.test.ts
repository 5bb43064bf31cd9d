import { expect, test, vi } from 'vitest';
import type { Abortable } from '../../src/driver/under-signal.js';
import { UnderSignal } from '../../src/driver/under-signal.js';

test('a signal ends all that is under way, in the order in which it began, and nothing that is over', () => {
  const { signal, controller, told, named } = setUp();
  const under = new UnderSignal(signal);
  const [first, over, last] = [named('first'), named('over'), named('last')];
  for (const one of [first, over, last]) under.begin(one);
  under.end(over);
  controller.abort();
  expect(told).toEqual(['first', 'last']);
});

test('it listens once, and only while something is under way', () => {
  const { signal, controller, told, named } = setUp();
  const listened = vi.spyOn(signal, 'addEventListener');
  const under = new UnderSignal(signal);
  const [one, other] = [named('one'), named('other')];
  under.begin(one);
  under.begin(other);
  expect(listened).toHaveBeenCalledTimes(1);
  under.end(one);
  under.end(other);
  controller.abort();
  expect(told).toEqual([]);
});

function setUp() {
  const controller = new AbortController();
  const told: string[] = [];
  const named = (name: string): Abortable => ({ abort: () => told.push(name) });
  return { controller, signal: controller.signal, told, named };
}
