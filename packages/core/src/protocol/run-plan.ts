import { isOwn } from '../decisions/own-tokens.js';
import type { BlockReason } from '../decisions/block-reason.js';
import { failedJoinRemedies } from '../decisions/failed-join.js';
import { fitnessRemedies } from '../decisions/fitness-remedies.js';
import { interruptedInit, workIsHidden } from '../decisions/interrupted-init.js';
import { hostFitness, loadBalancerFitness } from '../decisions/host-fitness.js';
import { isDone } from '../decisions/is-done.js';
import { hasEtcdData, writtenFiles } from '../decisions/kubernetes-files.js';
import { namesOf, peerUrlOf } from '../decisions/membership.js';
import { peerPortsCheck } from '../decisions/paths.js';
import type { Origin } from '../decisions/origin.js';
import { notAnswering, originOf } from '../decisions/origin.js';
import type { Check, Verdict } from '../decisions/verdict.js';
import { check, refusals, verdict } from '../decisions/verdict.js';
import type { HostName } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';
import { repairBudgetSpent, wasTried } from './issue.js';
import { joinBudgetSpent, joinsThatCount, timesJoined } from './join-attempts.js';
import { quorumUnproven } from './quorum-unproven.js';
import { waited } from './waiting.js';

/** Where the protocol starts from, by the latest facts. */
export function origin(context: ProtocolContext): Origin | undefined {
  const { observation, spec } = context;
  return observation === null ? undefined : originOf(spec, observation);
}

/** A decision that changes anything uses only what was seen after the last change ended. */
export function factsAreFresh({ observation, controlPlaneChangedMs }: ProtocolContext): boolean {
  return observation !== null && observation.cluster.atMs >= controlPlaneChangedMs;
}

export function firstMaster(context: ProtocolContext): HostName {
  return hostsOf(context.spec, 'control-plane')[0]?.name ?? '';
}

/** Whether `kubeadm init` may run on the first master. */
export function mayInitialise(context: ProtocolContext): Verdict {
  const { spec, observation } = context;
  const from = origin(context);
  const masters = hostsOf(spec, 'control-plane');
  const fitness = masters.flatMap((master) =>
    observation === null
      ? []
      : spec.assumeNew &&
          observation.hosts[master.name]?.reachable !== 'yes' &&
          master.name !== firstMaster(context)
        ? []
        : hostFitness(spec, observation, master),
  );
  const fresh: readonly Check[] =
    from?.kind === 'fresh'
      ? from.evidence
      : [check('no-cluster-anywhere', 'unknown', 'the hosts are not known to be fresh')];
  const surroundings =
    observation === null
      ? []
      : [...loadBalancerFitness(spec, observation), peerPortsCheck(spec, observation)];
  return verdict(`initialise the cluster on ${firstMaster(context)}`, [
    ...fresh,
    ...fitness,
    ...surroundings,
  ]);
}

export function unfitHosts(context: ProtocolContext): BlockReason {
  const evidence = refusals(mayInitialise(context));
  const remedies = [...fitnessRemedies(evidence), 'put right what is listed; the run goes on by itself'];
  if (evidence.length > 0 && evidence.every(({ id }) => id === 'peer-ports-open')) {
    const summary = 'masters do not reach each other: a second member of etcd would cost quorum';
    return { code: 'peers-not-reachable', summary, evidence, remedies };
  }
  return { code: 'host-unfit', summary: 'the hosts cannot become a cluster as they are', evidence, remedies };
}

/** An init of this very run that did not end well left files on its host, and nothing has joined. */
export function initLeftovers(context: ProtocolContext): HostName | undefined {
  const host = context.initDoubtful;
  if (host === null) return undefined;
  const seen = context.observation?.hosts[host];
  const dirty = writtenFiles(seen).length > 0 || seen?.kubelet?.healthy === 'yes';
  return dirty ? host : undefined;
}

/** Whose init is undone. */
export function initToUndo(context: ProtocolContext): HostName {
  return initLeftovers(context) ?? firstMaster(context);
}

