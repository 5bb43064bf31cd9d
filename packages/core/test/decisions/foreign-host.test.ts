import { describe, expect, it } from 'vitest';
import type { HostObservation } from '../../src/index.js';
import { hostNamed } from '../../src/index.js';
import { foreignHost, isForeign } from '../../src/decisions/foreign-host.js';
import { specOf } from '../protocol/spec-of.js';
import { runningObservation } from './running-cluster.js';

const spec = specOf(1, 1);
const base = runningObservation(spec, { joined: ['master1'] }).hosts['node1'];
if (base === undefined) throw new Error('node1 is observed');
const { caFingerprint: _none, ...unread } = base;

function withCa(caFingerprint: string | undefined): HostObservation {
  return caFingerprint === undefined ? unread : { ...unread, caFingerprint };
}

describe('a host is of another cluster', () => {
  it('only when both CAs are known and differ', () => {
    expect(isForeign(withCa('ZZ'), 'AA')).toBe(true);
    expect(isForeign(withCa('AA'), 'AA')).toBe(false);
    expect(isForeign(withCa('none'), 'AA')).toBe(false);
    expect(isForeign(withCa(undefined), 'AA')).toBe(false);
    expect(isForeign(withCa('ZZ'), undefined)).toBe(false);
    expect(isForeign(withCa(undefined), undefined)).toBe(false);
  });

  it('which is said with both CAs, and left to a person', () => {
    const block = foreignHost(hostNamed(spec, 'node1'), withCa('ZZ'), 'AA');
    expect(block.evidence.map(({ evidence }) => evidence)).toEqual(['CA on node1 ZZ, cluster AA']);
    expect(block.remedies).toEqual([
      'check that node1 is the host you mean',
      'only if it is: run kubeadm reset on node1 yourself; the run goes on by itself',
    ]);
    const unknown = foreignHost(hostNamed(spec, 'node1'), withCa(undefined), undefined);
    expect(unknown.evidence.map(({ evidence }) => evidence)).toEqual([
      'CA on node1 unknown, cluster unknown',
    ]);
  });
});
