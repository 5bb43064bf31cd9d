import { describe, expect, it } from 'vitest';
import type { HostObservation, Observation, ProtocolState } from '../../src/index.js';
import { contextOf, initialState, lower, step } from '../../src/index.js';
import { NOW_MS, runningObservation } from '../decisions/running-cluster.js';
import { specOf } from './spec-of.js';

const spec = specOf(2, 0);
const CA_FILE = '/etc/kubernetes/pki/ca.crt';

/** The state of a run whose looks saw these one after the other; its waits are over at once. */
function after(...looks: readonly Observation[]): ProtocolState {
  const left = [...looks];
  let taken = step(initialState(spec), { type: 'run.started', atMs: 0 });
  while (left.length > 0) {
    const [issued] = taken.issued;
    if (issued === undefined) throw new Error('nobody looks');
    const observation = issued.command.kind === 'observe' ? left.shift() : undefined;
    const facts =
      observation === undefined ? { kind: 'none' as const } : { kind: 'observed' as const, observation };
    const report = { outcome: 'succeeded', facts } as const;
    taken = step(taken.state, { type: 'command.settled', atMs: 1_000, commandId: issued.id, report });
  }
  return taken.state;
}

describe('which CA a master has', () => {
  it('is read by every look at masters', () => {
    const context = {
      spec,
      nowMs: 0,
      secret: () => {
        throw new Error('a look needs none');
      },
    };
    const plan = lower({ kind: 'observe', hosts: ['master1', 'master2'], aspects: [] }, context);
    const asked = plan.stages.flatMap(({ steps }) =>
      steps.flatMap(({ host, step: one }) =>
        one.kind === 'run' && one.argv.includes(CA_FILE) && one.argv.includes('-fingerprint') ? [host] : [],
      ),
    );
    expect(asked).toEqual(['master1', 'master2']);
  });

  const blocked = runningObservation(spec, { joined: ['master1'] });
  const silent: Observation = {
    ...blocked,
    hosts: Object.fromEntries(
      Object.entries(blocked.hosts).map(([name, seen]) => [name, { ...seen, reachable: 'no' }]),
    ),
  };
  const withMaster2 = (files: readonly string[], caFingerprint?: string): Observation => {
    const { caFingerprint: _, ...master2 } = { ...silent.hosts['master2'], host: 'master2', atMs: NOW_MS };
    const seen: HostObservation = {
      ...master2,
      reachable: 'no',
      kubeadmRunning: 'no',
      files,
      ...(caFingerprint === undefined ? {} : { caFingerprint }),
    };
    return { ...silent, hosts: { ...silent.hosts, master2: seen } };
  };
  const unread = withMaster2([CA_FILE]);
  const caAfter = (...looks: readonly Observation[]) =>
    contextOf(after(...looks)).observation?.hosts['master2']?.caFingerprint;

  it('stays known when a look could not read it', () => {
    expect(caAfter(withMaster2([CA_FILE], 'AA'), unread)).toBe('AA');
  });

  it('is not known any more when it had none, and has a file by now', () => {
    expect(caAfter(withMaster2([], 'none'), unread)).toBeUndefined();
  });
});
