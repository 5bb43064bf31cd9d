import { setup } from 'xstate';
import { areRefused, certificateHealth } from '../decisions/certificates.js';
import type { CertificateHealth } from '../decisions/certificates.js';
import type { Validity } from '../decisions/credentials.js';
import { certificateKeyValidity, tokenValidity } from '../decisions/credentials.js';
import { refusals } from '../decisions/verdict.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { Concern, IssuedCommand, ProtocolContext, ProtocolInput } from './context.js';
import type { ControlPlanePlan, RepairStep } from './control-plane-plan.js';
import type { EtcdStanding } from './etcd-standing.js';
import { etcdStanding } from './etcd-standing.js';
import type { ProtocolEvent } from './events.js';
import { attemptKey, CREDENTIALS, isBusy, isInFlight, repairBudgetSpent } from './issue.js';
import { awaitsStill, mastersToProbe } from './api-probe.js';
import * as issues from './issues.js';
import { joinPauseLeftMs } from './join-attempts.js';
import { hostsArePrepared } from './preparation-plan.js';
import { workersCanAdvance, workersNeedToken } from './worker-plan.js';
import * as run from './run-plan.js';
import { servingMaster } from './serving-master.js';
import { contextChange } from './context-change.js';
import { settle } from './settle.js';
import type { ChangeName } from './changes.js';
import { changes } from './changes.js';

