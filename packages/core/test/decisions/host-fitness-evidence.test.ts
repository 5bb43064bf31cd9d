import { describe, expect, it } from 'vitest';
import { addressCheck } from '../../src/decisions/host-fitness/address.js';
import { clockCheck } from '../../src/decisions/host-fitness/clock.js';
import { identityCheck } from '../../src/decisions/host-fitness/identity.js';
import { endpointPortCheck } from '../../src/decisions/host-fitness/ports.js';
import { versionsCheck } from '../../src/decisions/host-fitness/versions.js';
import { hostFitness } from '../../src/decisions/host-fitness.js';
import type { ListeningSocket } from '../../src/observation/host-capacity.js';
import type { HostObservation, Observation } from '../../src/index.js';
import { hostNamed } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';
import { capacity, identity, without, withHost } from './defects.js';
import { FIT_CAPACITY, fitObservation } from './fit-cluster.js';

const NAT = '10.0.2.15';
const spec = specOf(3, 1);
const fit = fitObservation(spec);
const master1 = hostNamed(spec, 'master1');
const LIMIT_MS = spec.budgets.maxClockSkewMs;

describe('the address of a host', () => {
  const natted = (masters: number, workers: number, ...addresses: readonly string[]) => {
    const cluster = specOf(masters, workers);
    const seen = withHost(fitObservation(cluster), 'master1', identity({ addresses }));
    return addressCheck(cluster, seen, hostNamed(cluster, 'master1'));
  };

  it('may be any where no other master or worker has to reach it', () => {
    expect(natted(1, 0, NAT)).toEqual({
      id: 'host-address',
      holds: 'yes',
      evidence: 'master1 is the only host of its cluster',
    });
    expect(natted(1, 1, NAT).holds).toBe('no');
    expect(natted(2, 0, NAT).holds).toBe('no');
  });

  it('is not known of a host that was never asked', () => {
    expect(addressCheck(spec, without(fit, 'master1'), master1)).toMatchObject({
      holds: 'unknown',
      evidence: 'master1: addresses not observed',
    });
  });

  it('is refused only where the NAT card is all that it has', () => {
    expect(natted(3, 0, '192.168.56.10')).toMatchObject({
      holds: 'yes',
      evidence: 'master1 is told to use 192.168.56.10',
    });
    expect(natted(3, 0, NAT, '192.168.56.10')).toMatchObject({
      holds: 'yes',
      evidence: `master1 is told to use 192.168.56.10, not ${NAT} of its NAT card`,
    });
  });
});

describe('the clock of a host', () => {
  const clocks = (offsets: Readonly<Record<string, number | undefined>>): Observation =>
    Object.entries(offsets).reduce(
      (seen, [name, clockOffsetMs]) =>
        withHost(seen, name, ({ clockOffsetMs: _, ...host }) => ({
          ...host,
          ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
        })),
      fit,
    );
  const judged = (seen: Observation, name = 'master1') => clockCheck(spec, seen, name);

  it('is not known of a host that was never asked', () => {
    expect(judged(without(fit, 'master1'))).toMatchObject({
      holds: 'unknown',
      evidence: 'master1: clock not read',
    });
  });

  it('may differ by the limit, and not by a millisecond more', () => {
    expect(judged(clocks({ master1: LIMIT_MS }), 'master1').holds).toBe('yes');
    expect(judged(clocks({ master1: LIMIT_MS + 1 }), 'master1').holds).toBe('no');
    expect(judged(clocks({ master1: -LIMIT_MS - 1 }), 'master1')).toMatchObject({
      holds: 'no',
      evidence: expect.stringMatching(/ behind, limit/) as string,
    });
  });

  it('may differ from that of a master by the limit, and not by a millisecond more', () => {
    expect(judged(clocks({ master1: 10_000, master2: 10_000 - LIMIT_MS })).holds).toBe('yes');
    expect(judged(clocks({ master1: 10_000, master2: 9_999 - LIMIT_MS })).holds).toBe('no');
  });

  it('is compared with the farthest master, the first of those that are equally far', () => {
    const { evidence } = judged(clocks({ master1: 20_000, master2: -20_000, master3: -20_000 }));
    expect(evidence).toBe(
      'the clocks of master1 and master2 are 40s apart (20s ahead, and 20s behind), limit 30s',
    );
  });

  it('is not compared with clocks that nobody read', () => {
    expect(judged(clocks({ master1: 20_000, master2: undefined, master3: undefined })).holds).toBe('yes');
    expect(judged(without(without(clocks({ master1: 20_000 }), 'master2'), 'master3')).holds).toBe('yes');
  });

  it('is told beside ours', () => {
    expect(judged(fit).evidence).toBe('the clock of master1 is as ours, limit 30s');
    expect(judged(clocks({ master1: 1_000 })).evidence).toBe('the clock of master1 is 1s ahead, limit 30s');
  });
});

