import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AbortFanOut } from '../../src/abort-fan-out.js';
import { Interruption } from '../../src/driver/interruption.js';

describe('the time of a step', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function interruptionAfter(ms: number, signal = new AbortController().signal): Interruption {
    return new Interruption(ms, signal, new AbortFanOut());
  }

  it('does not run before it is started', () => {
    const interruption = interruptionAfter(1_000);
    vi.advanceTimersByTime(5_000);
    expect(interruption.cause).toBeUndefined();
  });

  it('does not run while it is stopped, and goes on with what is left', async () => {
    const interruption = interruptionAfter(1_000);
    interruption.startTime();
    vi.advanceTimersByTime(600);
    interruption.stopTime();
    vi.advanceTimersByTime(60_000);
    interruption.startTime();
    vi.advanceTimersByTime(399);
    expect(interruption.cause).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(await interruption.happened).toBe('timed-out');
  });

  it('goes on when it is started a second time', () => {
    const interruption = interruptionAfter(1_000);
    interruption.startTime();
    vi.advanceTimersByTime(600);
    interruption.startTime();
    vi.advanceTimersByTime(400);
    expect(interruption.cause).toBe('timed-out');
  });

  it('may be longer than a timer of Node.js takes', () => {
    const sixtyDaysMs = 60 * 24 * 3_600_000;
    const interruption = interruptionAfter(sixtyDaysMs);
    interruption.startTime();
    vi.advanceTimersByTime(sixtyDaysMs - 1);
    expect(interruption.cause).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(interruption.cause).toBe('timed-out');
  });

  it('is over when the step was aborted before', () => {
    const abort = new AbortController();
    const interruption = interruptionAfter(1_000, abort.signal);
    interruption.startTime();
    abort.abort();
    vi.advanceTimersByTime(2_000);
    expect(interruption.cause).toBe('aborted');
  });

  it('leaves no timer behind when the step has ended', () => {
    const interruption = interruptionAfter(1_000);
    interruption.startTime();
    interruption.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
