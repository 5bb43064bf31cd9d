import { describe, expect, it } from 'vitest';
import { Future } from '../../src/engine/future.js';

describe('Future', () => {
  it('tells its listeners in the order in which they came, once', () => {
    const future = new Future<number>();
    const told: string[] = [];
    for (const name of ['first', 'second', 'third']) future.onSettled(() => told.push(name));
    future.settle(1);
    future.settle(2);
    expect(told).toEqual(['first', 'second', 'third']);
    expect(future.value).toBe(1);
  });

  it('tells a listener that comes late at once', () => {
    const future = new Future<number>();
    future.settle(1);
    let told = false;
    future.onSettled(() => {
      told = true;
    });
    expect(told).toBe(true);
  });

  it.each([
    ['first', ['second', 'third']],
    ['second', ['first', 'third']],
    ['third', ['first', 'second']],
  ])('forgets the %s listener, and keeps the others in order', (forgotten, left) => {
    const future = new Future<number>();
    const told: string[] = [];
    const listeners = new Map(
      ['first', 'second', 'third'].map((name) => [name, () => void told.push(name)] as const),
    );
    for (const listener of listeners.values()) future.onSettled(listener);
    future.forget(listeners.get(forgotten) ?? (() => undefined));
    future.settle(1);
    expect(told).toEqual(left);
  });
});
