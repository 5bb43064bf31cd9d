import { millis } from '../../engine/scheduler.js';
import type { FaultDefinition } from '../fault.js';
import { parseSpan } from '../span.js';

const moveClock: FaultDefinition = {
  kind: 'move-clock',
  title: 'the clock of a host jumps (negative: back)',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host' },
    { name: 'by', type: 'duration', negative: true, samples: ['3h', '-3h', '25h', '20s', '-20s'] },
  ],
  endings: [{ fault: 'move-clock:master2,20s@30s~1m', ends: 'ready' }],
  apply({ world }, { host = '', by = '0s' }) {
    const jumpUs = millis(parseSpan(by) ?? 0);
    world.host(host).clockOffsetUs += jumpUs;
    world.record('clock.moved', host, { by });
    return () => {
      world.host(host).clockOffsetUs -= jumpUs;
    };
  },
};

const driftClock: FaultDefinition = {
  kind: 'drift-clock',
  title: 'the clock of a host gains so much every hour (negative: loses), until it is set right',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host' },
    { name: 'by', type: 'duration', negative: true, samples: ['10s', '-10s', '10m', '-10m', '6h', '-6h'] },
  ],
  endings: [{ fault: 'drift-clock:master2,10m@0s', ends: 'ready' }],
  apply({ world }, { host = '', by = '0s' }) {
    const cure = world.host(host).drift(millis(parseSpan(by) ?? 0));
    world.record('clock.drifting', host, { by });
    return cure;
  },
};

export const CLOCK_FAULTS: readonly FaultDefinition[] = [moveClock, driftClock];
