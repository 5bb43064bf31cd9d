import { protocolSetup } from '../setup.js';
import { apply, send, settles, settlesWell, stands } from './steps.js';

export const network = protocolSetup.createStateConfig({
  meta: {
    title: 'Pod network',
    why: 'Without a CNI every Node stays NotReady: expected, and said, when none is given.',
  },
  initial: 'assessing',
  states: {
    assessing: {
      always: [
        { guard: { type: 'busy', params: { concern: 'network' } }, target: 'draining' },
        { guard: 'cniMustBeApplied', target: 'applying' },
        { target: 'settled' },
      ],
    },
    draining: {
      tags: ['waiting'],
      on: { 'command.settled': { guard: settles('network'), actions: 'record', target: 'settled' } },
    },
    applying: {
      tags: ['mutating'],
      entry: [...send('issueApplyCni')],
      on: {
        'command.settled': [
          { guard: settlesWell('network'), actions: 'record', target: 'settled' },
          { guard: 'cniMayBeTriedAgain', actions: 'record', target: 'settled' },
          { guard: settles('network'), actions: 'record', target: 'halted' },
        ],
      },
    },
    settled: {
      entry: [stands('network', 'complete')],
      always: { guard: 'cniMustBeApplied', target: 'applying' },
    },
    halted: { tags: ['settled'], entry: [apply('haltNetwork')] },
  },
});
