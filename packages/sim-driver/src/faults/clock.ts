import { millis } from '../engine/scheduler.js';
import type { FaultDefinition } from './fault.js';
import { parseSpan } from './span.js';

export const moveClock: FaultDefinition = {
  kind: 'move-clock',
  title: 'the clock of a host jumps (negative: back)',
  args: [
    { name: 'host', type: 'host' },
    { name: 'by', type: 'duration' },
  ],
  apply({ world }, { host = '', by = '0s' }) {
    world.host(host).clockOffsetUs += millis(parseSpan(by) ?? 0);
    world.record('clock.moved', host, { by });
  },
};
