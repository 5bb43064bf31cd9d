import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChannelSlots } from '../../src/connection/channel-slots.js';

describe('the commands at once on one connection', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** So many ask for a slot; the list grows as they get one. */
  function ask(slots: ChannelSlots, commands: number): (() => void)[] {
    const begun: (() => void)[] = [];
    for (let command = 0; command < commands; command += 1)
      void slots.take().then((giveBack) => begun.push(giveBack));
    return begun;
  }

  it('are four that began a moment ago, and those that take longer make room, up to the limit', async () => {
    const begun = ask(new ChannelSlots(8), 20);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1999);
    expect(begun).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toHaveLength(8);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(begun).toHaveLength(8);
  });

  it('follow one another as slots are given back, each once', async () => {
    const begun = ask(new ChannelSlots(8), 6);
    await vi.advanceTimersByTimeAsync(0);
    begun[0]?.();
    begun[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toHaveLength(5);
    // Given back late: it counts no more among those that began a moment ago.
    await vi.advanceTimersByTimeAsync(2000);
    expect(begun).toHaveLength(6);
    begun[1]?.();
    expect(vi.getTimerCount()).toBe(1);
  });

  it('are two on a host where commands begin late, and what takes long makes room later', async () => {
    const slots = new ChannelSlots(8);
    slots.began(900);
    const begun = ask(slots, 20);
    await vi.advanceTimersByTimeAsync(4999);
    expect(begun).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toHaveLength(4);
    for (let quick = 0; quick < 8; quick += 1) slots.began(50);
    begun[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toHaveLength(6);
  });

  it('are as usual after a single late one', async () => {
    const slots = new ChannelSlots(8);
    for (const ms of [60, 1200, 60]) slots.began(ms);
    const begun = ask(slots, 20);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toHaveLength(4);
  });

  it('are fewer where the server takes fewer, and never none', async () => {
    const slots = new ChannelSlots(8);
    slots.lower(2);
    slots.lower(5);
    const begun = ask(slots, 5);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(begun).toHaveLength(2);
    slots.lower(0);
    begun[0]?.();
    begun[1]?.();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(begun).toHaveLength(3);
  });
});
