import { describe, expect, it } from 'vitest';
import { FAULT_CATALOGUE, parseFault, parseMoment, parseSpan } from '../../src/index.js';
import { faultForms, faultText } from '../../src/check/index.js';
import { argumentsProblem } from '../../src/faults/fault-arguments.js';
import { STATIC_POD_NAMES, UNIT_NAMES } from '../../src/faults/simulated-names.js';
import { cluster } from './laboratory.js';
import { tutorialSpec } from '../support/specs.js';

const HOSTS = ['master1', 'master2', 'proxy'];

describe('the short form of a fault', () => {
  it('takes a time after the start', () => {
    expect(parseFault('power-off:master2@1m30s', HOSTS)).toEqual({
      ok: true,
      value: { kind: 'power-off', args: { host: 'master2' }, when: { kind: 'after', ms: 90_000 } },
    });
  });

  it('takes the n-th event of a host with details, and a delay', () => {
    expect(parseMoment('kubeadm.phase/master1/phase=upload-config/kubelet#2+50ms')).toEqual({
      ok: true,
      value: {
        kind: 'on',
        event: 'kubeadm.phase',
        host: 'master1',
        detail: { phase: 'upload-config/kubelet' },
        occurrence: 2,
        delayMs: 50,
      },
    });
  });

  const mistakes: readonly (readonly [string, string])[] = [
    ['power-off:master2', 'has no moment'],
    ['explode:master2@1s', 'unknown fault "explode"'],
    ['power-off:nobody@1s', 'no host "nobody"; there are master1, master2, proxy'],
    ['power-off@1s', 'needs host'],
    ['heal:master1@1s', 'takes 0 arguments'],
    ['move-clock:master1,soon@1s', '"soon" is not a time span'],
    ['lose-reply:master1,kubeadm,join,during@1s', 'neither before nor after'],
    ['power-off:master2@!', 'neither a time span nor an event'],
    ['power-off:master2@-5s', '"-5s" is before the start'],
    ['kill:master2,kubeadmin@1m', 'no program "kubeadmin"; there are apt-cache, '],
    ['lose-reply:master2,kubeadmin@1m', 'no program "kubeadmin"'],
    ['stop-unit:master1,kubelt@1m', 'no unit "kubelt"; there are containerd, haproxy, kubelet, nginx'],
    ['crash-loop:master2,foo@1m', 'no pod "foo"; there are etcd, kube-apiserver'],
    ['expire-certificate:master1,foo@1m', 'no file "foo"; there are admin.conf, '],
    ['close-port:master1,master2,99999@1s', 'its port is a whole number from 1 to 65535'],
    ['close-port:master1,master2,http@1s', 'its port is a whole number from 1 to 65535'],
    ['reject-port:master1,master2,-1@1s', 'its port is a whole number from 1 to 65535'],
    ['lose-packets:master1,abc@1s', 'its percent is a whole number from 1 to 100'],
    ['lose-packets:master1,-5@1s', 'its percent is a whole number from 1 to 100'],
    ['limit-sessions:master1,abc@1s', 'its most is a whole number from 1'],
    ['kill-at-write:master1,kubeadm,0@1s', 'its write is a whole number from 1'],
    ['slow-fsync:master2,-5s@5s', 'its by is a time span from 0s'],
    ['kill-orchestrator:-1m@1m', 'its down is a time span from 0s'],
    ['cut:master1,master1@1s', '"master1" stands there twice'],
  ];
  for (const [text, message] of mistakes) {
    it(`refuses ${text}: ${message}`, () => {
      const parsed = parseFault(text, HOSTS);
      expect(parsed.ok).toBe(false);
      if (!parsed.ok) expect(parsed.error).toContain(message);
    });
  }

  describe('on hosts whose roles are known', () => {
    const spec = tutorialSpec();
    const errorOf = (text: string): string | undefined => {
      const parsed = parseFault(text, spec.hosts);
      return parsed.ok ? undefined : parsed.error;
    };

    it.each([
      ['stop-balancer:node1@1m', 'node1 is a worker; its host is a load-balancer: proxy'],
      ['only-backend:proxy,node1@1m', 'node1 is a worker; its master is a control-plane: master1, '],
      ['never-starts:node1@1s', 'node1 is a worker; its host is a control-plane: master1, '],
      ['kill:node1,etcd@1m', 'etcd does not run on node1, a worker; it does on each control-plane'],
      ['stop-unit:proxy,kubelet@1m', 'kubelet does not run on proxy, a load-balancer'],
    ])('refuses %s: %s', (text, message) => {
      expect(errorOf(text)).toContain(message);
    });

    it('takes everything that the catalogue itself chooses, and its endings', () => {
      const chosen = faultForms(spec, 'every-host').flatMap(({ kind, variants }) =>
        variants.map((args) => faultText({ kind, args, when: { kind: 'after', ms: 0 } })),
      );
      const endings = FAULT_CATALOGUE.flatMap((one) => (one.endings ?? []).map(({ fault }) => fault));
      expect(chosen.length).toBeGreaterThan(1000);
      expect([...chosen, ...endings].flatMap((text) => errorOf(text) ?? [])).toEqual([]);
    });

    it('takes every sample, also of kinds that are of no use in this cluster', () => {
      for (const definition of FAULT_CATALOGUE)
        for (const { name, samples = [] } of definition.args)
          for (const sample of samples)
            expect(argumentsProblem(definition, { [name]: sample }, spec.hosts)).toBeUndefined();
    });
  });

  it('can be about everything that has a name on the hosts of a cluster', async () => {
    const hosts = [...(await cluster()).world.hosts.values()];
    const unitNames = hosts.flatMap(({ units }) => [...units.keys()]);
    expect(UNIT_NAMES).toEqual(expect.arrayContaining(unitNames));
    const master = hosts.find(({ disk }) => disk.exists('/etc/kubernetes/admin.conf'));
    if (master === undefined) throw new Error('no master');
    const manifests = master.disk.list('/etc/kubernetes/manifests');
    expect(manifests).toEqual(STATIC_POD_NAMES.map((name) => `${name}.yaml`));
  });

  it('leaves open only what nobody can list', () => {
    const args = FAULT_CATALOGUE.flatMap((definition) => definition.args);
    expect(args.filter(({ type, names }) => (type === 'name') !== (names !== undefined))).toEqual([]);
    // A word of any command line.
    expect(new Set(args.filter(({ type }) => type === 'text').map(({ name }) => name))).toEqual(
      new Set(['containing']),
    );
  });

  it('reads time spans, also negative ones', () => {
    expect(['90s', '1h30m', '-2h', '3d', '250ms', '', '5', 'x1s'].map(parseSpan)).toEqual([
      90_000,
      5_400_000,
      -7_200_000,
      259_200_000,
      250,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('lists each kind once, and seventy at least', () => {
    const kinds = FAULT_CATALOGUE.map((one) => one.kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(kinds.length).toBeGreaterThanOrEqual(70);
  });
});