export function initNotUndone(context: ProtocolContext): BlockReason {
  const host = initToUndo(context);
  const own = context.failures.filter((line) => line.startsWith(`${host}:`));
  return {
    code: 'init-failed',
    summary: `kubeadm reset does not undo what an init left on ${host}`,
    evidence: own.map((line) => check('host-clean', 'no', line)),
    remedies: [
      `on ${host}: kubeadm reset, yourself, and look at what it says; the run goes on by itself when nothing of kubeadm is left there`,
    ],
  };
}

/** An init that the preflight refused has changed nothing, and counts as a join that was refused does. */
export function initBudgetSpent(context: ProtocolContext): boolean {
  return joinBudgetSpent(context, firstMaster(context));
}

export function initFailed(context: ProtocolContext): BlockReason {
  const host = firstMaster(context);
  return {
    code: 'init-failed',
    summary: `kubeadm init on ${host} did not succeed in ${timesJoined(context, host)} attempts`,
    evidence: context.failures.map((line) => check('no-cluster-anywhere', 'unknown', line)),
    remedies: [
      ...failedJoinRemedies(host, context.failedJoins[host]?.reason),
      `look at ${host}: journalctl -u kubelet, crictl ps -a`,
      'then start the run again',
    ],
  };
}

/** The host of an init that this run began, that is over and does not serve. */
function silentInit(context: ProtocolContext): HostName | undefined {
  const from = origin(context);
  if (from?.kind !== 'interrupted' || from.running || from.apiReady) return undefined;
  return context.initDoubtful === from.host ? from.host : undefined;
}

/**
 * What is there of it may be undone: it is known never to have served, or etcd has written nothing. An init whose end was not
 * seen may have done all its work; then a cluster is silent that others may have joined.
 */
export function initMayBeUndone(context: ProtocolContext): boolean {
  const host = silentInit(context);
  if (host === undefined) return false;
  const seen = context.observation?.hosts[host];
  return context.initNeverServed || (seen?.files !== undefined && !hasEtcdData(seen));
}

/** Its static pods may be in the kubelet's longest back-off, or the kubelet may not run at all: it is restarted, once. */
export function initKubeletMayBeRestarted(context: ProtocolContext): boolean {
  const host = silentInit(context);
  return host !== undefined && !wasTried(context, host, 'restart-kubelet');
}

export function initInterrupted(context: ProtocolContext): BlockReason | null {
  const { spec, observation, failures } = context;
  if (observation === null) return null;
  const from = originOf(spec, observation);
  if (from.kind !== 'interrupted') return null;
  return from.apiReady || from.running || !initEnded(context, from.host)
    ? interruptedInit(spec, observation, from, failures)
    : notAnswering(spec, observation);
}

/** This very run has seen its init succeed: what is silent now is its cluster, although the host looks as an init that was cut off. */
function initEnded({ attempts, initDoubtful }: ProtocolContext, host: HostName): boolean {
  return (attempts[host] ?? 0) > 0 && initDoubtful === null;
}

/** A kubeadm that runs is left alone for as long as an init may take. */
export function initStillRunning(context: ProtocolContext): boolean {
  const { observation, spec } = context;
  const from = origin(context);
  if (from?.kind !== 'interrupted' || observation === null || !from.running) return false;
  return !workIsHidden(from, observation) && waited(context, 'init') < spec.budgets.initTimeoutMs;
}

/** Its apiserver serves, through the endpoint too, and no kubeadm is at work: the missing phases can be run. */
export function initMayBeFinished(context: ProtocolContext): boolean {
  const from = origin(context);
  if (from?.kind !== 'interrupted' || !from.apiReady || from.running) return false;
  if (repairBudgetSpent(context, from.host, 'finish-initialise')) return false;
  return context.observation?.hosts[from.host]?.apiReadyViaEndpoint === 'yes';
}

/** There is an apiserver for the endpoint to lead to. */
export function servesSomewhere(context: ProtocolContext): boolean {
  const from = origin(context);
  return from?.kind === 'established' || (from?.kind === 'interrupted' && from.apiReady);
}

/** The interrupted init may still come up by itself. */
export function initMaySettle(context: ProtocolContext): boolean {
  return waited(context, 'init') < context.spec.budgets.settleMs;
}

