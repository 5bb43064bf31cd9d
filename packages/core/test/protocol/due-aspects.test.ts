import { describe, expect, it } from 'vitest';
import type { HostObservation, ObserveAspect, Observation } from '../../src/index.js';
import { initialContext } from '../../src/protocol/context.js';
import type { WaysOf } from '../../src/protocol/due-aspects.js';
import { dueAspects } from '../../src/protocol/due-aspects.js';
import { capacity, identity, listening, machine, ways, withHost } from '../decisions/defects.js';
import { fitObservation } from '../decisions/fit-cluster.js';
import { drive } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';

const spec = specOf(3, 1);
const EVERY = spec.hosts.map(({ name }) => name);
const MASTERS = ['master1', 'master2', 'master3'];

function due(
  observation: Observation | null,
  hosts: readonly string[] = EVERY,
  waysOf: WaysOf = {},
): readonly ObserveAspect[] {
  return dueAspects({ ...initialContext({ spec }), observation }, hosts, waysOf);
}

const member = (seen: HostObservation): HostObservation => ({
  ...seen,
  files: ['/etc/kubernetes/manifests/etcd.yaml'],
});

describe('what a look has to read', () => {
  it('is all of it at first, and nothing more of hosts that are fit', () => {
    expect(due(null)).toEqual(['identity', 'capacity', 'paths']);
    expect(due(fitObservation(spec))).toEqual([]);
  });

  it('is the capacity of a host that nobody asked, or that is not fit', () => {
    const unasked = withHost(fitObservation(spec), 'node1', ({ capacity: _, ...rest }) => rest);
    expect(due(unasked)).toEqual(['capacity']);
    for (const change of [
      machine({ swaps: ['/swapfile'] }),
      listening(10_250, 'stranger'),
      capacity({ missingPrograms: { kind: 'not-heard', why: 'connection-lost' } }),
    ]) {
      expect(due(withHost(fitObservation(spec), 'master2', change))).toEqual(['capacity']);
    }
    expect(due(withHost(fitObservation(spec), 'proxy', listening(6443, 'apache2')))).toEqual(['capacity']);
  });

  it('is not the capacity of a member, whatever it is like', () => {
    const seen = withHost(fitObservation(spec), 'master2', machine({ swaps: ['/swapfile'] }));
    expect(due(withHost(seen, 'master2', member))).toEqual([]);
  });

  it('is who a host is, while it seems to be another', () => {
    expect(due(withHost(fitObservation(spec), 'node1', identity({ hostname: 'master1' })))).toContain(
      'identity',
    );
  });

  it('is every way that is not known to be open, between any two masters and to a worker', () => {
    const firewall = ways('192.168.56.12', 2380, 'timed-out');
    expect(due(withHost(fitObservation(spec), 'master2', firewall))).toEqual(['paths']);
    const kubelet = ways('192.168.56.50', 10_250, 'unknown');
    expect(due(withHost(fitObservation(spec), 'master3', kubelet))).toEqual(['paths']);
  });

  it('is no way between members, nor to a host that cannot be reached itself', () => {
    const seen = withHost(fitObservation(spec), 'master2', ways('192.168.56.12', 2380, 'timed-out'));
    const members = MASTERS.reduce((all, name) => withHost(all, name, member), seen);
    expect(due(members, MASTERS)).toEqual([]);
    const away = withHost(seen, 'master3', (host) => ({ ...host, reachable: 'no' }));
    expect(due(away, MASTERS)).toEqual([]);
  });

  it('is the ways of the next master, once more after a change, and of that master only', () => {
    const seen = withHost(fitObservation(spec, 1_000), 'master1', member);
    expect(due(seen, MASTERS, { newcomer: 'master2', sinceMs: 1_000 })).toEqual([]);
    expect(due(seen, MASTERS, { newcomer: 'master2', sinceMs: 2_000 })).toEqual(['paths']);
    const elsewhere = withHost(seen, 'master3', ways('192.168.56.10', 2380, 'timed-out'));
    expect(due(elsewhere, MASTERS, { newcomer: 'master2', sinceMs: 1_000 })).toEqual([]);
  });

  it('is what nobody is told of by an answer, certificates and alarms, once something is waited for that should be there', () => {
    const seen = { ...initialContext({ spec }), observation: fitObservation(spec, 1) };
    const waits = { 'plan/master2': { reason: 'a voter is not healthy', sinceMs: 0 } };
    expect(dueAspects({ ...seen, nowMs: 59_999, waits }, EVERY)).toEqual([]);
    expect(dueAspects({ ...seen, nowMs: 60_000, waits }, EVERY)).toEqual(['certificates', 'alarms']);
  });

  it('is the same for a run that is blocked, whatever it is blocked by', () => {
    const blocked = { code: 'quorum-lost', summary: '1 of 2 voters', evidence: [], remedies: [] } as const;
    const context = { ...initialContext({ spec }), observation: fitObservation(spec), blocked, nowMs: 1 };
    expect(dueAspects(context, EVERY)).toEqual(['certificates', 'alarms']);
  });

  it('is who the hosts are, once a minute, while a wait or a block lasts', () => {
    const waits = { 'plan/master2': { reason: 'a voter is not healthy', sinceMs: 0 } };
    const asked = (nowMs: number, observation: Observation) =>
      dueAspects({ ...initialContext({ spec }), observation, nowMs, waits }, EVERY).includes('identity');
    const seen = fitObservation(spec, 100_000);
    expect(asked(159_999, seen)).toBe(false);
    expect(asked(160_000, seen)).toBe(true);
    const { readAtMs: _, ...identity } = seen.hosts['master1']?.identity ?? { hostname: '', addresses: [] };
    expect(
      asked(
        100_000,
        withHost(seen, 'master1', (host) => ({ ...host, identity })),
      ),
    ).toBe(true);
    const old = fitObservation(spec, 0);
    const away = EVERY.reduce(
      (all, name) => withHost(all, name, (host) => ({ ...host, reachable: 'no' })),
      old,
    );
    expect(asked(160_000, away)).toBe(false);
  });
});

describe('a bootstrap', () => {
  it('reads capacity once, and probes the ways of each master before its join and never after the last', () => {
    const { commands } = drive(new ModelCluster(specOf(3, 0)));
    const looks = commands.flatMap((command, index) =>
      command.kind === 'observe' ? [{ command, index }] : [],
    );
    expect(looks.filter(({ command }) => command.aspects.includes('capacity'))).toHaveLength(1);
    const joins = commands.flatMap((command, index) =>
      command.kind === 'join-control-plane' ? [{ host: command.host, index }] : [],
    );
    const probed = looks.filter(({ command }) => command.aspects.includes('paths'));
    for (const { host, index } of joins) {
      expect(probed.some((look) => look.command.newcomer === host && look.index < index)).toBe(true);
    }
    const last = joins.at(-1)?.index ?? 0;
    expect(probed.filter(({ index }) => index > last)).toEqual([]);
  });
});