describe('the identity of a host', () => {
  const judged = (seen: Observation) => identityCheck(spec, seen, master1);

  it('is not known of a host that was never asked, or did not say', () => {
    for (const seen of [
      without(fit, 'master1'),
      withHost(fit, 'master1', ({ identity: _, ...host }) => host),
    ])
      expect(judged(seen)).toMatchObject({
        holds: 'unknown',
        evidence: 'master1: identity not observed',
      });
  });

  it('is that of the address in the specification', () => {
    expect(judged(withHost(fit, 'master1', identity({ addresses: ['10.1.1.1', '10.1.1.2'] })))).toMatchObject(
      { holds: 'no', evidence: 'master1 does not have 192.168.56.10; it has 10.1.1.1, 10.1.1.2' },
    );
    expect(judged(withHost(fit, 'master1', identity({ addresses: [] }))).evidence).toBe(
      'master1 does not have 192.168.56.10; it has none',
    );
    expect(judged(fit).evidence).toBe('master1 at 192.168.56.10, unlike every other host');
  });

  it('is compared with hosts that said who they are, by what both of them said', () => {
    expect(judged(without(fit, 'master2')).holds).toBe('yes');
    const silent = (seen: HostObservation): HostObservation => ({
      ...seen,
      identity: { hostname: seen.host, addresses: seen.identity?.addresses ?? [] },
    });
    const neither = withHost(withHost(fit, 'master1', silent), 'master2', silent);
    expect(judged(neither).holds).toBe('yes');
  });
});

describe('the port of the endpoint', () => {
  const proxy = hostNamed(spec, 'proxy');
  const judged = (...value: readonly ListeningSocket[]) => {
    const seen = withHost(fit, 'proxy', capacity({ listeners: { kind: 'told', value } })).hosts['proxy'];
    if (seen === undefined) throw new Error('proxy is not observed');
    return endpointPortCheck(spec, proxy, seen);
  };
  const at = (port: number, process?: string): ListeningSocket => ({
    address: '0.0.0.0',
    port,
    ...(process === undefined ? {} : { process }),
  });

  it('is free for the load balancer, whoever listens elsewhere', () => {
    expect(judged()).toMatchObject({ holds: 'yes', evidence: 'proxy: port 6443 is free for nginx' });
    expect(judged(at(22), at(80, 'apache2')).holds).toBe('yes');
    expect(judged(at(22), at(6443, 'nginx')).holds).toBe('yes');
  });

  it('is taken when one of those who hold it is known for a stranger', () => {
    expect(judged(at(6443), at(6443, 'apache2')).holds).toBe('no');
    expect(judged(at(6443), at(6443, 'nginx')).holds).toBe('unknown');
    expect(judged(at(22, 'sshd'), at(6443)).holds).toBe('unknown');
  });

  it('is not known while nobody asked', () => {
    const seen = fit.hosts['proxy'];
    if (seen === undefined) throw new Error('proxy is not observed');
    const { capacity: _, ...unasked } = seen;
    expect(endpointPortCheck(spec, proxy, unasked).holds).toBe('unknown');
    const { loadBalancer: __, ...bare } = spec;
    expect(endpointPortCheck({ ...bare, loadBalancer: { kind: 'external' } }, proxy, unasked).holds).toBe(
      'unknown',
    );
  });
});

describe('the versions of a host', () => {
  const judged = (kubeadm?: string, kubelet?: string) =>
    versionsCheck(spec, master1, {
      ...(kubeadm === undefined ? {} : { kubeadm }),
      ...(kubelet === undefined ? {} : { kubelet }),
    });

  it.each([
    ['v1.26.0', 'v1.26.9', 'yes'],
    ['1.26.3', '1.25.0', 'yes'],
    ['v1.26.0', 'v1.24.17', 'no'],
    ['v1.26.0', 'v1.27.0', 'no'],
    ['v1.25.0', 'v1.25.0', 'no'],
    ['v1.27.0', 'v1.26.0', 'no'],
    ['what?', 'v1.26.0', 'no'],
    ['not v1.26.0', 'v1.26.0', 'no'],
  ])('kubeadm %s and kubelet %s for a cluster of v1.26.0: %s', (kubeadm, kubelet, holds) => {
    expect(judged(kubeadm, kubelet)).toEqual({
      id: 'host-versions',
      holds,
      evidence: `master1: kubeadm ${kubeadm}, kubelet ${kubelet}, cluster v1.26.0`,
    });
  });

  it('are not known while one of them is not', () => {
    expect(judged('v1.26.0')).toMatchObject({
      holds: 'unknown',
      evidence: 'master1: kubeadm v1.26.0, kubelet ?',
    });
    expect(judged(undefined, 'v1.26.0').evidence).toBe('master1: kubeadm ?, kubelet v1.26.0');
    expect(versionsCheck(spec, master1, undefined).evidence).toBe('master1: kubeadm ?, kubelet ?');
  });
});

describe('a fact of a machine', () => {
  const evidenceOf = (change: (seen: HostObservation) => HostObservation, id: string) =>
    hostFitness(spec, withHost(fit, 'master1', change), master1).find((one) => one.id === id);

  it('is told when all is well, too', () => {
    expect(evidenceOf((seen) => seen, 'host-swap')?.evidence).toMatch(/^master1: \S/);
    expect(evidenceOf((seen) => seen, 'host-cpus')?.evidence).toMatch(/^master1: \S/);
  });

  it('that stands in the way without a waiver of kubeadm names none', () => {
    const missing = capacity({ missingPrograms: { kind: 'told', value: ['curl'] } });
    expect(evidenceOf(missing, 'host-programs')?.evidence).toBe('master1: curl is not installed');
    const known = capacity({ missingPrograms: { kind: 'told', value: ['conntrack'] } });
    expect(evidenceOf(known, 'host-programs')?.evidence).toMatch(/\(kubeadm: FileExisting-conntrack\)/);
  });

  it('that is not in /proc is left to kubeadm', () => {
    const { cpus: _, ...value } = FIT_CAPACITY.machine.value;
    const seen = capacity({ machine: { kind: 'told', value } });
    expect(evidenceOf(seen, 'host-cpus')).toMatchObject({
      holds: 'yes',
      evidence: expect.stringContaining('not in /proc') as string,
    });
  });
});
