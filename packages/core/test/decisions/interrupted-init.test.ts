import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/index.js';
import { known } from '../../src/index.js';
import type { InterruptedInit } from '../../src/decisions/interrupted-init.js';
import { interruptedInit, workIsHidden } from '../../src/decisions/interrupted-init.js';
import { capacity, withHost as changed } from './defects.js';
import { one, origin, spec } from './origins.js';
import { withHost } from './running-cluster.js';

/** Its apiserver serves, and kube-proxy was never installed. */
const serving: Observation = {
  ...one,
  cluster: { ...one.cluster, addons: known({ kubeProxy: false, coreDns: true }) },
};

function initOf(observation: Observation): InterruptedInit {
  const from = origin(observation);
  if (from.kind !== 'interrupted') throw new Error(`${from.kind} instead of interrupted`);
  return from;
}

const reasonOf = (observation: Observation, failures: readonly string[] = []) =>
  interruptedInit(spec, observation, initOf(observation), failures);

describe('an init that is neither finished nor undone', () => {
  it('is one that does not serve: only then a reset is named', () => {
    const reason = reasonOf(withHost(one, 'master1', { apiReady: 'no' }));
    expect(reason.code).toBe('init-interrupted');
    expect(reason.summary).toContain('its apiserver does not serve');
    expect(reason.evidence[0]).toMatchObject({ holds: 'no', evidence: 'master1 lacks an API that answers' });
    expect(reason.remedies.at(-1)).toContain('kubeadm reset there, yourself');
  });

  it.each(['no', 'unknown', undefined] as const)(
    'is one that serves while the endpoint says %s: the endpoint is named',
    (apiReadyViaEndpoint) => {
      const reason = reasonOf(withHost(serving, 'master1', { apiReadyViaEndpoint }));
      expect(reason.code).toBe('endpoint-not-reachable');
      expect(reason.evidence).toEqual([
        {
          id: 'api-through-endpoint',
          holds: apiReadyViaEndpoint ?? 'unknown',
          evidence: `192.168.56.4:6443 asked from master1: ${apiReadyViaEndpoint ?? 'unknown'}`,
        },
        { id: 'host-settled', holds: 'no', evidence: 'master1 lacks kube-proxy' },
      ]);
      expect(reason.remedies.join()).not.toContain('reset');
    },
  );

  it('is one that serves and could not be finished: with what was tried, and without a reset', () => {
    const reason = reasonOf(serving, ['master1: kubeadm init phase addon all: failed']);
    expect(reason.code).toBe('init-interrupted');
    expect(reason.summary).toContain('its apiserver serves');
    expect(reason.evidence.map(({ evidence }) => evidence)).toEqual([
      'master1 lacks kube-proxy',
      'master1: kubeadm init phase addon all: failed',
    ]);
    expect(reason.remedies.join()).not.toContain('kubeadm reset');
  });

  it('is one whose kubeadm does not end', () => {
    const reason = reasonOf(withHost(serving, 'master1', { kubeadmRunning: 'yes' }));
    expect(reason.code).toBe('init-interrupted');
    expect(reason.summary).toContain('for longer than an init may take');
    expect(reason.remedies.join()).not.toContain('reset');
  });

  it('is one of which it cannot be seen whether a kubeadm is at work: that is brought into view', () => {
    const unseen = withHost(serving, 'master1', { kubeadmRunning: 'unknown' });
    expect(workIsHidden(initOf(unseen), unseen)).toBe(true);
    expect(workIsHidden(initOf(serving), serving)).toBe(false);
    const bare = changed(
      unseen,
      'master1',
      capacity({ missingPrograms: { kind: 'told', value: ['pgrep'] } }),
    );
    const reason = reasonOf(bare);
    expect(reason.code).toBe('host-not-observable');
    expect(reason.evidence[0]).toMatchObject({
      holds: 'unknown',
      evidence: 'master1: pgrep is not installed, so whether a kubeadm runs cannot be told',
    });
    expect(reason.remedies).toEqual(['install pgrep on master1 (Debian: procps); the run goes on by itself']);
  });
});

it('an init that lacks nothing is a cluster, also when nobody can tell whether its process has ended', () => {
  expect(origin(withHost(one, 'master1', { kubeadmRunning: 'unknown' }))).toEqual({ kind: 'established' });
  expect(origin(withHost(one, 'master1', { kubeadmRunning: 'yes' })).kind).toBe('interrupted');
});
