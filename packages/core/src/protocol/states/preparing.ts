import { protocolSetup } from '../setup.js';
import { apply, send, settles } from './steps.js';

export const preparing = protocolSetup.createStateConfig({
  meta: {
    title: 'Preparing hosts, all at once',
    why: 'kubeadm expects a runtime, settings and packages. What is there already is not touched; who prepares by hand is only checked.',
  },
  initial: 'choosing',
  states: {
    choosing: {
      tags: ['mutating'],
      entry: [...send('issuePrepareHosts')],
      always: [
        { guard: { type: 'busy', params: { concern: 'run' } }, target: 'awaiting' },
        { guard: 'hostsArePrepared', target: 'checking' },
        { actions: [apply('blockOnPreparation')], target: '#protocol.blocked' },
      ],
    },
    awaiting: {
      tags: ['mutating'],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: 'gathering' } },
    },
    gathering: {
      always: [
        { guard: { type: 'busy', params: { concern: 'run' } }, target: 'awaiting' },
        { target: '#protocol.observing' },
      ],
    },
    checking: {
      meta: {
        title: 'Checking that the hosts are fit',
        why: 'Equal machine ids, a wrong address or a clock that is off break a cluster long after it was made.',
      },
      always: [
        { guard: 'hostsAreFit', target: '#protocol.balancing' },
        { actions: [apply('blockOnUnfitHosts')], target: '#protocol.blocked' },
      ],
    },
  },
});
