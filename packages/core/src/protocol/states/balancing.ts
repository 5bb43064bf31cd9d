import { protocolSetup } from '../setup.js';
import { apply, send, settles, settlesWell } from './steps.js';

export const balancing = protocolSetup.createStateConfig({
  meta: {
    title: 'Load balancer before init',
    why: 'init writes the endpoint into every certificate and kubeconfig; it must lead to the masters first.',
  },
  initial: 'choosing',
  states: {
    choosing: {
      always: [
        { guard: 'managesLoadBalancer', target: 'configuring' },
        // Nothing listens there before init.
        { guard: 'endpointIsTheFirstMaster', target: '#protocol.initialising' },
        { target: 'proving' },
      ],
    },
    configuring: {
      tags: ['mutating'],
      entry: [...send('issueConfigureLoadBalancer')],
      on: {
        'command.settled': [
          { guard: settlesWell('run'), actions: 'record', target: 'proving' },
          {
            guard: settles('run'),
            actions: ['record', apply('blockOnLoadBalancer')],
            target: '#protocol.blocked',
          },
        ],
      },
    },
    proving: {
      tags: ['waiting'],
      meta: {
        title: 'Path to the endpoint proven from every master',
        why: 'A master that cannot reach its own endpoint through the balancer (hairpin) would never become ready.',
      },
      entry: [...send('issueProveEndpoint')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: 'judging' } },
    },
    judging: {
      always: [
        {
          guard: {
            type: 'startsFrom',
            params: { origin: 'established' },
          },
          target: '#protocol.established',
        },
        {
          guard: { type: 'startsFrom', params: { origin: 'interrupted' } },
          target: '#protocol.initialising.waiting',
        },
        { guard: 'endpointReachableFromEveryMaster', target: '#protocol.initialising' },
        { guard: 'endpointMaySettle', target: 'waiting' },
        { actions: [apply('blockOnEndpoint')], target: '#protocol.blocked' },
      ],
    },
    waiting: {
      tags: ['waiting'],
      entry: [...send('issueWaitForEndpoint')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: 'lookingAgain' } },
    },
    lookingAgain: {
      tags: ['waiting'],
      meta: {
        title: 'Looking once more before init',
        why: 'While the endpoint was waited for, or this process was dead, somebody may have initialised another master.',
      },
      entry: [...send('issueObserveHosts')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: 'sorting' } },
    },
    sorting: {
      always: [
        { guard: 'factsAreStale', target: '#protocol.deciding' },
        // What was fit before the wait may not be any more.
        { guard: 'hostsAreFit', target: 'proving' },
        { target: '#protocol.deciding' },
      ],
    },
  },
});
