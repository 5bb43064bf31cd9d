import { excerpt } from '../commands/read/excerpt.js';
import type { StepOutcomes } from '../commands/step-plan.js';
import { readJson, objectIn, stringIn } from '../observation/read/json.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { StepOutcome } from '../steps/step-outcome.js';
import { readRecord } from './lease-record.js';
import type { PlaceLook } from './lease-view.js';
import { adminConfKey, objectKey, RECORD_ANNOTATION } from './object-steps.js';

export interface ObjectLook {
  readonly look: PlaceLook;
  readonly via?: HostName;
}

/** The answer of the first master that gave one. Absent only when every master was seen to have no admin.conf. */
export function readObjectLook(spec: ClusterSpec, outcomes: StepOutcomes): ObjectLook {
  const masters = hostsOf(spec, 'control-plane').map(({ name }) => name);
  for (const via of masters) {
    const outcome = outcomes.get(objectKey(via));
    if (outcome?.kind === 'succeeded') return { look: readLease(outcome.stdout), via };
  }
  if (masters.every((name) => hasNoCluster(outcomes.get(adminConfKey(name))))) {
    return { look: { kind: 'absent' } };
  }
  const why = masters.flatMap((name) => whyNot(name, outcomes) ?? []);
  return { look: { kind: 'unseen', why: why.join('; ') } };
}

/** What `kubectl get`, `create` or `replace -o json` printed; nothing at all: there is no such object. */
export function readLease(stdout: string): PlaceLook {
  if (stdout.trim() === '') return { kind: 'free', version: '' };
  const json = readJson(stdout);
  const metadata = json.known ? objectIn(json.value, 'metadata') : {};
  const version = stringIn(metadata, 'resourceVersion');
  if (version === undefined) return { kind: 'unseen', why: 'kubectl printed no object' };
  const record = readRecord(stringIn(objectIn(metadata, 'annotations'), RECORD_ANNOTATION) ?? '');
  if (!record.known) return { kind: 'held', version };
  return { kind: record.value.released === true ? 'free' : 'held', version, record: record.value };
}

/** `find` looked, and there is no such file. That it failed says nothing. */
function hasNoCluster(outcome: StepOutcome | undefined): boolean {
  return (
    outcome?.kind === 'failed' &&
    outcome.cause.kind === 'exit' &&
    outcome.stdout === '' &&
    outcome.stderr.includes('No such file or directory')
  );
}

function whyNot(name: HostName, outcomes: StepOutcomes): string | undefined {
  const looked = outcomes.get(adminConfKey(name));
  const asked = outcomes.get(objectKey(name)) ?? looked;
  if (asked === undefined || hasNoCluster(looked)) return undefined;
  const why = whyUnanswered(asked);
  return why.startsWith(`${name}: `) ? why : `${name}: ${why}`;
}

/** One line for people. */
export function whyUnanswered(outcome: StepOutcome): string {
  if (outcome.kind === 'unknown') return `no answer: ${outcome.cause}`;
  if (outcome.kind === 'succeeded') return 'answered';
  const { cause } = outcome;
  if (cause.kind === 'unreachable' || cause.kind === 'io') return excerpt(cause.detail);
  const [line = ''] = excerpt(outcome.stderr).split('\n').slice(-1);
  return line === '' ? `ended with ${cause.kind}` : line;
}
