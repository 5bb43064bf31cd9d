import { describe, expect, it } from 'vitest';
import { describeStep } from '../../src/commands/describe-step.js';
import { lower } from '../../src/commands/lower.js';
import type { StepPlan } from '../../src/commands/step-plan.js';
import { printable } from '../../src/foundation/secret.js';
import { SAMPLE_COMMANDS, sampleContext } from './sample-cluster.js';

function typed(plan: StepPlan): readonly string[] {
  return plan.stages.flatMap((stage) =>
    stage.steps.map(({ host, step }) => `${host}# ${describeStep(step)}`),
  );
}

describe('what an operator would have typed', () => {
  it('joins a master with its secrets in a file that is removed again', () => {
    expect(typed(lower(SAMPLE_COMMANDS['join-control-plane'], sampleContext()))).toEqual([
      'master2# install -D -m 0600 /dev/stdin /run/quorate/join.yaml',
      'master2# kubeadm join --config /run/quorate/join.yaml',
      'master2# rm -f /run/quorate/join.yaml',
    ]);
  });

  it('initialises with uploaded certificates', () => {
    expect(typed(lower(SAMPLE_COMMANDS.initialise, sampleContext()))).toEqual([
      'master1# install -D -m 0600 /dev/stdin /run/quorate/init.yaml',
      'master1# kubeadm init --config /run/quorate/init.yaml --upload-certs',
      'master1# rm -f /run/quorate/init.yaml',
    ]);
  });

  it('rolls an interrupted init forward through its idempotent phases, and does not replace the certificate key', () => {
    const phases = typed(lower(SAMPLE_COMMANDS['finish-initialise'], sampleContext())).slice(1, -1);
    expect(phases).toEqual(
      ['upload-config all', 'mark-control-plane', 'bootstrap-token', 'kubelet-finalize all', 'addon all'].map(
        (phase) => `master1# kubeadm init phase ${phase} --config /run/quorate/init.yaml`,
      ),
    );
  });

  it('mints token and key at once, the kubeconfig always named', () => {
    const plan = lower(SAMPLE_COMMANDS['mint-credentials'], sampleContext());
    expect(plan.stages.map((stage) => stage.steps.length)).toEqual([1, 2, 1]);
    expect(typed(plan)).toContain(
      "master1# kubeadm token create --ttl 24h0m0s --description 'quorate bootstrap token of cluster lab' " +
        '--print-join-command --kubeconfig=/etc/kubernetes/admin.conf',
    );
  });

  it('writes no file when only a token is minted', () => {
    const plan = lower({ ...SAMPLE_COMMANDS['mint-credentials'], certificateKey: false }, sampleContext());
    expect(plan.stages.flatMap((stage) => stage.steps.map(({ step }) => step.kind))).toEqual(['run']);
  });

  it('updates the status of a joined master up to 1.21 only', () => {
    expect(
      typed(lower(SAMPLE_COMMANDS['finish-join'], sampleContext({ kubernetesVersion: 'v1.21.14' }))),
    ).toEqual([
      'master2# kubeadm join phase control-plane-join update-status --apiserver-advertise-address 192.168.56.6 ' +
        '--control-plane --node-name master2',
      'master2# kubeadm join phase control-plane-join mark-control-plane --control-plane --node-name master2',
    ]);
    expect(
      typed(lower(SAMPLE_COMMANDS['finish-join'], sampleContext({ kubernetesVersion: 'v1.22.0' }))),
    ).toHaveLength(1);
  });

  it('changes members through the member on the host itself', () => {
    expect(typed(lower(SAMPLE_COMMANDS['remove-member'], sampleContext()))).toEqual([
      'master1# ETCDCTL_API=3 etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt ' +
        '--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt --key=/etc/kubernetes/pki/etcd/healthcheck-client.key ' +
        'member remove bed8af945f48d423',
    ]);
  });

  it('moves leadership first, asked of the leader itself', () => {
    const leading = {
      kind: 'remove-member',
      memberId: 'bed8af945f48d423',
      via: 'master1',
      handOver: { from: 'master2', to: '8211f1d0f64f3269' },
    } as const;
    const { stages } = lower(leading, sampleContext());
    expect(stages.map(({ mode }) => mode)).toEqual(['continue', 'stop']);
    expect(typed({ stages }).map((line) => line.replace(/ ETCDCTL.*\.key /, ' etcdctl '))).toEqual([
      'master2# etcdctl move-leader 8211f1d0f64f3269',
      'master1# etcdctl member remove bed8af945f48d423',
    ]);
  });

  it('resets with the socket of the spec, and removes what an interrupted run left in /run', () => {
    const socket = 'unix:///run/containerd/containerd.sock';
    expect(typed(lower(SAMPLE_COMMANDS['reset-host'], sampleContext({ criSocket: socket })))).toEqual([
      `master3# kubeadm reset -f --cri-socket ${socket}`,
      'master3# find /etc/cni/net.d -mindepth 1 -delete',
      'master3# rm -f /run/quorate/init.yaml',
      'master3# rm -f /run/quorate/join.yaml',
      'master3# rm -f /run/quorate/cni.yaml',
    ]);
  });

  it('resets without touching the configuration of a CNI that the spec does not bring', () => {
    const lines = typed(lower(SAMPLE_COMMANDS['reset-host'], sampleContext({ cni: { kind: 'none' } })));
    expect(lines.filter((line) => line.includes('cni/net.d'))).toEqual([]);
    expect(lines[0]).toBe('master3# kubeadm reset -f');
  });

  it.each([
    ['nginx', 'nginx -t', '/etc/nginx/nginx.conf'],
    ['haproxy', 'haproxy -c -f /etc/haproxy/haproxy.cfg', '/etc/haproxy/haproxy.cfg'],
  ] as const)('lets %s check its configuration before it is reloaded', (kind, check, path) => {
    const plan = lower(
      SAMPLE_COMMANDS['configure-load-balancer'],
      sampleContext({ loadBalancer: { kind, host: 'proxy' } }),
    );
    expect(plan.stages.every((stage) => stage.mode === 'stop')).toBe(true);
    expect(typed(plan)).toEqual([
      `proxy# install -D -m 0644 /dev/stdin ${path}`,
      `proxy# ${check}`,
      `proxy# systemctl enable --now ${kind}`,
      `proxy# systemctl reload ${kind}`,
    ]);
  });

  it('applies a manifest of known content from a file, and a URL as it is', () => {
    const url = 'https://example.org/cni.yaml';
    expect(typed(lower(SAMPLE_COMMANDS['apply-cni'], sampleContext()))[1]).toContain(
      'apply -f /run/quorate/cni.yaml',
    );
    expect(
      typed(lower(SAMPLE_COMMANDS['apply-cni'], sampleContext({ cni: { kind: 'manifest', source: url } }))),
    ).toEqual([
      `master1# kubectl --kubeconfig=/etc/kubernetes/admin.conf --server=https://192.168.56.5:6443 apply -f ${url}`,
    ]);
  });

  it('passes `all` on the command line where a configuration file may not hold it', () => {
    const ignoring = { ignorePreflightErrors: ['Swap', 'all'] };
    const old = lower(SAMPLE_COMMANDS['join-worker'], sampleContext(ignoring));
    const recent = lower(
      SAMPLE_COMMANDS['join-worker'],
      sampleContext({ ...ignoring, kubernetesVersion: 'v1.31.2' }),
    );
    expect(typed(old)[1]).toMatch(/--ignore-preflight-errors=all$/);
    expect(typed(recent)[1]).not.toContain('--ignore-preflight-errors');
  });
});

