import { describe, expect, it } from 'vitest';
import type { CommandReport, FailureClass } from '../../src/index.js';
import { failedJoin, failedJoinRemedies, pauseLeftMs } from '../../src/decisions/failed-join.js';

function report(reason: FailureClass, outcome: CommandReport['outcome'] = 'failed'): CommandReport {
  return {
    outcome,
    failure: { class: reason, host: 'master2', tried: 'kubeadm join', seen: reason },
    facts: { kind: 'none' },
  };
}

function pausesAfter(reasons: readonly FailureClass[]): readonly number[] {
  let failed: ReturnType<typeof failedJoin>;
  return reasons.map((reason) => {
    failed = failedJoin(failed, report(reason), 1_000);
    return pauseLeftMs(failed, 1_000);
  });
}

describe('a join that failed', () => {
  it('is tried again after a pause that grows with each failure of the same reason, and is bounded', () => {
    const again = Array.from({ length: 5 }, () => 'preflight' as const);
    expect(pausesAfter(again)).toEqual([10_000, 30_000, 60_000, 60_000, 60_000]);
  });

  it('begins a shorter pause when it fails for another reason', () => {
    expect(pausesAfter(['preflight', 'preflight', 'etcd-timeout'])).toEqual([10_000, 30_000, 10_000]);
  });

  it('may be tried when its pause is over, and at once when it succeeded', () => {
    const failed = failedJoin(undefined, report('preflight'), 1_000);
    expect(pauseLeftMs(failed, 10_999)).toBe(1);
    expect(pauseLeftMs(failed, 11_000)).toBe(0);
    expect(
      pauseLeftMs(failedJoin(failed, { outcome: 'succeeded', facts: { kind: 'none' } }, 2_000), 2_000),
    ).toBe(0);
  });

  it('was refused only when kubeadm said so itself, before it wrote anything', () => {
    const refused = (one: CommandReport) => failedJoin(undefined, one, 0)?.refused;
    expect(refused(report('preflight'))).toBe(true);
    expect(refused(report('ca-hash-mismatch'))).toBe(true);
    expect(refused(report('token-unusable'))).toBe(true);
    expect(refused(report('preflight', 'unknown'))).toBe(false);
    expect(refused(report('etcd-timeout'))).toBe(false);
    expect(refused(report('answer-lost', 'unknown'))).toBe(false);
  });

  it('without a word of why counts as one of its own kind', () => {
    const mute = failedJoin(undefined, { outcome: 'failed', facts: { kind: 'none' } }, 1_000);
    expect(mute).toEqual({ reason: 'other', times: 1, atMs: 1_000, refused: false });
    expect(failedJoinRemedies('master2', undefined)).toEqual([]);
  });

  it('says what is safe about the causes that a person can end', () => {
    expect(failedJoinRemedies('master2', 'disk-full')).toEqual(['make room on master2: df -h']);
    expect(failedJoinRemedies('master2', 'preflight').join()).toContain('registry');
    expect(failedJoinRemedies('master2', 'ca-hash-mismatch').join()).toContain('cluster-info');
    expect(failedJoinRemedies('master2', 'token-unusable').join()).toContain('kube-controller-manager');
    expect(failedJoinRemedies('master2', 'other')).toEqual([]);
  });
});
