import { describe, expect, it } from 'vitest';
import { describeStep } from '../../../src/commands/describe-step.js';
import { lower } from '../../../src/commands/lower.js';
import type { PreparationItem } from '../../../src/preparation/preparation-item.js';
import type { PreparationSpec } from '../../../src/spec/preparation-spec.js';
import { SAMPLE_PREPARATION, sampleContext } from '../sample-cluster.js';

const APT =
  'DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -o DPkg::Lock::Timeout=180 -o Acquire::Retries=3';
const KEEP = '-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold';
const UPDATE = `${APT} -o APT::Update::Error-Mode=any update`;

function lines(
  host: string,
  items: readonly PreparationItem[],
  change: Partial<PreparationSpec> = {},
): readonly string[] {
  const context = sampleContext({ preparation: { ...SAMPLE_PREPARATION, ...change } });
  const plan = lower({ kind: 'prepare-host', host, items }, context);
  return plan.stages.flatMap((stage) => stage.steps.map(({ step }) => describeStep(step)));
}

describe('lowering of prepare-host', () => {
  it('installs exactly the wanted versions, after a look at what is offered, and holds them', () => {
    expect(lines('node1', ['kubernetes-packages'])).toEqual([
      UPDATE,
      'DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-cache madison kubelet kubeadm kubectl',
      `${APT} ${KEEP} install -y --no-install-recommends --allow-downgrades --allow-change-held-packages 'kubelet=1.26.0-*' 'kubeadm=1.26.0-*' 'kubectl=1.26.0-*'`,
      'apt-mark hold kubelet kubeadm kubectl',
      'systemctl enable kubelet',
    ]);
  });

  it('puts the key before the source, and fetches lists once', () => {
    expect(lines('node1', ['kubernetes-repository', 'kubernetes-packages']).slice(0, 4)).toEqual([
      'curl -fsSL --create-dirs --max-time 50 -o /etc/apt/keyrings/quorate-kubernetes.asc https://pkgs.k8s.io/core:/stable:/v1.26/deb/Release.key',
      'install -D -m 0644 /dev/stdin /etc/apt/sources.list.d/quorate-kubernetes.list',
      UPDATE,
      'DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-cache madison kubelet kubeadm kubectl',
    ]);
  });

  it('fetches the lists of the distribution before it installs curl, without which there is no key', () => {
    const steps = lines('node1', ['kubernetes-repository', 'tools']);
    expect(steps.slice(0, 3)).toEqual([
      UPDATE,
      `${APT} ${KEEP} install -y --no-install-recommends --no-upgrade curl ca-certificates openssl procps kmod`,
      expect.stringMatching(/^curl /),
    ]);
  });

  it('fetches no key where the hosts have it, and no lists from anywhere for what needs none', () => {
    const repository = {
      kind: 'deb',
      uri: 'http://mirror.lan/k8s',
      suite: 'stable',
      components: ['main'],
      trusted: true,
      key: { kind: 'file', path: '/etc/apt/keyrings/mirror.asc' },
    } as const;
    expect(lines('node1', ['kubernetes-repository'], { repository })).toEqual([
      'install -D -m 0644 /dev/stdin /etc/apt/sources.list.d/quorate-kubernetes.list',
      UPDATE,
    ]);
    const context = sampleContext({ preparation: { ...SAMPLE_PREPARATION, repository } });
    const [first] = lower(
      { kind: 'prepare-host', host: 'node1', items: ['kubernetes-repository'] },
      context,
    ).stages;
    expect(first?.steps[0]?.step).toMatchObject({
      content: [
        '# Written by quorate: changes are overwritten.\ndeb [signed-by=/etc/apt/keyrings/mirror.asc trusted=yes] http://mirror.lan/k8s stable main\n',
      ],
    });
    expect(
      lines('node1', ['swap-off', 'kernel-modules', 'sysctls']).filter((line) => line.includes('apt')),
    ).toEqual([]);
  });

  it('asks for etcdctl on masters only', () => {
    expect(lines('master1', ['tools'])[1]).toMatch(/ kmod etcd-client$/);
    expect(lines('node1', ['tools'])[1]).toMatch(/ kmod$/);
  });

  it('leaves an installed runtime at its version unless one is asked for', () => {
    expect(lines('node1', ['container-runtime'])[1]).toBe(
      `${APT} ${KEEP} install -y --no-install-recommends --no-upgrade containerd`,
    );
    const containerRuntime = { package: 'containerd.io', version: '1.7.*', cniBinDir: '/opt/cni/bin' };
    expect(lines('node1', ['container-runtime'], { containerRuntime })[1]).toMatch(
      / 'containerd\.io=1\.7\.\*'$/,
    );
  });

  it('does the items in its own order, whatever the order in which they are named', () => {
    const items: readonly PreparationItem[] = ['kubernetes-packages', 'hosts-file', 'package-state'];
    expect(lines('node1', items)).toEqual(lines('node1', [...items].reverse()));
    expect(lines('node1', items)[0]).toMatch(/dpkg --force-confdef --force-confold --configure -a$/);
  });
});
