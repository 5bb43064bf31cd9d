import type { HostObservation } from '../observation/observation.js';
import type { ObservedItem } from '../preparation/host-preparation.js';
import { itemsFor, itemTitle, NOT_ON_A_NODE } from '../preparation/preparation-item.js';
import type { PreparationItem } from '../preparation/preparation-item.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { writtenFiles } from './kubernetes-files.js';
import type { Check, Verdict } from './verdict.js';
import { check, refusals, verdict } from './verdict.js';

/** What has to be done about the preparation of one host. */
export type PreparationStanding =
  /** Nothing is asked for, or all of it is so. */
  | { readonly kind: 'prepared' }
  /** Not looked at since the last change. */
  | { readonly kind: 'unobserved' }
  /** Some item could not be read: nothing is done on a guess. */
  | { readonly kind: 'unclear'; readonly because: string }
  | { readonly kind: 'due'; readonly items: readonly PreparationItem[]; readonly permit: Verdict }
  | { readonly kind: 'refused'; readonly block: BlockReason };

/** `changedMs`: end of the last preparation of this host; what was seen before it says nothing. */
export function preparationOf(
  spec: ClusterSpec,
  host: HostSpec,
  seen: HostObservation | undefined,
  changedMs: number,
): PreparationStanding {
  if (itemsFor(spec, host).length === 0) return { kind: 'prepared' };
  if (seen?.reachable !== 'yes') {
    return refused(
      host,
      [reachableCheck(host, seen)],
      [`switch ${host.name} on, or repair the way to it (network, SSH)`],
    );
  }
  const { preparation } = seen;
  if (preparation === undefined || preparation.atMs < changedMs) return { kind: 'unobserved' };
  const missing = preparation.items.filter(({ done }) => done === 'no');
  const unclear = preparation.items.find(({ done }) => done === 'unknown');
  if (missing.length === 0 && unclear === undefined) return { kind: 'prepared' };
  const permit = mayPrepare(host, seen, missing, preparation.os);
  if (!permit.allowed && missing.length > 0) return refused(host, refusals(permit), remediesOf(host, permit));
  if (missing.length > 0) return { kind: 'due', items: missing.map(({ item }) => item), permit };
  return { kind: 'unclear', because: `${host.name}: ${unclear?.item ?? ''}: ${unclear?.evidence ?? ''}` };
}

/** Whether these items may be done: on a known system, and none that a node depends on where one may run. */
function mayPrepare(
  host: HostSpec,
  seen: HostObservation,
  missing: readonly ObservedItem[],
  os: { readonly supported: 'yes' | 'no' | 'unknown'; readonly name: string },
): Verdict {
  const touching = missing.filter(({ item }) => NOT_ON_A_NODE.has(item));
  return verdict(`prepare ${host.name}`, [
    reachableCheck(host, seen),
    check('host-system', os.supported, `${host.name}: ${os.name}`),
    ...(touching.length === 0 ? [] : [notANode(host, seen, touching)]),
  ]);
}

function notANode(host: HostSpec, seen: HostObservation, touching: readonly ObservedItem[]): Check {
  const [file] = writtenFiles(seen);
  const running = seen.kubelet?.healthy === 'yes';
  const names = touching.map(({ item, evidence }) => `${item} (${evidence})`).join(', ');
  if (file !== undefined || running) {
    const because = file === undefined ? 'its kubelet runs' : `it has ${file}`;
    return check(
      'host-in-no-cluster',
      'no',
      `${host.name} is part of a cluster: ${because}; not touched: ${names}`,
    );
  }
  const clean = host.role === 'load-balancer' || seen.files !== undefined;
  return check('host-in-no-cluster', clean ? 'yes' : 'unknown', `${host.name}: to do: ${names}`);
}

function reachableCheck(host: HostSpec, seen: HostObservation | undefined): Check {
  const said = seen?.reachable === 'yes' ? 'answered' : (seen?.detail ?? 'not observed');
  return check('host-reachable', seen?.reachable ?? 'unknown', `${host.name}: ${said}`);
}

function remediesOf(host: HostSpec, permit: Verdict): readonly string[] {
  const ids = new Set(refusals(permit).map(({ id }) => id));
  return [
    ...(ids.has('host-system')
      ? [
          `prepare ${host.name} yourself and leave spec.preparation out: only Debian, Ubuntu and derivatives with apt are prepared`,
        ]
      : []),
    ...(ids.has('host-in-no-cluster')
      ? [`if ${host.name} is to become part of this cluster: kubeadm reset there, yourself`]
      : []),
  ];
}

function refused(
  host: HostSpec,
  evidence: readonly Check[],
  remedies: readonly string[],
): PreparationStanding {
  return {
    kind: 'refused',
    block: {
      code: 'host-unprepared',
      summary: `${host.name} is not prepared, and may not be changed as it is`,
      evidence,
      remedies: [...remedies, 'the run goes on by itself'],
    },
  };
}

/** The budget is spent: what is still missing, and how the attempts ended. */
export function unpreparedBlock(
  host: HostSpec,
  seen: HostObservation | undefined,
  attempts: number,
  failures: readonly string[],
): BlockReason {
  const missing = (seen?.preparation?.items ?? []).filter(({ done }) => done === 'no');
  return {
    code: 'host-unprepared',
    summary: `${host.name} could not be prepared in ${attempts} attempts: ${missing.map(({ item }) => item).join(', ')}`,
    evidence: [
      ...missing.map(({ item, evidence }) =>
        check('host-prepared', 'no', `${host.name}: ${item}: ${evidence}`),
      ),
      ...failures.map((line) => check('host-prepared', 'no', line)),
    ],
    remedies: [
      ...missing.map(({ item }) => `on ${host.name}: ${itemTitle(item)}`),
      'check that the package repositories of spec.preparation can be reached and hold these versions',
      'the run goes on by itself when that is done; to have it tried again, start the run again',
    ],
  };
}

/** Some item could not be read. */
export function unclearBlock(host: HostSpec, because: string): BlockReason {
  return {
    code: 'host-unprepared',
    summary: `how far ${host.name} is prepared could not be read`,
    evidence: [check('host-prepared', 'unknown', because)],
    remedies: [`check that ${host.name} answers and that its programs can be run; the run goes on by itself`],
  };
}
