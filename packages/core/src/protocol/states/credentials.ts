import { protocolSetup } from '../setup.js';
import { apply, send, settles, settlesWell } from './steps.js';

export const minting = protocolSetup.createStateConfig({
  meta: {
    title: 'Minting credentials',
    why: 'Just before use, never two at once: uploading certificates again makes the previous key useless.',
  },
  initial: 'idle',
  states: {
    idle: {
      always: [
        { guard: 'mintingKeepsFailing', target: 'halted' },
        { guard: 'credentialsMustBeMinted', target: 'minting' },
      ],
    },
    minting: {
      tags: ['mutating'],
      entry: [...send('issueMintCredentials')],
      on: {
        'command.settled': [
          { guard: settlesWell('credentials'), actions: 'record', target: 'idle' },
          { guard: settles('credentials'), actions: 'record', target: 'waiting' },
        ],
      },
    },
    waiting: {
      tags: ['waiting'],
      entry: [...send('issueWaitBeforeMinting')],
      on: { 'command.settled': { guard: settles('credentials'), actions: 'record', target: 'idle' } },
    },
    halted: { tags: ['settled'], entry: [apply('haltCredentials')] },
  },
});
