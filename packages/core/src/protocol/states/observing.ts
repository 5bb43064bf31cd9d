import { protocolSetup } from '../setup.js';
import { apply, send, settles } from './steps.js';

export const observing = protocolSetup.createStateConfig({
  tags: ['waiting'],
  meta: {
    title: 'Observing every host',
    why: 'Decisions come from what is seen now, never from what an earlier run remembers.',
  },
  entry: [...send('issueObserveHosts')],
  on: { 'command.settled': { guard: settles('run'), actions: 'record', target: 'deciding' } },
});

export const deciding = protocolSetup.createStateConfig({
  meta: {
    title: 'Deciding where to start from',
    why: 'A host that cannot be seen may hold the cluster; initialising elsewhere would make two.',
  },
  always: [
    // A look whose answer was lost leaves the facts of before the last change.
    { guard: 'factsAreStale', target: 'observing' },
    // Before anything else: with certificates that are refused every other answer misleads.
    {
      guard: 'certificatesAreRefused',
      actions: [apply('blockOnCertificates')],
      target: 'blocked',
    },
    { guard: 'clusterMayBeDone', target: 'verifying.judging' },
    { guard: 'endpointMustBeRestored', target: 'balancing' },
    { guard: { type: 'startsFrom', params: { origin: 'established' } }, target: 'established' },
    { guard: { type: 'startsFrom', params: { origin: 'interrupted' } }, target: 'initialising.recovering' },
    {
      guard: { type: 'startsFrom', params: { origin: 'blocked' } },
      actions: [apply('blockOnOrigin')],
      target: 'blocked',
    },
    { guard: 'initLeftSomethingBehind', target: 'initialising.undoing' },
    { guard: 'initBudgetSpent', actions: [apply('blockOnInit')], target: 'blocked' },
    { guard: 'initMustPause', target: 'initialising.pausingBeforeInit' },
    { guard: { type: 'startsFrom', params: { origin: 'fresh' } }, target: 'preparing' },
    { target: 'observing' },
  ],
});