export const protocolSetup = setup({
  types: {
    context: {} as ProtocolContext,
    events: {} as ProtocolEvent,
    input: {} as ProtocolInput,
    tags: {} as 'mutating' | 'waiting' | 'settled' | 'point-of-no-return',
    meta: {} as { readonly title: string; readonly why: string },
  },
  actions: {
    /** The only effect: hands commands to the executor. */
    dispatch: (_, _params: { readonly issued: readonly IssuedCommand[] }) => undefined,
    emptyOutbox: contextChange(({ context }) =>
      context.outbox.length === 0 ? context : { ...context, outbox: [] },
    ),
    noteStart: contextChange(({ context, event }) => ({ ...context, nowMs: event.atMs })),
    record: contextChange(({ context, event }) =>
      event.type === 'command.settled' ? settle(context, event) : { ...context, nowMs: event.atMs },
    ),
    /** A pure change of the context, by name. */
    apply: contextChange(({ context }, params: { readonly change: ChangeName }) =>
      changes[params.change](context),
    ),
    standing: contextChange(
      (
        { context },
        params: { readonly concern: Concern; readonly is: ProtocolContext['standings'][Concern] },
      ) => ({
        ...context,
        standings: { ...context.standings, [params.concern]: params.is },
      }),
    ),
  },
  guards: {
    settles: ({ context, event }, params: { readonly concern: Concern }) =>
      event.type === 'command.settled' && context.inFlight[event.commandId]?.concern === params.concern,
    settlesWell: ({ context, event }, params: { readonly concern: Concern }) =>
      event.type === 'command.settled' &&
      context.inFlight[event.commandId]?.concern === params.concern &&
      event.report.outcome === 'succeeded',
    settlesAnything: ({ context, event }) =>
      event.type === 'command.settled' && context.inFlight[event.commandId] !== undefined,
    factsAreStale: ({ context }) => !run.factsAreFresh(context),
    startsFrom: (
      { context },
      params: { readonly origin: 'fresh' | 'established' | 'interrupted' | 'blocked' },
    ) => run.origin(context)?.kind === params.origin,
    clusterMayBeDone: ({ context }) =>
      run.origin(context)?.kind === 'established' && doneButFor(context, 'certificates-valid'),
    endpointMustBeRestored: ({ context }) =>
      run.endpointLost(context) &&
      managesLoadBalancer(context) &&
      context.balancerAttempts < 3 &&
      run.servesSomewhere(context),
    hostsArePrepared: ({ context }) => hostsArePrepared(context),
    hostsAreFit: ({ context }) => run.mayInitialise(context).allowed,
    managesLoadBalancer: ({ context }) => managesLoadBalancer(context),
    endpointIsTheFirstMaster: ({ context }) => run.endpointIsTheFirstMaster(context),
    endpointReachableFromEveryMaster: ({ context }) => issues.endpointProven(context),
    endpointMaySettle: ({ context }) => issues.endpointMaySettle(context),
    initLeftSomethingBehind: ({ context }) => run.initLeftovers(context) !== undefined,
    initResetKeepsFailing: ({ context }) => repairBudgetSpent(context, run.initToUndo(context), 'reset-host'),
    initResetMustPause: ({ context }) =>
      joinPauseLeftMs(context, attemptKey(run.initToUndo(context), 'reset-host')) > 0,
    initMustPause: ({ context }) => joinPauseLeftMs(context, run.firstMaster(context)) > 0,
    initBudgetSpent: ({ context }) => run.initBudgetSpent(context),
    initStillRunning: ({ context }) => run.initStillRunning(context),
    initServesButIsIncomplete: ({ context }) => run.initMayBeFinished(context),
    initMaySettle: ({ context }) => run.initMaySettle(context),
    initMayBeUndone: ({ context }) => run.initMayBeUndone(context),
    initKubeletMayBeRestarted: ({ context }) => run.initKubeletMayBeRestarted(context),
    planIs: ({ context }, params: { readonly kind: ControlPlanePlan['kind'] }) =>
      context.plan?.kind === params.kind,
    repairIs: ({ context }, params: { readonly kind: RepairStep['kind'] }) =>
      context.plan?.kind === 'repair' && context.plan.step.kind === params.kind,
    apiMayBeProbed: ({ context }) => mastersToProbe(context) !== undefined,
    awaitsStill: ({ context, event }) =>
      event.type === 'command.settled' &&
      context.inFlight[event.commandId]?.concern === 'control-plane' &&
      awaitsStill(context, event.report),
    busy: ({ context }, params: { readonly concern: Concern }) => isBusy(context, params.concern),
    etcdIs: ({ context }, params: { readonly standing: EtcdStanding }) =>
      etcdStanding(context) === params.standing,
    tokenIs: ({ context }, params: { readonly validity: Validity }) =>
      tokenValidity(context.credentials, context.nowMs, context.spec) === params.validity,
    certificateKeyIs: ({ context }, params: { readonly validity: Validity }) =>
      certificateKeyValidity(context.credentials, context.nowMs, context.spec) === params.validity,
    certificatesAre: ({ context }, params: { readonly state: CertificateHealth['state'] }) =>
      (context.observation === null
        ? 'unknown'
        : certificateHealth(context.spec, context.observation, context.nowMs).state) === params.state,
    certificatesAreRefused: ({ context: { spec, observation, nowMs } }) =>
      observation !== null && areRefused(certificateHealth(spec, observation, nowMs, 'masters')),
    /** Never while a join is downloading: uploading again makes the previous key useless. */
    credentialsMustBeMinted: ({ context }) =>
      !isInFlight(context, 'join-control-plane') &&
      !isBusy(context, 'credentials') &&
      servingMaster(context) !== undefined &&
      demandsCredentials(context),
    nobodyMints: ({ context }) => !isBusy(context, 'credentials') && servingMaster(context) === undefined,
    mintingKeepsFailing: ({ context }) => context.mintFailures >= context.spec.budgets.joinAttempts,
    credentialsMinted: ({ context }) => !issues.controlPlaneNeedsCredentials(context),
    cniMustBeApplied: ({ context }) => issues.cniMustBeApplied(context),
    /** Its answer was lost: applied or not, the next look shows whether it is still due, and to apply it twice does no harm. */
    cniMayBeTriedAgain: ({ context, event }) =>
      event.type === 'command.settled' &&
      context.inFlight[event.commandId]?.concern === 'network' &&
      event.report.outcome === 'unknown' &&
      context.cniAttempts < context.spec.budgets.joinAttempts,
    workersCanAdvance: ({ context }) => workersCanAdvance(context),
    workersStand: ({ context }, params: { readonly as: 'complete' | 'halted' }) =>
      context.standings.workers === params.as,
    workersNeedToken: ({ context }) => workersNeedToken(context),
    everyConcernComplete: ({ context }) =>
      context.standings['control-plane'] === 'complete' &&
      context.standings.workers === 'complete' &&
      context.standings.network === 'complete' &&
      Object.keys(context.inFlight).length === 0,
    nothingMoves: ({ context }) => issues.nothingMoves(context),
    postConditionHolds: ({ context }) => run.doneVerdict(context)?.allowed === true,
    nothingLeftOver: ({ context }) => run.leftoverCheck(context).holds === 'yes',
    leftoversUnread: ({ context }) => run.leftoverCheck(context).holds === 'unknown',
    leftoversMayBeRead: ({ context }) =>
      run.leftoverCheck(context).holds === 'unknown' && issues.verificationMaySettle(context),
    revokingKeepsFailing: ({ context }) => repairBudgetSpent(context, CREDENTIALS, 'revoke-credentials'),
    revokingMustPause: ({ context }) =>
      joinPauseLeftMs(context, attemptKey(CREDENTIALS, 'revoke-credentials')) > 0,
    workAppeared: ({ context }) => issues.workAppeared(context),
    verificationMaySettle: ({ context }) => issues.verificationMaySettle(context),
    patienceSpent: ({ context }) =>
      context.blockedSinceMs !== null &&
      context.nowMs - context.blockedSinceMs >= context.spec.budgets.blockedPatienceMs,
  },
});

function managesLoadBalancer(context: ProtocolContext): boolean {
  const kind = context.spec.loadBalancer?.kind;
  return kind === 'nginx' || kind === 'haproxy';
}

function demandsCredentials(context: ProtocolContext): boolean {
  const demand = issues.credentialDemand(context);
  return demand.token || demand.certificateKey;
}

function doneButFor(context: ProtocolContext, unread: string): boolean {
  const done = run.doneVerdict(context);
  return (
    done !== undefined &&
    refusals(done).every((one) => one.id === unread && one.holds === 'unknown') &&
    hostsOf(context.spec, 'control-plane').length > 0
  );
}