export function doneVerdict(context: ProtocolContext): Verdict | undefined {
  const { observation, spec, nowMs, cniDue } = context;
  if (observation === null) return undefined;
  const done = isDone(spec, observation, nowMs);
  if (!cniDue || spec.cni.kind === 'none') return done;
  return verdict(done.subject, [...done.checks, check('cni-applied', 'no', CNI_NOT_APPLIED)]);
}

/** Of the Nodes only this run knows better. */
const CNI_NOT_APPLIED =
  'the CNI manifest was not applied since init: a Node may be Ready by what an earlier cluster left in /etc/cni/net.d';

/** Whether anything of this tool's is left with which one can join; the last condition, after all that {@link doneVerdict} asks. */
export function leftoverCheck(context: ProtocolContext): Check {
  const { observation, spec } = context;
  const id = 'no-leftover-credential';
  if (spec.credentials.keep) return check(id, 'yes', 'what was minted is kept, as the spec says');
  const tokens = observation?.cluster.tokens;
  if (tokens?.known !== true)
    return check(id, 'unknown', `bootstrap tokens were not read: ${tokens?.why ?? 'nobody looked yet'}`);
  const left = leftoverTokens(context);
  return check(id, left.length === 0, left.length === 0 ? 'none is left' : `tokens left: ${left.join(', ')}`);
}

/** What stands between a run and its end. */
export function openChecks(context: ProtocolContext): readonly Check[] {
  const done = doneVerdict(context);
  const open = done === undefined ? [] : refusals(done);
  if (open.length > 0) return open;
  const leftover = leftoverCheck(context);
  return leftover.holds === 'yes' ? [] : [leftover];
}

/** The verdict that lets a run end. */
export function endVerdict(context: ProtocolContext): Verdict | null {
  const done = doneVerdict(context);
  return done === undefined ? null : verdict(done.subject, [...done.checks, leftoverCheck(context)]);
}

/** Token ids that this tool left in the cluster: its own, and those that own the certificates that it uploaded. */
export function leftoverTokens({ observation, spec, proxyTokens }: ProtocolContext): readonly string[] {
  const tokens = observation?.cluster.tokens;
  if (tokens?.known !== true) return [];
  return tokens.value
    .filter((token) => isOwn(spec, token) || proxyTokens.own.includes(token.id))
    .map((token) => token.id);
}

/** Why the origin blocks; about lost quorum also what was last known of the members. */
export function originBlock(context: ProtocolContext): BlockReason | null {
  const from = origin(context);
  if (from?.kind !== 'blocked') return null;
  const { block } = from;
  if (block.code === 'api-not-answering') return quorumUnproven(context, block) ?? block;
  if (block.code !== 'quorum-lost' || context.lastMembers.length === 0) return block;
  const joinsSince = hostsOf(context.spec, 'control-plane').filter(
    (host) =>
      joinsThatCount(context, host.name) > 0 &&
      !context.lastMembers.some((member) => member.peerUrls.includes(peerUrlOf(host))),
  );
  const since =
    joinsSince.length === 0 ? '' : `; joins started since: ${joinsSince.map((host) => host.name).join(', ')}`;
  const evidence = `members when last readable: ${namesOf(context.spec, context.lastMembers)}${since}`;
  return { ...block, evidence: [...block.evidence, check('every-member-started', 'unknown', evidence)] };
}

/** A balancer that had marked its backends as dead needs this long to try them again (nginx: fail_timeout 10 s). */
const ENDPOINT_RECOVERS_MS = 15_000;

/** Masters serve, but the endpoint that everything points at has led to none of them for a while. */
export function endpointLost(context: ProtocolContext): boolean {
  return waited(context, 'endpoint-lost') >= ENDPOINT_RECOVERS_MS;
}

/** No load balancer: everything points at the one master, which serves only after init. */
export function endpointIsTheFirstMaster(context: ProtocolContext): boolean {
  const { spec } = context;
  return (
    spec.loadBalancer === undefined &&
    hostsOf(spec, 'control-plane')[0]?.advertiseAddress === spec.controlPlaneEndpoint.host
  );
}
