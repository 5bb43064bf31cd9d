import { protocolSetup } from '../setup.js';
import { send, settles } from './steps.js';

export const workers = protocolSetup.createStateConfig({
  meta: {
    title: 'Workers, all at once',
    why: 'They change no membership; each waits for nothing but the API and a signed token.',
  },
  initial: 'working',
  states: {
    working: {
      entry: [...send('advanceWorkers')],
      always: [
        { guard: { type: 'workersStand', params: { as: 'complete' } }, target: 'complete' },
        { guard: { type: 'workersStand', params: { as: 'halted' } }, target: 'halted' },
        { guard: 'workersCanAdvance', target: 'advancing' },
      ],
      on: { 'command.settled': { guard: settles('workers'), actions: 'record', target: 'advancing' } },
    },
    advancing: { always: { target: 'working' } },
    complete: {},
    halted: { tags: ['settled'] },
  },
});