describe('observe', () => {
  const plan = lower(SAMPLE_COMMANDS.observe, sampleContext());

  it('asks a host without a kubelet for its identity and its ports only', () => {
    const asked = plan.stages.flatMap((stage) => stage.steps).filter(({ host }) => host === 'proxy');
    expect(asked.map(({ key }) => key)).toEqual(
      ['clock', 'hostname', 'machine-id', 'product-uuid', 'addresses', 'listeners'].map(
        (question) => `proxy/${question}`,
      ),
    );
  });

  it('lists processes before it runs kubeadm itself', () => {
    const programs = plan.stages.map((stage) =>
      stage.steps.flatMap(({ step }) => (step.kind === 'run' ? [step.argv[0]] : [])),
    );
    expect(programs[0]).toContain('pgrep');
    expect(programs[0]).not.toContain('kubeadm');
  });

  it('asks the cluster only on hosts that have an admin.conf', () => {
    const kubectl = plan.stages
      .flatMap((stage) => stage.steps)
      .filter(({ step }) => step.kind === 'run' && step.argv[0] === 'kubectl');
    expect(kubectl.length).toBeGreaterThan(0);
    for (const { host, when } of kubectl) {
      expect(when?.[0]).toEqual({
        kind: 'printed',
        key: `${host}/files`,
        line: '/etc/kubernetes/admin.conf',
      });
    }
  });

  it('asks the next master for the cluster only when those before it did not list the nodes', () => {
    const nodes = plan.stages.flatMap((stage, index) =>
      stage.steps.filter(({ key }) => key.endsWith('/nodes')).map(({ key, when }) => ({ index, key, when })),
    );
    expect(nodes.map(({ index, key }) => [index, key])).toEqual([
      [1, 'master1/nodes'],
      [2, 'master2/nodes'],
      [3, 'master3/nodes'],
    ]);
    expect(nodes.map(({ when }) => when?.[1])).toEqual([
      undefined,
      { kind: 'none-succeeded', keys: ['master1/nodes'] },
      { kind: 'none-succeeded', keys: ['master1/nodes', 'master2/nodes'] },
    ]);
  });

  it('asks for what few steps change only when told to', () => {
    const state = lower({ ...SAMPLE_COMMANDS.observe, aspects: [] }, sampleContext());
    const asked = new Set(state.stages.flatMap((stage) => stage.steps.map(({ key }) => key.split('/')[1])));
    for (const question of ['hostname', 'machine-id', 'kubeadm-version', 'certificates']) {
      expect(asked.has(question)).toBe(false);
    }
    expect(asked.has('files') && asked.has('etcd-members') && asked.has('nodes')).toBe(true);
  });

  it('marks what prints secrets', () => {
    const sensitive = plan.stages
      .flatMap((stage) => stage.steps)
      .filter(({ step }) => 'sensitive' in step && step.sensitive);
    expect([...new Set(sensitive.map(({ key }) => key.split('/')[1]))]).toEqual([
      'tokens',
      'uploaded-certificates',
    ]);
  });

  it('asks for certificates as a table in every release, and hands over a configuration', () => {
    const asked = (kubernetesVersion: string) =>
      typed(lower(SAMPLE_COMMANDS.observe, sampleContext({ kubernetesVersion }))).find((line) =>
        line.includes('check-expiration'),
      );
    expect(asked('v1.29.3')).toBe('master1# kubeadm certs check-expiration --config /dev/stdin');
    expect(asked('v1.30.0')).toBe('master1# kubeadm certs check-expiration --config /dev/stdin');
  });
});

