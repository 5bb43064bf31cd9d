import type { ObserveAspect } from '../commands/command.js';
import { unreadCertificates } from '../decisions/certificates.js';
import { hostFitness, loadBalancerFitness } from '../decisions/host-fitness.js';
import { isNewcomer } from '../decisions/kubernetes-files.js';
import { isPassable, outcomeOfPath, peerPaths, workerPaths } from '../decisions/paths.js';
import type { CheckId } from '../decisions/verdict.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostNamed, hostsOf } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';
import { identityIfUnknown } from './issue.js';
import { preparationIfDue } from './preparation-plan.js';

export interface WaysOf {
  /** Only the ways of this master matter, and only as they were probed after `sinceMs`. */
  readonly newcomer?: HostName;
  readonly sinceMs?: number;
}

/** Whoever waits for longer may be waiting for an expired certificate, an alarm, or a host that was renamed or has swap again, which no answer names. */
const SUSPICIOUS_WAIT_MS = 60_000;

/**
 * What a look at these hosts has to read beside what every look reads: whatever is not known of them, stands in the way of
 * a host that is yet to join, or may be the cause of what is waited for. Ways are probed anew for each newcomer.
 */
export function dueAspects(
  context: ProtocolContext,
  hosts: readonly HostName[],
  waysOf: WaysOf = {},
): readonly ObserveAspect[] {
  const { spec, observation } = context;
  if (observation === null) return ['identity', 'capacity', 'paths'];
  const standing = new Set(hosts.flatMap((name) => standingChecks(spec, observation, name)));
  const due = new Set(identityIfUnknown(context, hosts));
  for (const id of standing) due.add(IDENTITY_CHECKS.has(id) ? 'identity' : 'capacity');
  if (hosts.some((name) => observation.hosts[name]?.capacity === undefined)) due.add('capacity');
  if (pathsAreDue(spec, observation, hosts, waysOf)) due.add('paths');
  // Unread, they stand in the way of every newcomer.
  if (waysOf.newcomer !== undefined && unreadCertificates(spec, observation).length > 0)
    due.add('certificates');
  for (const aspect of preparationIfDue(context, hosts)) due.add(aspect);
  if (context.blocked !== null || waitsForLong(context)) {
    due.add('certificates').add('alarms');
    if (hosts.some((name) => identityIsOld(context, name))) due.add('identity').add('capacity');
  }
  return [...due];
}

function waitsForLong({ waits, nowMs }: ProtocolContext): boolean {
  return Object.values(waits).some(({ sinceMs }) => nowMs - sinceMs >= SUSPICIOUS_WAIT_MS);
}

/** Hosts are rarely renamed, and to ask for all of their identity takes a handful of steps each. */
function identityIsOld({ observation, nowMs }: ProtocolContext, name: HostName): boolean {
  const seen = observation?.hosts[name];
  return seen?.reachable === 'yes' && nowMs - (seen.identity?.readAtMs ?? 0) >= SUSPICIOUS_WAIT_MS;
}

const IDENTITY_CHECKS: ReadonlySet<CheckId> = new Set(['host-identity', 'host-address', 'host-versions']);
/** Every look reads these anyway. */
const READ_ALWAYS: ReadonlySet<CheckId> = new Set(['host-reachable', 'host-clock']);

function standingChecks(spec: ClusterSpec, observation: Observation, name: HostName): readonly CheckId[] {
  const host = hostNamed(spec, name);
  if (host.role === 'load-balancer')
    return loadBalancerFitness(spec, observation).flatMap(({ id, holds }) => (holds === 'yes' ? [] : [id]));
  if (!isNewcomer(observation.hosts[name])) return [];
  return hostFitness(spec, observation, host).flatMap(({ id, holds }) =>
    holds === 'yes' || READ_ALWAYS.has(id) ? [] : [id],
  );
}

/** Some way of a host that is yet to join has not been seen to be open. */
function pathsAreDue(
  spec: ClusterSpec,
  observation: Observation,
  names: readonly HostName[],
  { newcomer, sinceMs }: WaysOf,
): boolean {
  const hosts = names.map((name) => hostNamed(spec, name)).filter((host) => isReachable(observation, host));
  const masters = hosts.filter(({ role }) => role === 'control-plane');
  const joining = hosts.filter((host) => isNewcomer(observation.hosts[host.name]));
  const peers =
    newcomer === undefined
      ? joining.filter((host) => masters.includes(host)).flatMap((host) => peerPaths(masters, host.name))
      : peerPaths(masters, newcomer);
  if (peers.some((path) => !isPassable(outcomeOfPath(observation, path, sinceMs)))) return true;
  return joining
    .filter(({ role }) => role === 'worker')
    .flatMap((worker) => workerPaths(spec, masters, worker))
    .some((path) => !isPassable(outcomeOfPath(observation, path)));
}

function isReachable(observation: Observation, { name }: HostSpec): boolean {
  return observation.hosts[name]?.reachable === 'yes';
}

/**
 * The master that joins next: no others' ways matter before its own are open. One whose join, or init, has just ended is looked at
 * to see what became of it, not to let it join.
 */
export function nextNewcomer({ spec, observation, lastSettled }: ProtocolContext): HostName | undefined {
  if (observation === null) return undefined;
  const last = [lastSettled['control-plane'], lastSettled.run].map((settled) => settled?.issued.command);
  const begun = last.flatMap((command) =>
    command?.kind === 'join-control-plane' || command?.kind === 'initialise' ? [command.host] : [],
  );
  const masters = hostsOf(spec, 'control-plane').filter((master) => isReachable(observation, master));
  return masters.find(({ name }) => !begun.includes(name) && isNewcomer(observation.hosts[name]))?.name;
}
