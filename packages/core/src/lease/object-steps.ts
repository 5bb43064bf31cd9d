import { inAnyCase, keyOf, mustSucceed, place } from '../commands/lower/placing.js';
import { ADMIN_CONF } from '../commands/lower/observed-paths.js';
import { ASK_TIMEOUT_MS, kubectlItself } from '../commands/lower/programs.js';
import type { PlacedStep, Stage, StepPlan } from '../commands/step-plan.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostNamed, hostsOf } from '../spec/cluster-spec.js';
import type { RunStep } from '../steps/host-step.js';
import type { LeaseRecord } from './lease-record.js';
import { describeHolder, renderRecord } from './lease-record.js';
import { microTime } from './micro-time.js';

/** The Lease of the cluster: `coordination.k8s.io/v1`, kube-system/quorate. */
const LEASE_NAMESPACE = 'kube-system';
const LEASE_NAME = 'quorate';
/** Its annotation with the record; the fields of its spec are for people and their tools. */
export const RECORD_ANNOTATION = 'quorate/record';

const OBJECT = 'lease-object';
const ADMIN = 'lease-admin-conf';

export function objectKey(host: HostName): string {
  return keyOf(host, OBJECT);
}

export function adminConfKey(host: HostName): string {
  return keyOf(host, ADMIN);
}

/**
 * Asks the apiserver of the master that answered last; without an answer looks which masters have an admin.conf, and asks the first
 * of those, then all others at once.
 */
export function lookAtObject(spec: ClusterSpec, via: HostName | undefined): readonly Stage[] {
  const masters = hostsOf(spec, 'control-plane');
  const preferred = via === undefined ? [] : [objectKey(via)];
  const [first, ...others] = masters.filter(({ name }) => name !== via);
  // Its reader knows a missing file from any other trouble by the text.
  const find: RunStep = {
    kind: 'run',
    argv: ['find', ADMIN_CONF, '-type', 'f'],
    env: { LC_ALL: 'C' },
    timeoutMs: ASK_TIMEOUT_MS,
  };
  const unanswered = (keys: readonly string[]) => [{ kind: 'none-succeeded', keys } as const];
  const ask = (host: HostSpec, before: readonly string[]): PlacedStep =>
    place(host.name, OBJECT, getLease(host), [
      { kind: 'printed', key: adminConfKey(host.name), line: ADMIN_CONF },
      ...(before.length === 0 ? [] : unanswered(before)),
    ]);
  return [
    ...(via === undefined ? [] : [inAnyCase(place(via, OBJECT, getLease(hostNamed(spec, via))))]),
    inAnyCase(
      ...masters.map(({ name }) =>
        place(name, ADMIN, find, preferred.length === 0 ? [] : unanswered(preferred)),
      ),
    ),
    ...(first === undefined ? [] : [inAnyCase(ask(first, preferred))]),
    ...(first === undefined || others.length === 0
      ? []
      : [inAnyCase(...others.map((host) => ask(host, [...preferred, objectKey(first.name)])))]),
  ];
}

/** Creates it (`version` is empty), or replaces that very version: kubectl refuses when somebody wrote meanwhile. */
export function writeObject(
  spec: ClusterSpec,
  via: HostName,
  record: LeaseRecord,
  version: string,
): StepPlan {
  const verb = version === '' ? 'create' : 'replace';
  // Without validation kubectl does not fetch the schema of the whole API each time.
  const args = [...ANSWER_WITHIN, verb, '-f', '-', '--validate=false', '-o', 'json'];
  const step = {
    ...kubectlItself(hostNamed(spec, via), args, { timeoutMs: ASK_TIMEOUT_MS }),
    stdin: [`${JSON.stringify(manifest(record, version))}\n`],
  };
  return { stages: [mustSucceed(place(via, OBJECT, step))] };
}

const ANSWER_WITHIN = ['--request-timeout=5s'];

function getLease(host: HostSpec) {
  const what = ['get', 'leases.coordination.k8s.io', LEASE_NAME, '-n', LEASE_NAMESPACE];
  const args = [...ANSWER_WITHIN, ...what, '-o', 'json', '--ignore-not-found'];
  return kubectlItself(host, args, { timeoutMs: ASK_TIMEOUT_MS });
}

function manifest(record: LeaseRecord, version: string): unknown {
  const { holder, acquiredAtMs, renewedAtMs, durationMs, released } = record;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: LEASE_NAME,
      namespace: LEASE_NAMESPACE,
      annotations: { [RECORD_ANNOTATION]: renderRecord(record) },
      ...(version === '' ? {} : { resourceVersion: version }),
    },
    spec: {
      holderIdentity: released === true ? '' : describeHolder(holder),
      leaseDurationSeconds: Math.ceil(durationMs / 1000),
      acquireTime: microTime(acquiredAtMs),
      renewTime: microTime(renewedAtMs),
    },
  };
}