describe('a broken rule of the caller', () => {
  it('is a join without its credentials', () => {
    const context = { ...sampleContext(), secret: () => undefined };
    expect(() => lower(SAMPLE_COMMANDS['join-worker'], context)).toThrow('credentials of a join');
  });

  it('is a CNI manifest that nobody read', () => {
    const context = sampleContext({ cni: { kind: 'manifest', source: './cni.yaml' } });
    expect(() => lower(SAMPLE_COMMANDS['apply-cni'], context)).toThrow('comes with its content');
  });
});

it('prints a file with its secrets as labels', () => {
  const plan = lower(SAMPLE_COMMANDS['join-control-plane'], sampleContext());
  const file = plan.stages
    .flatMap((stage) => stage.steps)
    .find(({ step }) => step.kind === 'write-file')?.step;
  expect(file?.kind === 'write-file' && printable(file.content)).toContain(
    'token: "<secret bootstrap-token>"',
  );
});

describe('the plan of a look', () => {
  const look = SAMPLE_COMMANDS.observe;
  const context = sampleContext();

  it('is the same for the same question, whenever it is asked', () => {
    const later = { ...context, nowMs: context.nowMs + 1 };
    expect(lower({ ...look, hosts: [...look.hosts] }, later)).toBe(lower(look, context));
  });

  it('is another for other hosts, aspects, newcomers and clusters', () => {
    const others: readonly (typeof look)[] = [
      { ...look, hosts: look.hosts.slice(1) },
      { ...look, aspects: look.aspects.slice(1) },
      { ...look, newcomer: 'node1' },
    ];
    for (const other of others) expect(lower(other, context)).not.toEqual(lower(look, context));
    const elsewhere = sampleContext({ kubernetesVersion: 'v1.21.14' });
    expect(lower(look, elsewhere)).not.toEqual(lower(look, context));
  });

  it('is the same as ever after many others', () => {
    const before = lower(look, context);
    for (let count = 0; count < 200; count += 1)
      lower({ ...look, aspects: Array.from({ length: count }, () => 'alarms') }, context);
    expect(lower(look, context)).toEqual(before);
  });
});
