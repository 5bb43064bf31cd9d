import type { Command } from '../commands/command.js';
import type { CommandReport } from '../commands/report.js';
import type { Draft } from '../foundation/draft.js';
import { membershipOf } from '../decisions/membership.js';
import { originOf } from '../decisions/origin.js';
import { mergePaths } from '../observation/merge-paths.js';
import type { ClusterObservation, HostObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { IssuedCommand, ProtocolContext } from './context.js';
import type { ProtocolEvent } from './events.js';
import { attemptKey, CREDENTIALS, isInFlight } from './issue.js';
import { finishKey, noteJoin } from './join-attempts.js';
import { noteProxyTokens } from './own-uploads.js';
import { stabilityAfterLook, stabilityAfterProbe } from './stability.js';
import { noteSignature } from './token-signature.js';
import { waitsWith } from './waiting.js';

type Settled = Extract<ProtocolEvent, { type: 'command.settled' }>;

const FAILURES_KEPT = 12;

/** The context after a command has ended: what was learned is merged, what it changed makes older facts stale. */
export function settle(context: ProtocolContext, event: Settled): ProtocolContext {
  const issued = context.inFlight[event.commandId];
  if (issued === undefined) return context;
  const { [event.commandId]: _settled, ...inFlight } = context.inFlight;
  const { report } = event;
  const after: Draft<ProtocolContext> = { ...context };
  after.nowMs = event.atMs;
  after.inFlight = inFlight;
  after.lastSettled = { ...context.lastSettled, [issued.concern]: { issued, report, atMs: event.atMs } };
  after.failures = noteFailure(context.failures, report);
  noteProgress(after, issued, report);
  return Object.assign(
    after,
    changes(context, issued, event.atMs),
    learned(context, issued, event),
    joined(context, issued, event),
  );
}

/** A refused join, or init, says that the host is not what it was taken for: what it brings along is read again before the next. */
function joined(
  context: ProtocolContext,
  { command }: IssuedCommand,
  { report, atMs }: Settled,
): Partial<ProtocolContext> | undefined {
  if (command.kind === 'finish-join')
    return { failedJoins: noteJoin(context, finishKey(command.host), report, atMs) };
  if (command.kind === 'reset-host')
    return { failedJoins: noteJoin(context, attemptKey(command.host, command.kind), report, atMs) };
  if (command.kind === 'revoke-credentials')
    return { failedJoins: noteJoin(context, attemptKey(CREDENTIALS, command.kind), report, atMs) };
  if (
    command.kind !== 'initialise' &&
    command.kind !== 'join-control-plane' &&
    command.kind !== 'join-worker'
  )
    return undefined;
  const { host } = command;
  const failedJoins = noteJoin(context, host, report, atMs);
  const seen = context.observation?.hosts[host];
  if (context.observation === null || seen === undefined || report.failure?.class !== 'preflight')
    return { failedJoins };
  const { capacity: _capacity, ...rest } = seen;
  const hosts = { ...context.observation.hosts, [host]: rest };
  return { failedJoins, observation: { ...context.observation, hosts } };
}

function noteFailure(failures: readonly string[], report: CommandReport): readonly string[] {
  const failure = report.failure;
  if (failure === undefined) return failures;
  const line =
    `${failure.host}: ${failure.tried}: ${report.outcome} (${failure.class}) ${failure.seen}`.slice(0, 600);
  return [...failures, line].slice(-FAILURES_KEPT);
}

/** Commands whose attempts are bounded; only their success shows that a blocked run goes on. */
const PROGRESS: ReadonlySet<Command['kind']> = new Set([
  'initialise',
  'finish-initialise',
  'join-control-plane',
  'finish-join',
  'promote-learner',
  'remove-member',
  'delete-node',
  'reset-host',
  'join-worker',
  'prepare-host',
]);

function noteProgress(
  after: Draft<ProtocolContext>,
  { command }: IssuedCommand,
  report: CommandReport,
): void {
  if (report.outcome !== 'succeeded' || !PROGRESS.has(command.kind)) return;
  after.blocked = null;
  after.blockedSinceMs = null;
}

function changes(context: ProtocolContext, issued: IssuedCommand, atMs: number): Partial<ProtocolContext> {
  const { command } = issued;
  switch (command.kind) {
    case 'initialise':
    case 'mint-credentials':
      return { controlPlaneChangedMs: atMs, mintedMs: atMs };
    case 'finish-initialise':
    case 'join-control-plane':
    case 'finish-join':
    case 'promote-learner':
    case 'remove-member':
    case 'revoke-credentials':
      return { controlPlaneChangedMs: atMs };
    case 'prepare-host':
      return preparationChanges(context, issued, command.host, atMs);
    case 'delete-node':
    case 'reset-host':
    case 'restart-kubelet':
    case 'join-worker':
      return issued.concern === 'workers' && issued.subject !== undefined
        ? { workerChangedMs: { ...context.workerChangedMs, [issued.subject]: atMs } }
        : { controlPlaneChangedMs: atMs };
    case 'observe':
    case 'wait':
    case 'prove-endpoint':
    case 'probe-api':
    case 'configure-load-balancer':
    case 'apply-cni':
      return {};
  }
}

/** What the packages brought is read anew too: versions, programs, kernel settings. */
function preparationChanges(
  context: ProtocolContext,
  issued: IssuedCommand,
  host: HostName,
  atMs: number,
): Partial<ProtocolContext> {
  const { observation } = context;
  const seen = observation?.hosts[host];
  const preparedMs = { ...context.preparedMs, [host]: atMs };
  const changed =
    issued.concern === 'workers'
      ? { workerChangedMs: { ...context.workerChangedMs, [host]: atMs } }
      : { controlPlaneChangedMs: atMs };
  if (observation === null || seen === undefined) return { preparedMs, ...changed };
  const { versions: _versions, capacity: _capacity, ...rest } = seen;
  return {
    preparedMs,
    ...changed,
    observation: { ...observation, hosts: { ...observation.hosts, [host]: rest } },
  };
}

function learned(
  context: ProtocolContext,
  issued: IssuedCommand,
  { report, atMs }: Settled,
): Partial<ProtocolContext> {
  const { facts } = report;
  const { command } = issued;
  if (facts.kind === 'api')
    return { stability: stabilityAfterProbe(context, facts.answers, issued.issuedAtMs) };
  if (facts.kind === 'observed') {
    const observation = mergeObservation(context.spec, context.observation, facts.observation);
    const membership = membershipOf(context.spec, observation);
    const lastMembers = membership.known ? membership.members : context.lastMembers;
    const kubeadmDoubtful = context.kubeadmDoubtful.filter(
      (name) => !isOver(context, facts.observation, name),
    );
    const { waits, attempts } = noteSignature(context, observation);
    const all: Draft<Partial<ProtocolContext>> = {
      observation,
      lastMembers,
      kubeadmDoubtful,
      waits,
      attempts,
      proxyTokens: noteProxyTokens(context, observation),
    };
    if (!looksAtEveryMaster(context.spec, command)) return all;
    all.mastersSeenMs = atMs;
    noteEndpoint(all, context, waits, observation);
    all.stability = stabilityAfterLook(context, observation);
    const from = originOf(context.spec, observation);
    // An init whose cluster stands is in no doubt, whatever became of its answer.
    if (from.kind === 'established') all.initDoubtful = null;
    if (from.kind === 'interrupted' && from.apiReady) all.initNeverServed = false;
    return all;
  }
  const credentials =
    facts.kind === 'credentials'
      ? {
          token: facts.token ?? context.credentials.token,
          certificateKey: facts.certificateKey ?? context.credentials.certificateKey,
        }
      : context.credentials;
  if (command.kind === 'initialise') {
    return {
      credentials,
      initDoubtful: report.outcome === 'succeeded' ? null : command.host,
      initNeverServed: facts.kind === 'init-never-served',
      stability: null,
      ...CNI_DUE,
    };
  }
  if (command.kind === 'finish-initialise' || command.kind === 'reset-host') {
    const settledInit = report.outcome === 'succeeded' && context.initDoubtful === command.host;
    return {
      credentials,
      initDoubtful: settledInit ? null : context.initDoubtful,
      ...(command.kind === 'finish-initialise' ? CNI_DUE : {}),
      ...withoutDoubt(context, command.host, report),
    };
  }
  if (command.kind === 'mint-credentials') {
    return { credentials, mintFailures: report.outcome === 'succeeded' ? 0 : context.mintFailures + 1 };
  }
  if (command.kind === 'revoke-credentials') return { credentials: { token: null, certificateKey: null } };
  if (command.kind === 'join-control-plane') {
    return {
      credentials: distrusted(context, report),
      stability: null,
      ...withoutDoubt(context, command.host, report),
    };
  }
  if (command.kind === 'join-worker') return { credentials: distrusted(context, report) };
  if (command.kind === 'apply-cni') {
    const applied = report.outcome === 'succeeded';
    return { cniApplied: applied, cniDue: context.cniDue && !applied };
  }
  return { credentials };
}

const CNI_DUE = { cniApplied: false, cniDue: true } as const;

function withoutDoubt(
  { kubeadmDoubtful }: ProtocolContext,
  host: HostName,
  report: CommandReport,
): Partial<ProtocolContext> {
  if (report.outcome !== 'succeeded') return {};
  return { kubeadmDoubtful: kubeadmDoubtful.filter((name) => name !== host) };
}

/** No kubeadm is left at work on this host: it was looked at after the last command that changed the control plane. */
function isOver(context: ProtocolContext, fresh: Observation, name: HostName): boolean {
  const seen = fresh.hosts[name];
  const atWork = isInFlight(context, 'join-control-plane') || isInFlight(context, 'reset-host');
  if (atWork || seen?.reachable !== 'yes') return false;
  return seen.kubeadmRunning === 'no' && seen.atMs >= context.controlPlaneChangedMs;
}

/** Since when the endpoint leads nowhere although masters serve; once it leads somewhere, repairs of it count anew. */
function noteEndpoint(
  after: Draft<Partial<ProtocolContext>>,
  { spec, nowMs }: ProtocolContext,
  waits: ProtocolContext['waits'],
  observation: Observation,
): void {
  const serving = hostsOf(spec, 'control-plane')
    .map((master) => observation.hosts[master.name])
    .filter((seen) => seen?.apiReady === 'yes');
  if (serving.length === 0) return;
  const lost = serving.every((seen) => seen?.apiReadyViaEndpoint === 'no');
  const reason = lost ? 'the endpoint does not lead to the masters' : undefined;
  after.waits = waitsWith(waits, nowMs, 'endpoint-lost', reason);
  if (!lost) after.balancerAttempts = 0;
}

/** A join that was told its credential is no good proves the clock wrong: it is minted again. */
function distrusted(context: ProtocolContext, report: CommandReport): ProtocolContext['credentials'] {
  const { credentials } = context;
  const cls = report.failure?.class;
  if (cls === 'token-unusable' || cls === 'ca-hash-mismatch') return { ...credentials, token: null };
  if (cls === 'certificates-gone' || cls === 'certificate-key-wrong')
    return { ...credentials, certificateKey: null };
  return credentials;
}

function mergeObservation(spec: ClusterSpec, old: Observation | null, fresh: Observation): Observation {
  if (old === null) return fresh;
  const masters = hostsOf(spec, 'control-plane');
  const sawMaster = masters.some((master) => fresh.hosts[master.name] !== undefined);
  const hosts = { ...old.hosts };
  for (const name in fresh.hosts) {
    const before = old.hosts[name];
    const seen = fresh.hosts[name];
    if (seen === undefined) continue;
    if (before !== undefined && before.atMs > seen.atMs) continue;
    hosts[name] = before === undefined ? seen : mergeHost(before, seen);
  }
  const newer = sawMaster && fresh.cluster.atMs >= old.cluster.atMs;
  return { hosts, cluster: newer ? mergeCluster(old.cluster, fresh.cluster) : old.cluster };
}

/** The host as it was just seen; what a look reads only when it is asked to stays as it was read. */
function mergeHost(before: HostObservation, seen: HostObservation): HostObservation {
  const all: Draft<HostObservation> = { ...seen };
  const { identity, versions, certificates, caFingerprint, capacity, preparation, etcd, paths } = before;
  if (all.identity === undefined && identity !== undefined) all.identity = identity;
  if (all.versions === undefined && versions !== undefined) all.versions = versions;
  if (all.certificates === undefined && certificates !== undefined) all.certificates = certificates;
  // That it had none is told by its files, each time.
  if (all.caFingerprint === undefined && caFingerprint !== undefined && caFingerprint !== 'none')
    all.caFingerprint = caFingerprint;
  if (all.capacity === undefined && capacity !== undefined) all.capacity = capacity;
  // A host that was away may come back with another disk.
  const sameDisk = before.reachable === 'yes';
  if (all.preparation === undefined && preparation !== undefined && sameDisk) all.preparation = preparation;
  if (all.etcd?.alarms.known === false && etcd?.alarms.known === true)
    all.etcd = { ...all.etcd, alarms: etcd.alarms };
  if (paths !== undefined) all.paths = all.paths === undefined ? paths : mergePaths(paths, all.paths);
  return all;
}

/** What a look reads of the installation stays as it was read, too. */
function mergeCluster(
  { recorded, addons }: ClusterObservation,
  seen: ClusterObservation,
): ClusterObservation {
  const all: Draft<ClusterObservation> = { ...seen };
  if (all.recorded === undefined && recorded !== undefined) all.recorded = recorded;
  if (all.addons === undefined && addons !== undefined) all.addons = addons;
  return all;
}

function looksAtEveryMaster(spec: ClusterSpec, command: Command): boolean {
  return (
    command.kind === 'observe' &&
    hostsOf(spec, 'control-plane').every((master) => command.hosts.includes(master.name))
  );
}
