import { describe, expect, test } from 'vitest';
import type { CommandFailure } from '../../src/commands/report.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { KNOWN_CAUSES } from '../../src/diagnosis/known-causes.js';
import { fixture } from '../fixtures/fixture.js';
import type { CauseCase } from './cause-cases.js';
import { CAUSE_CASES } from './cause-cases.js';
import { evidenceOf } from './evidence-of.js';

function failureOf({ failure }: CauseCase): CommandFailure | undefined {
  return failure === undefined ? undefined : { ...failure, host: 'master2', tried: 'kubeadm join' };
}

function diagnosisOf(one: CauseCase) {
  const failure = failureOf(one);
  return diagnose(evidenceOf(...one.said), failure === undefined ? undefined : { failure });
}

describe('a known cause', () => {
  test.each(CAUSE_CASES.map((one) => [one.cause, one.how, one] as const))(
    '%s is named first (%s), with the line that was seen',
    (id, _how, one) => {
      const [first] = diagnosisOf(one).causes;
      expect(first?.id).toBe(id);
      expect(first?.seen.length).toBeGreaterThan(0);
      for (const { host, where, line } of first?.seen ?? []) {
        expect(host).not.toBe('');
        expect(where).not.toBe('');
        expect(line).not.toBe('');
      }
    },
  );

  test('has a case here, each of them', () => {
    const tried = new Set(CAUSE_CASES.map(({ cause }) => cause));
    expect(KNOWN_CAUSES.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
  });

  test('has an id of its own, says what is safe next, and where its texts come from', () => {
    expect(new Set(KNOWN_CAUSES.map(({ id }) => id)).size).toBe(KNOWN_CAUSES.length);
    expect(KNOWN_CAUSES.length).toBeGreaterThanOrEqual(25);
    for (const { id, next, source, why, clues } of KNOWN_CAUSES) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(next.length, id).toBeGreaterThan(0);
      expect(source, id).not.toBe('');
      expect(why.length, id).toBeLessThanOrEqual(200);
      expect(clues.length, id).toBeGreaterThan(0);
    }
  });
});

describe('what is as it should be', () => {
  test('a cluster that serves, with logs of the time when it grew, has no known cause', () => {
    const evidence = evidenceOf(
      { source: 'etcd-log', text: fixture('etcd/3.5.30-growing.log') },
      { source: 'etcd-members', text: fixture('etcd/3.5.30-members.stdout') },
      { source: 'etcd-members', host: 'master2', text: fixture('kubeadm-1.20/etcd-members.stdout') },
      { source: 'nodes', text: fixture('kubeadm-1.20/nodes.stdout') },
      { source: 'kubelet-journal', text: fixture('kubeadm-1.20/init.stdout') },
    );
    expect(diagnose(evidence).causes).toEqual([]);
  });

  test('a kubelet that waits for its configuration on a host that nobody has joined yet is no cause', () => {
    const text =
      'failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file';
    const evidence = evidenceOf(
      { source: 'kubelet-journal', text },
      {
        source: 'files',
        outcome: { kind: 'failed', detail: 'exit 1' },
        text: 'find: ‘/etc/kubernetes’: No such file',
      },
    );
    expect(diagnose(evidence).causes).toEqual([]);
  });

  test('a kubelet that has its certificate by now is let in', () => {
    const text =
      'failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory';
    const files = ['/var/lib/kubelet/config.yaml', '/etc/kubernetes/kubelet.conf'];
    const seen = (...listed: readonly string[]) =>
      diagnose(
        evidenceOf({ source: 'kubelet-journal', text }, { source: 'files', text: listed.join('\n') }),
      ).causes.map(({ id }) => id);
    expect(seen(...files)).toEqual(['kubelet-cannot-authenticate']);
    expect(seen(...files, '/var/lib/kubelet/pki/kubelet-client-current.pem')).toEqual([]);
  });

  test('what an etcd died of is over when it answers now', () => {
    const died = { source: 'etcd-log', text: fixture('etcd/3.4-member-count-unequal.log') } as const;
    expect(diagnose(evidenceOf(died)).causes.map(({ id }) => id)).toEqual(['etcd-member-count-unequal']);
    expect(diagnose(evidenceOf(died, { source: 'etcd-status', text: 'ok' })).causes).toEqual([]);
  });

  test('a pull that failed and then succeeded is over', () => {
    const failed = 'E0101 "PullImage from image service failed" dial tcp 1.2.3.4:443: i/o timeout';
    const seen = (text: string) => diagnose(evidenceOf({ source: 'kubelet-journal', text })).causes;
    expect(seen(failed).map(({ id }) => id)).toEqual(['image-registry-unreachable']);
    expect(seen(`${failed}\nI0101 Successfully pulled image "x"`)).toEqual([]);
  });

  test('no load balancer is missed before there is a master to send to', () => {
    const refused = { kind: 'failed', detail: 'refused' } as const;
    const evidence = evidenceOf(
      { source: 'paths', host: 'node1', subject: '192.168.56.4:6443', outcome: refused },
      { source: 'balancer-config', host: 'proxy', text: 'events {}' },
    );
    expect(diagnose(evidence).causes).toEqual([]);
  });
});

describe('the order of causes', () => {
  const full = {
    source: 'disk-space',
    text: '/dev/sda1         20470152 19404320         0     100% /',
  } as const;
  const refused: CommandFailure = {
    class: 'api-unreachable',
    host: 'master2',
    tried: 'kubeadm join',
    seen: 'dial tcp 192.168.56.4:6443: connect: connection refused',
  };

  test('a cause on another host goes before the consequence that the failure shows', () => {
    const { causes } = diagnose(evidenceOf(full), { failure: refused });
    expect(causes.map(({ id }) => id)).toEqual(['disk-full', 'api-does-not-answer']);
  });

  test('a cause that leads to such failures goes before one that does not', () => {
    const failure: CommandFailure = {
      ...refused,
      class: 'token-unusable',
      seen: 'could not find a JWS signature in the cluster-info ConfigMap for token ID "a"',
    };
    const { causes } = diagnose(evidenceOf(full), { failure });
    expect(causes.map(({ id }) => id)).toEqual(['token-unusable', 'disk-full']);
  });

  test('what was seen on the host that failed stands first', () => {
    const { causes } = diagnose(evidenceOf(full, { ...full, host: 'master2' }), { failure: refused });
    expect(causes[0]?.seen.map(({ host }) => host)).toEqual(['master2', 'master1']);
  });
});
