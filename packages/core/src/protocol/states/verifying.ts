import { protocolSetup } from '../setup.js';
import { apply, send, settles } from './steps.js';

export const verifying = protocolSetup.createStateConfig({
  meta: {
    title: 'Verifying the post-condition',
    why: 'Done is what the cluster shows, on every master and through the endpoint; never a marker file.',
  },
  initial: 'observing',
  states: {
    observing: {
      tags: ['waiting'],
      entry: [...send('issueObserveForVerification')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: 'judging' } },
    },
    judging: {
      entry: [apply('noteVerificationWait')],
      always: [
        { guard: 'factsAreStale', target: 'observing' },
        {
          guard: 'certificatesAreRefused',
          actions: [apply('blockOnCertificates')],
          target: '#protocol.blocked',
        },
        { guard: 'postConditionHolds', target: 'tidying' },
        { guard: 'workAppeared', target: '#protocol.deciding' },
        { guard: 'verificationMaySettle', target: 'waiting' },
        { actions: [apply('blockOnVerification')], target: '#protocol.blocked' },
      ],
    },
    waiting: {
      tags: ['waiting'],
      entry: [...send('issueWaitVerification')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: 'observing' } },
    },
    tidying: {
      always: [
        { guard: 'nothingLeftOver', target: '#protocol.ready' },
        { guard: 'leftoversMayBeRead', target: 'waiting' },
        {
          guard: 'leftoversUnread',
          actions: [apply('blockOnVerification')],
          target: '#protocol.blocked',
        },
        {
          guard: 'revokingKeepsFailing',
          actions: [apply('blockOnRevocation')],
          target: '#protocol.blocked',
        },
        { guard: 'revokingMustPause', actions: [apply('clearVerificationWait')], target: 'pausing' },
        { actions: [apply('clearVerificationWait')], target: 'revoking' },
      ],
    },
    pausing: {
      tags: ['waiting'],
      meta: {
        title: 'Pausing before revoking again',
        why: 'A deletion that was refused may be granted soon; a person is told when it is not.',
      },
      entry: [...send('issuePauseBeforeRevoking')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: 'observing' } },
    },
    revoking: {
      tags: ['mutating'],
      meta: { title: 'Revoking credentials', why: 'What this run minted does not outlive it.' },
      entry: [...send('issueRevoke')],
      on: { 'command.settled': { guard: settles('run'), actions: 'record', target: 'observing' } },
    },
  },
});
