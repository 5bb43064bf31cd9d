import type { RepairStep } from '../control-plane-plan.js';
import { protocolSetup } from '../setup.js';
import { apply, send, settles, settlesWell, stands } from './steps.js';

const planIs = (kind: 'complete' | 'repair' | 'prepare' | 'join' | 'mint' | 'wait' | 'pause' | 'halt') =>
  ({ type: 'planIs', params: { kind } }) as const;

const repairIs = (kind: RepairStep['kind']) => ({ type: 'repairIs', params: { kind } }) as const;

const repairing = { tags: ['mutating'] as const, entry: [...send('issueRepair')] };

export const controlPlane = protocolSetup.createStateConfig({
  meta: {
    title: 'One membership change at a time',
    why: 'Each join only while every voter is healthy and the cluster with the newcomer counted as down keeps quorum.',
  },
  initial: 'resuming',
  states: {
    resuming: {
      always: [
        { guard: { type: 'busy', params: { concern: 'control-plane' } }, target: 'draining' },
        { target: 'qualifying' },
      ],
    },
    draining: {
      tags: ['waiting'],
      on: { 'command.settled': { guard: settles('control-plane'), actions: 'record', target: 'observing' } },
    },
    observing: {
      tags: ['waiting'],
      entry: [...send('issueObserveControlPlane')],
      on: { 'command.settled': { guard: settles('control-plane'), actions: 'record', target: 'qualifying' } },
    },
    qualifying: {
      entry: [apply('planControlPlane')],
      always: [
        { guard: 'factsAreStale', target: 'observing' },
        { guard: planIs('complete'), target: 'complete' },
        { guard: planIs('repair'), target: 'compensating' },
        { guard: planIs('prepare'), target: 'preparing' },
        { guard: planIs('join'), target: 'joining' },
        { guard: planIs('mint'), target: 'minting' },
        { guard: planIs('wait'), target: 'waiting' },
        { guard: planIs('pause'), target: 'pausing' },
        { guard: planIs('halt'), target: 'halted' },
      ],
    },
    waiting: {
      tags: ['waiting'],
      entry: [...send('issueWaitControlPlane')],
      on: { 'command.settled': { guard: settles('control-plane'), actions: 'record', target: 'waited' } },
    },
    waited: { always: [{ guard: 'apiMayBeProbed', target: 'askingApi' }, { target: 'observing' }] },
    askingApi: {
      tags: ['waiting'],
      meta: {
        title: 'Asking the API alone',
        why: 'Hosts that come up are not asked a hundred things while one answer is awaited; the decision follows a whole look.',
      },
      entry: [...send('issueProbeApi')],
      on: {
        'command.settled': [
          { guard: 'awaitsStill', actions: 'record', target: 'waiting' },
          { guard: settles('control-plane'), actions: 'record', target: 'observing' },
        ],
      },
    },
    pausing: {
      tags: ['waiting'],
      meta: {
        title: 'Pausing before the next join',
        why: 'What made the last one fail may pass; without a pause the whole budget is spent within seconds.',
      },
      entry: [...send('issuePauseBeforeJoin')],
      on: { 'command.settled': { guard: settles('control-plane'), actions: 'record', target: 'observing' } },
    },
    preparing: {
      tags: ['mutating'],
      meta: {
        title: 'Preparing a master before its join',
        why: 'One that appears later is prepared like the others: what is there already is not touched.',
      },
      entry: [...send('issuePrepareMaster')],
      on: { 'command.settled': { guard: settles('control-plane'), actions: 'record', target: 'observing' } },
    },
    minting: {
      tags: ['waiting'],
      meta: {
        title: 'Waiting for token and certificate key',
        why: 'Both are minted just before they are used.',
      },
      always: [
        { guard: 'credentialsMinted', target: 'observing' },
        // No master serves any more, so the plan is none: it is looked at what became of them.
        { guard: 'nobodyMints', target: 'observing' },
      ],
    },
    joining: {
      tags: ['mutating', 'point-of-no-return'],
      entry: [...send('issueJoin')],
      on: {
        'command.settled': [
          { guard: settlesWell('control-plane'), actions: 'record', target: 'confirming' },
          { guard: settles('control-plane'), actions: 'record', target: 'probing' },
        ],
      },
    },
    confirming: {
      tags: ['waiting'],
      meta: { title: 'Confirming a join', why: 'Success is a started, healthy voter; not an exit code.' },
      entry: [...send('issueObserveControlPlane')],
      on: { 'command.settled': { guard: settles('control-plane'), actions: 'record', target: 'qualifying' } },
    },
    probing: {
      tags: ['waiting'],
      meta: {
        title: 'Probing after a failed or unknown join',
        why: 'A join whose answer was lost may have added its member; it is looked at, never retried blindly.',
      },
      entry: [...send('issueObserveControlPlane')],
      on: { 'command.settled': { guard: settles('control-plane'), actions: 'record', target: 'qualifying' } },
    },
    compensating: {
      initial: 'choosing',
      on: { 'command.settled': { guard: settles('control-plane'), actions: 'record', target: '.looked' } },
      states: {
        choosing: {
          always: [
            { guard: repairIs('finish-join'), target: 'rollingForward' },
            { guard: repairIs('promote-learner'), target: 'promotingLearner' },
            { guard: repairIs('restart-kubelet'), target: 'restartingKubelet' },
            { guard: repairIs('remove-member'), target: 'removingMember' },
            { guard: repairIs('delete-node'), target: 'deletingNode' },
            { guard: repairIs('reset-host'), target: 'resettingHost' },
          ],
        },
        rollingForward: repairing,
        promotingLearner: repairing,
        restartingKubelet: repairing,
        removingMember: repairing,
        deletingNode: repairing,
        resettingHost: repairing,
        looked: { always: { target: '#protocol.established.controlPlane.observing' } },
      },
    },
    complete: { entry: [stands('control-plane', 'complete')] },
    halted: { tags: ['settled'], entry: [apply('haltControlPlane')] },
  },
});
