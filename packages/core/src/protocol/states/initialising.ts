import { protocolSetup } from '../setup.js';
import { apply, send, settles } from './steps.js';

export const initialising = protocolSetup.createStateConfig({
  meta: {
    title: 'Initialising, once, on one host',
    why: 'A second init makes a second cluster. An interrupted one is rolled forward; reset only what this run made.',
  },
  initial: 'running',
  states: {
    running: {
      tags: ['mutating', 'point-of-no-return'],
      entry: [...send('issueInitialise')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: '#protocol.observing' } },
    },
    recovering: {
      entry: [apply('noteInitWait')],
      always: [
        { guard: 'initStillRunning', target: 'waiting' },
        {
          guard: 'initServesButIsIncomplete',
          target: 'finishing',
        },
        { guard: 'initMaySettle', target: 'waiting' },
        { guard: 'initMayBeUndone', actions: [apply('clearInitWait')], target: 'undoing' },
        {
          guard: 'initKubeletMayBeRestarted',
          actions: [apply('clearInitWait')],
          target: 'restartingKubelet',
        },
        { actions: [apply('blockOnInterruptedInit')], target: '#protocol.blocked' },
      ],
    },
    waiting: {
      tags: ['waiting'],
      entry: [...send('issueWaitForInit')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: '#protocol.observing' } },
    },
    finishing: {
      tags: ['mutating'],
      meta: {
        title: 'Rolling an interrupted init forward',
        why: 'Its apiserver serves and every single phase of kubeadm init is idempotent.',
      },
      entry: [...send('issueFinishInitialise')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: '#protocol.observing' } },
    },
    restartingKubelet: {
      tags: ['mutating'],
      meta: {
        title: 'Restarting the kubelet of a silent init',
        why: 'Nobody saw how that init ended: it may be a whole cluster, whose pods wait for their back-off or for a kubelet.',
      },
      entry: [...send('issueRestartInitKubelet')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: '#protocol.observing' } },
    },
    undoing: {
      always: [
        {
          guard: 'initResetKeepsFailing',
          actions: [apply('blockOnInitReset')],
          target: '#protocol.blocked',
        },
        { guard: 'initResetMustPause', target: 'pausing' },
        { target: 'resetting' },
      ],
    },
    pausing: {
      tags: ['waiting'],
      meta: {
        title: 'Pausing before the next reset',
        why: 'What made the last one fail may pass; it is looked at again before anything is done.',
      },
      entry: [...send('issuePauseBeforeInitReset')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: '#protocol.observing' } },
    },
    pausingBeforeInit: {
      tags: ['waiting'],
      meta: {
        title: 'Pausing before the next init',
        why: 'The last one changed nothing; what refused it, a registry out of reach perhaps, may pass.',
      },
      entry: [...send('issuePauseBeforeInit')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: '#protocol.observing' } },
    },
    resetting: {
      tags: ['mutating', 'point-of-no-return'],
      meta: {
        title: 'Resetting an init of this run',
        why: 'This very run made it, it never served or wrote nothing, and nothing has joined.',
      },
      entry: [...send('issueResetInitHost')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: '#protocol.observing' } },
    },
  },
});
