import { describe, expect, it } from 'vitest';
import type { CommandReport, IssuedCommand } from '../../src/index.js';
import { mutates } from '../../src/index.js';
import { initialContext } from '../../src/protocol/context.js';
import { stabilityAfterProbe } from '../../src/protocol/stability.js';
import { withHost } from '../decisions/defects.js';
import { fitObservation } from '../decisions/fit-cluster.js';
import { drive } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { runStepwise } from './stepwise.js';

function slow(apiserversTakeMs: number): ModelCluster {
  const model = new ModelCluster(specOf(3, 0));
  model.apiserversTakeMs = apiserversTakeMs;
  return model;
}

const MASTERS = ['master1', 'master2', 'master3'];

/** What was issued from the join of a master to the next thing that changes anything. */
function afterJoinOf(host: string, issued: readonly IssuedCommand[]): readonly IssuedCommand[] {
  const from = issued.findIndex(
    ({ command }) => command.kind === 'join-control-plane' && command.host === host,
  );
  const rest = issued.slice(from + 1);
  const to = rest.findIndex(({ command }) => mutates(command));
  return rest.slice(0, to);
}

function kindsOf(issued: readonly IssuedCommand[]): readonly string[] {
  return issued.map(({ command }) => command.kind).filter((kind) => kind !== 'wait');
}

function answered(itself: 'yes' | 'no' | 'unknown', hosts: readonly string[]): CommandReport {
  const answers = Object.fromEntries(hosts.map((host) => [host, { itself, viaEndpoint: itself }]));
  return { outcome: 'succeeded', facts: { kind: 'api', answers } };
}

describe('while the apiserver of a new master comes up', () => {
  it('is asked alone, and everything is looked at once it is ready', () => {
    const after = afterJoinOf('master2', drive(slow(10_000)).issued);
    expect(kindsOf(after)).toEqual([
      'observe',
      'probe-api',
      'probe-api',
      'probe-api',
      'probe-api',
      // Three answers of the API over five seconds permit the next join; the second is a probe of all that serve.
      'observe',
      'probe-api',
      'observe',
    ]);
    const probed = after.flatMap(({ command }) => (command.kind === 'probe-api' ? [command.hosts] : []));
    expect(probed).toEqual([...Array.from({ length: 4 }, () => ['master2']), ['master1', 'master2']]);
  });

  it('says why it waits after each answer', () => {
    const waits = afterJoinOf('master2', drive(slow(4_000)).issued).flatMap(({ command }) =>
      command.kind === 'wait' ? [command.reason] : [],
    );
    expect(waits).toEqual([
      'the apiserver of master2 is not ready yet',
      'the apiserver of master2 is not ready yet',
      'master3 may not join yet: answered 1 times in a row over 0.0 s',
      'master3 may not join yet: answered 2 times in a row over 2.5 s',
    ]);
  });

  it('sees at least every half minute what becomes of the other masters', () => {
    const after = afterJoinOf('master2', drive(slow(55_000)).issued);
    const looksMs = after.flatMap(({ command, issuedAtMs }) =>
      command.kind === 'observe' ? [issuedAtMs] : [],
    );
    const gapsMs = looksMs.slice(1).map((atMs, index) => atMs - (looksMs[index] ?? 0));
    expect(gapsMs.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...gapsMs)).toBeLessThanOrEqual(30_000 + 10_000);
    expect(Math.max(...gapsMs)).toBeGreaterThan(25_000);
  });

  it('notices a master that is lost meanwhile, and ends what it waits for', () => {
    const model = slow(24 * 3_600_000);
    const { status } = runStepwise(model, {
      each: (_, issued) => {
        if (issued.some(({ command }) => command.kind === 'probe-api')) model.powerOff('master1');
      },
    });
    expect(status).toMatchObject({ kind: 'blocked' });
  });

  for (const itself of ['unknown', 'yes'] as const) {
    it(`looks at everything at once when it is answered with ${itself}`, () => {
      const { issued } = runStepwise(slow(60_000), {
        answer: ({ command }) => (command.kind === 'probe-api' ? answered(itself, command.hosts) : undefined),
      });
      const kinds = kindsOf(issued);
      const probes = kinds.flatMap((kind, index) => (kind === 'probe-api' ? [index] : []));
      expect(probes.length).toBeGreaterThan(0);
      for (const index of probes) expect(kinds[index + 1]).toBe('observe');
    });
  }

  it('looks at everything at once when the answer is lost', () => {
    const failure = { class: 'answer-lost', host: 'master2', tried: 'kubectl', seen: '' } as const;
    const { issued } = runStepwise(slow(60_000), {
      answer: ({ command }) =>
        command.kind === 'probe-api' ? { outcome: 'unknown', failure, facts: { kind: 'none' } } : undefined,
    });
    expect(kindsOf(issued).join(' ')).not.toContain('probe-api probe-api');
  });
});

describe('while the API has to answer several times in a row', () => {
  it('each join is decided after a look at everything, certificates too', () => {
    const { issued } = drive(slow(10_000));
    const joins = issued.flatMap(({ command }, index) =>
      command.kind === 'join-control-plane' ? [index] : [],
    );
    expect(joins).toHaveLength(2);
    for (const index of joins)
      expect(issued[index - 1]?.command).toMatchObject({
        kind: 'observe',
        hosts: MASTERS,
        aspects: expect.arrayContaining(['certificates']) as unknown,
      });
  });

  for (const [what, answer] of [
    ['its own apiserver is not ready', { itself: 'no', viaEndpoint: 'yes' }],
    ['it finds none behind the endpoint', { itself: 'yes', viaEndpoint: 'no' }],
  ] as const) {
    it(`begins anew, with a look at once, when of one master that should serve ${what}`, () => {
      let refused = 0;
      const { issued } = runStepwise(slow(0), {
        answer: ({ command }) => {
          if (command.kind !== 'probe-api' || command.hosts.length < 2 || refused > 0) return undefined;
          refused += 1;
          const [first = '', ...others] = command.hosts;
          const { facts } = answered('yes', others);
          if (facts.kind !== 'api') return undefined;
          return {
            outcome: 'succeeded',
            facts: { kind: 'api', answers: { ...facts.answers, [first]: answer } },
          };
        },
      });
      expect(refused).toBe(1);
      expect(afterJoinOf('master2', issued).map(({ command }) => command.kind)).toEqual([
        'observe',
        'wait',
        'probe-api',
        'observe',
        'wait',
        'probe-api',
        'wait',
        'observe',
      ]);
    });
  }

  it('a probe begins no count, and counts only when every master that should serve was asked', () => {
    const spec = specOf(3, 0);
    const serving = withHost(fitObservation(spec, 1_000), 'master1', (seen) => ({
      ...seen,
      files: ['/etc/kubernetes/admin.conf'],
    }));
    const context = { ...initialContext({ spec }), observation: serving };
    const once = { sinceMs: 1_000, lastMs: 1_000, count: 1 };
    const yes = { itself: 'yes', viaEndpoint: 'yes' } as const;
    expect(stabilityAfterProbe(context, { master1: yes }, 3_000)).toBeNull();
    const counted = { ...context, stability: once };
    expect(stabilityAfterProbe(counted, { master1: yes }, 3_000)).toEqual({
      sinceMs: 1_000,
      lastMs: 3_000,
      count: 2,
    });
    expect(stabilityAfterProbe(counted, { master2: yes }, 3_000)).toBeNull();
  });
});
