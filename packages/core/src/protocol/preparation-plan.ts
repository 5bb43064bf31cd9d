import type { ObserveAspect } from '../commands/command.js';
import type { BlockReason } from '../decisions/block-reason.js';
import { writtenFiles } from '../decisions/kubernetes-files.js';
import type { PreparationStanding } from '../decisions/preparation.js';
import { preparationOf, unclearBlock, unpreparedBlock } from '../decisions/preparation.js';
import type { HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostNamed, hostsOf } from '../spec/cluster-spec.js';
import type { Concern, ProtocolContext } from './context.js';
import { attemptKey, isBusy, issue } from './issue.js';

/** How far a host is prepared, by the latest facts; a spent budget is a refusal. */
export function preparationStanding(context: ProtocolContext, host: HostSpec): PreparationStanding {
  const { spec, observation } = context;
  const seen = observation?.hosts[host.name];
  const standing = preparationOf(spec, host, seen, context.preparedMs[host.name] ?? 0);
  if (standing.kind !== 'due') return standing;
  const attempts = context.attempts[attemptKey(host.name, 'prepare-host')] ?? 0;
  if (attempts < spec.budgets.joinAttempts) return standing;
  const own = context.failures.filter((line) => line.startsWith(`${host.name}:`));
  return { kind: 'refused', block: unpreparedBlock(host, seen, attempts, own) };
}

/** A host that holds nothing of kubeadm's yet, and whose preparation is not known to be complete. */
export function needsPreparation(context: ProtocolContext, host: HostSpec): boolean {
  const seen = context.observation?.hosts[host.name];
  if (writtenFiles(seen).length > 0 || seen?.kubelet?.healthy === 'yes') return false;
  return preparationStanding(context, host).kind !== 'prepared';
}

/** Read only when the spec asks for it, and as long as one of these hosts is not known to be prepared. */
export function preparationIfDue(
  context: ProtocolContext,
  hosts: readonly HostName[],
): readonly ObserveAspect[] {
  if (context.spec.preparation === undefined) return [];
  const due = hosts.some((name) => needsPreparation(context, hostNamed(context.spec, name)));
  return due ? ['preparation'] : [];
}

/** Whom init waits for: the load balancer, and every master but those that the operator vouches for. */
function hostsBeforeInit({ spec, observation }: ProtocolContext): readonly HostSpec[] {
  const masters = hostsOf(spec, 'control-plane');
  const expected = masters.filter(
    (master, index) => index === 0 || !spec.assumeNew || observation?.hosts[master.name]?.reachable === 'yes',
  );
  return [...hostsOf(spec, 'load-balancer'), ...expected];
}

/** All hosts at once; a worker that cannot be prepared holds up nobody but itself. */
export function prepareHosts(context: ProtocolContext): ProtocolContext {
  const first = hostsBeforeInit(context);
  const workers = hostsOf(context.spec, 'worker').filter(
    (host) => needsPreparation(context, host) && !isBusy(context, 'workers', host.name),
  );
  const begun = first.reduce((next, host) => prepare(next, host, 'run'), context);
  return workers.reduce((next, host) => prepare(next, host, 'workers'), begun);
}

function prepare(context: ProtocolContext, host: HostSpec, concern: Concern): ProtocolContext {
  const standing = preparationStanding(context, host);
  if (standing.kind !== 'due') return context;
  const { items, permit } = standing;
  return issue(
    context,
    concern,
    { kind: 'prepare-host', host: host.name, items },
    { subject: host.name, permit },
  );
}

/** Whom init waits for has been seen to be prepared. */
export function hostsArePrepared(context: ProtocolContext): boolean {
  return hostsBeforeInit(context).every((host) => preparationStanding(context, host).kind === 'prepared');
}

/** Why init cannot go on: the first host that is refused, or could not be read. */
export function unpreparedHosts(context: ProtocolContext): BlockReason | null {
  for (const host of hostsBeforeInit(context)) {
    const standing = preparationStanding(context, host);
    if (standing.kind === 'refused') return standing.block;
    if (standing.kind === 'unclear') return unclearBlock(host, standing.because);
    if (standing.kind === 'unobserved') return unclearBlock(host, `${host.name} was not looked at`);
  }
  return null;
}
