import { millis } from '../engine/scheduler.js';
import type { FaultDefinition } from './fault.js';
import { parseSpan } from './span.js';

export const loseReply: FaultDefinition = {
  kind: 'lose-reply',
  title: 'the connection breaks before or after the next run of a program on a host',
  args: [
    { name: 'host', type: 'host' },
    { name: 'program', type: 'text' },
    { name: 'containing', type: 'text', optional: true },
    { name: 'moment', type: 'before-or-after', optional: true },
  ],
  apply(simulation, { host = '', program = '', containing, moment }) {
    simulation.replyFaults.loseNext({
      host,
      program,
      moment: moment === 'before' ? 'before' : 'after',
      ...(containing === undefined || containing === '' ? {} : { containing }),
    });
  },
};

export const slowReplies: FaultDefinition = {
  kind: 'slow-replies',
  title: 'every answer of a host to the orchestrator takes this much longer',
  args: [
    { name: 'host', type: 'host' },
    { name: 'by', type: 'duration' },
  ],
  apply(simulation, { host = '', by = '0s' }) {
    simulation.replyFaults.setDelay(host, millis(parseSpan(by) ?? 0));
  },
};
