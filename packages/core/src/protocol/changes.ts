import * as issues from './issues.js';
import type { ProtocolContext } from './context.js';
import { planControlPlane } from './control-plane-plan.js';
import * as preparation from './preparation-plan.js';
import * as run from './run-plan.js';
import { advanceWorkers } from './worker-plan.js';
import { noteWaiting, waitsFromNow } from './waiting.js';

type Change = (context: ProtocolContext) => ProtocolContext;

/** Every change of the context that a state makes on entry, by the name that the chart shows. */
export const changes = {
  planControlPlane,
  advanceWorkers,
  issueObserveHosts: issues.observeHosts,
  issueObserveForVerification: issues.observeForVerification,
  issueObserveControlPlane: issues.observeControlPlane,
  issueProbeApi: issues.probeApi,
  issueWaitControlPlane: issues.waitForControlPlane,
  issueWaitForInit: issues.waitForInit,
  issueWaitBlocked: issues.waitBlocked,
  issueWaitVerification: issues.waitForVerification,
  issueWaitForEndpoint: issues.waitForEndpoint,
  issueWaitBeforeMinting: issues.waitBeforeMinting,
  issuePrepareHosts: preparation.prepareHosts,
  issueConfigureLoadBalancer: issues.configureLoadBalancer,
  issueProveEndpoint: issues.proveEndpoint,
  issueInitialise: issues.initialise,
  issueFinishInitialise: issues.finishInitialise,
  issueResetInitHost: issues.resetInitHost,
  issuePauseBeforeInitReset: issues.pauseBeforeInitReset,
  issuePauseBeforeInit: issues.pauseBeforeInit,
  issueRestartInitKubelet: issues.restartInitKubelet,
  issuePauseBeforeRevoking: issues.pauseBeforeRevoking,
  issueMintCredentials: issues.mintCredentials,
  issuePauseBeforeJoin: issues.pauseBeforeJoin,
  issueJoin: issues.joinControlPlane,
  issuePrepareMaster: issues.prepareMaster,
  issueRepair: issues.repair,
  issueApplyCni: issues.applyCni,
  issueRevoke: issues.revokeCredentials,
  noteDone: (context) => ({
    ...context,
    done: run.endVerdict(context),
    blocked: null,
    blockedSinceMs: null,
  }),
  noteVerificationWait: (context) =>
    noteWaiting(context, 'verification', 'the post-condition does not hold yet'),
  clearVerificationWait: (context) => noteWaiting(context, 'verification', undefined),
  noteInitWait: (context) => noteWaiting(context, 'init', 'init is coming up'),
  clearInitWait: (context) => noteWaiting(context, 'init', undefined),
  blockOnOrigin: (context) => issues.block(context, run.originBlock(context)),
  blockOnPreparation: (context) => issues.block(context, preparation.unpreparedHosts(context)),
  blockOnUnfitHosts: (context) => issues.block(context, run.unfitHosts(context)),
  blockOnInit: (context) => issues.block(context, run.initFailed(context)),
  blockOnInitReset: (context) => issues.block(context, run.initNotUndone(context)),
  blockOnInterruptedInit: (context) => issues.block(context, run.initInterrupted(context)),
  blockOnEndpoint: issues.blockOnEndpoint,
  blockOnLoadBalancer: issues.blockOnLoadBalancer,
  blockOnHalts: issues.blockOnHalts,
  blockOnCertificates: issues.blockOnCertificates,
  blockOnVerification: issues.blockOnVerification,
  blockOnRevocation: issues.blockOnRevocation,
  beginConcerns: issues.beginConcerns,
  /** Secrets died with the process, and what others did while it was dead nobody has seen, nor waited for. */
  distrustMemory: (context) => ({
    ...context,
    credentials: { token: null, certificateKey: null },
    stability: null,
    controlPlaneChangedMs: context.nowMs,
    waits: waitsFromNow(context),
    blockedSinceMs: context.blockedSinceMs === null ? null : context.nowMs,
  }),
  haltControlPlane: issues.haltControlPlane,
  haltCredentials: issues.haltCredentials,
  haltNetwork: issues.haltNetwork,
} as const satisfies Readonly<Record<string, Change>>;

export type ChangeName = keyof typeof changes;
