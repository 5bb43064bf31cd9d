import { protocolSetup } from '../setup.js';
import { send, settles } from './steps.js';

export const blocked = protocolSetup.createStateConfig({
  meta: {
    title: 'Blocked, safely',
    why: 'With a reason, its evidence and what a person can do. It goes on by itself when the reason is gone.',
  },
  initial: 'standing',
  states: {
    standing: {
      always: [{ guard: 'patienceSpent', target: 'givenUp' }, { target: 'waiting' }],
    },
    waiting: {
      tags: ['waiting'],
      entry: [...send('issueWaitBlocked')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: '#protocol.observing' } },
    },
    givenUp: { tags: ['settled'] },
  },
});
