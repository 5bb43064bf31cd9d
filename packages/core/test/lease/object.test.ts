import { describe, expect, it } from 'vitest';
import type { PlacedStep, StepOutcome } from '../../src/index.js';
import { revealText } from '../../src/index.js';
import { lookAtObject, RECORD_ANNOTATION, writeObject } from '../../src/lease/object-steps.js';
import { readLease, readObjectLook } from '../../src/lease/read-object.js';
import { sampleSpec } from '../commands/sample-cluster.js';
import { ME, record } from './views.js';

const spec = sampleSpec();
const masters = spec.hosts.filter(({ role }) => role === 'control-plane').map(({ name }) => name);
const [first = '', second = ''] = masters;
const ended = { stdout: '', stderr: '', tookMs: 0 };
const off: StepOutcome = {
  kind: 'failed',
  cause: { kind: 'unreachable', detail: `${first}: no route to host` },
  ...ended,
};
const noAdminConf: StepOutcome = {
  ...ended,
  kind: 'failed',
  cause: { kind: 'exit', code: 1 },
  stderr: 'find: ‘/etc/kubernetes/admin.conf’: No such file or directory\n',
};

function onlyRun(placed: PlacedStep | undefined) {
  if (placed?.step.kind !== 'run') throw new Error('a program is run');
  return placed.step;
}

describe('writing the object', () => {
  it('creates it where there is none, and replaces the very version that was seen', () => {
    const lineOf = (version: string) => {
      const step = onlyRun(writeObject(spec, first, record(ME), version).stages[0]?.steps[0]);
      return {
        argv: step.argv.slice(3).join(' '),
        manifest: JSON.parse(revealText(step.stdin ?? [])) as unknown,
      };
    };
    expect(lineOf('').argv).toBe('--request-timeout=5s create -f - --validate=false -o json');
    expect(lineOf('').manifest).toEqual({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: 'quorate',
        namespace: 'kube-system',
        annotations: { [RECORD_ANNOTATION]: JSON.stringify(record(ME)) },
      },
      spec: {
        holderIdentity: 'me@here (process 1, run mine)',
        leaseDurationSeconds: 60,
        acquireTime: '1970-01-01T00:00:00.000000Z',
        renewTime: '1970-01-01T00:00:00.000000Z',
      },
    });
    expect(lineOf('81').argv).toBe('--request-timeout=5s replace -f - --validate=false -o json');
    expect(lineOf('81').manifest).toMatchObject({ metadata: { resourceVersion: '81' } });
  });

  it('names nobody when it is given up', () => {
    const given = writeObject(spec, first, { ...record(ME), released: true }, '81');
    const step = onlyRun(given.stages[0]?.steps[0]);
    expect(JSON.parse(revealText(step.stdin ?? []))).toMatchObject({ spec: { holderIdentity: '' } });
  });
});

describe('looking at the object', () => {
  it('asks the master that answered last, alone', () => {
    const [stage] = lookAtObject(spec, second);
    expect(stage?.steps.map(({ key }) => key)).toEqual([`${second}/lease-object`]);
  });

  it('is absent only when every master was seen without an admin.conf', () => {
    const outcomes = new Map(masters.map((name) => [`${name}/lease-admin-conf`, noAdminConf]));
    expect(readObjectLook(spec, outcomes)).toEqual({ look: { kind: 'absent' } });
    outcomes.set(`${first}/lease-admin-conf`, off);
    expect(readObjectLook(spec, outcomes).look).toEqual({
      kind: 'unseen',
      why: `${first}: no route to host`,
    });
  });

  it('says why no apiserver answered', () => {
    const refused: StepOutcome = {
      ...ended,
      kind: 'failed',
      cause: { kind: 'exit', code: 1 },
      stderr:
        'The connection to the server 192.168.56.5:6443 was refused - did you specify the right host or port?\n',
    };
    const lost: StepOutcome = { kind: 'unknown', cause: 'timed-out', ...ended };
    const outcomes = new Map<string, StepOutcome>([
      [`${first}/lease-object`, refused],
      [`${second}/lease-object`, lost],
    ]);
    const { look } = readObjectLook(spec, outcomes);
    expect(look).toEqual({
      kind: 'unseen',
      why:
        `${first}: The connection to the server 192.168.56.5:6443 was refused - did you specify the right host or port?` +
        `; ${second}: no answer: timed-out`,
    });
  });

  it('takes the first answer', () => {
    const answer: StepOutcome = { kind: 'succeeded', ...ended };
    expect(readObjectLook(spec, new Map([[`${second}/lease-object`, answer]]))).toEqual({
      look: { kind: 'free', version: '' },
      via: second,
    });
  });
});

describe('reading a Lease', () => {
  const lease = (annotations: unknown) =>
    JSON.stringify({ metadata: { name: 'quorate', resourceVersion: '12', annotations } });

  it('is free when kubectl prints nothing, and when it was given up', () => {
    expect(readLease('')).toEqual({ kind: 'free', version: '' });
    const released = { ...record(ME), released: true as const };
    expect(readLease(lease({ [RECORD_ANNOTATION]: JSON.stringify(released) }))).toEqual({
      kind: 'free',
      version: '12',
      record: released,
    });
  });

  it('is held by its record, and by somebody when there is none that can be read', () => {
    expect(readLease(lease({ [RECORD_ANNOTATION]: JSON.stringify(record(ME)) }))).toEqual({
      kind: 'held',
      version: '12',
      record: record(ME),
    });
    for (const broken of [undefined, 'x', '{}', '{"holder":{"name":"a","pid":1,"runId":"r"}}'])
      expect(readLease(lease({ [RECORD_ANNOTATION]: broken }))).toEqual({ kind: 'held', version: '12' });
  });

  it('has seen nothing in what is no object', () => {
    expect(readLease('not json').kind).toBe('unseen');
  });
});
