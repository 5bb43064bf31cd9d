import { beforeAll, describe, expect, it } from 'vitest';
import { Simulation } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

const NGINX = `include /etc/nginx/modules-enabled/*.conf;
events {}
stream {
  upstream masters {
    server 192.168.56.5:6443;
    server 192.168.56.6:6443;
    server 192.168.56.7:6443;
  }
  server {
    listen 6443;
    proxy_pass masters;
  }
}
`;

const ETCDCTL_MEMBER_LIST = [
  'etcdctl',
  '--endpoints',
  '127.0.0.1:2379',
  '--cert=/etc/kubernetes/pki/etcd/server.crt',
  '--key=/etc/kubernetes/pki/etcd/server.key',
  '--cacert=/etc/kubernetes/pki/etcd/ca.crt',
  'member',
  'list',
];

/** The tutorial, command by command, as a person types it; each with the outcome that the tutorial shows. */
describe('the tutorial, typed by hand', () => {
  const simulation = new Simulation({ spec: tutorialSpec(), seed: 7 });
  const admin = { KUBECONFIG: '/etc/kubernetes/admin.conf' };
  let token = '';
  let hash = '';
  let key = '';

  const kubectlGetNodes = () => simulation.shell('master1', ['kubectl', 'get', 'nodes'], admin);

  beforeAll(() => {
    simulation.world.host('proxy').disk.write('/etc/nginx/nginx.conf', NGINX);
    expect(simulation.shell('proxy', ['systemctl', 'enable', '--now', 'nginx']).code).toBe(0);
    expect(simulation.shell('proxy', ['systemctl', 'restart', 'nginx']).code).toBe(0);
  });

  it('kubeadm init with the endpoint of the load balancer and --upload-certs', () => {
    const init = simulation.shell('master1', [
      'kubeadm',
      'init',
      '--apiserver-advertise-address=192.168.56.5',
      '--control-plane-endpoint=192.168.56.4:6443',
      '--pod-network-cidr=10.244.0.0/16',
      '--kubernetes-version=v1.26.0',
      '--upload-certs',
    ]);
    expect(init.code).toBe(0);
    expect(init.stdout).toContain('Your Kubernetes control-plane has initialized successfully!');
    expect(init.stdout).toContain('You can now join any number of the control-plane node');
    const join = init.stdout.replaceAll('\\\n', ' ');
    token = /--token (\S+)/.exec(join)?.[1] ?? '';
    hash = /--discovery-token-ca-cert-hash (\S+)/.exec(join)?.[1] ?? '';
    key = /--certificate-key ([0-9a-f]{64})/.exec(join)?.[1] ?? '';
    expect(token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(key).not.toBe('');
  });

  it('both workers join', () => {
    for (const node of ['node1', 'node2']) {
      const join = simulation.shell(node, [
        'kubeadm',
        'join',
        '192.168.56.4:6443',
        '--token',
        token,
        '--discovery-token-ca-cert-hash',
        hash,
      ]);
      expect(join.code).toBe(0);
      expect(join.stdout).toContain('This node has joined the cluster:');
    }
  });

  it('kubectl get nodes: one master and two workers, NotReady without a CNI', () => {
    const lines = kubectlGetNodes().stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION$/);
    expect(lines.slice(1).map((line) => line.split(/ +/).filter((_, index) => index < 3))).toEqual([
      ['master1', 'NotReady', 'control-plane'],
      ['node1', 'NotReady', '<none>'],
      ['node2', 'NotReady', '<none>'],
    ]);
  });

  it('master2 joins the control plane with its own advertise address', () => {
    const join = simulation.shell('master2', [
      'kubeadm', 'join', '192.168.56.4:6443', '--token', token, '--discovery-token-ca-cert-hash', hash,
      '--control-plane', '--certificate-key', key, '--apiserver-advertise-address', '192.168.56.6',
    ]); // prettier-ignore
    expect(join.code).toBe(0);
    expect(join.stdout).toContain(
      'This node has joined the cluster and a new control plane instance was created:',
    );
    expect(join.stdout).toContain('* A new etcd member was added to the local/stacked etcd cluster.');
    expect(kubectlGetNodes().stdout).toMatch(/^master2 +NotReady +control-plane/m);
  });

  it('days later the uploaded certificates and the token are gone: joining with them fails', () => {
    simulation.advance(34 * 3_600_000);
    const list = simulation.shell('master1', ['kubeadm', 'token', 'list']);
    expect(list).toMatchObject({ code: 0, stdout: '' });
    const join = simulation.shell('master3', [
      'kubeadm', 'join', '192.168.56.4:6443', '--token', token, '--discovery-token-ca-cert-hash', hash,
      '--control-plane', '--certificate-key', key, '--apiserver-advertise-address', '192.168.56.7',
    ]); // prettier-ignore
    expect(join.code).toBe(1);
    expect(join.stderr).toContain('could not find a JWS signature in the cluster-info ConfigMap');
    expect(join.tookMs).toBeGreaterThanOrEqual(300_000);
  });

  it('kubeadm token create --print-join-command gives a new token', () => {
    const created = simulation.shell('master1', ['kubeadm', 'token', 'create', '--print-join-command']);
    expect(created.code).toBe(0);
    expect(created.stdout).toMatch(
      /^kubeadm join 192\.168\.56\.4:6443 --token \S+ --discovery-token-ca-cert-hash sha256:[0-9a-f]{64} \n$/,
    );
    token = /--token (\S+)/.exec(created.stdout)?.[1] ?? '';
  });

  it('kubeadm init phase upload-certs --upload-certs gives a new key', () => {
    const uploaded = simulation.shell('master1', [
      'kubeadm',
      'init',
      'phase',
      'upload-certs',
      '--upload-certs',
    ]);
    expect(uploaded.code).toBe(0);
    const lines = uploaded.stdout.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      '[upload-certs] Storing the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace',
      '[upload-certs] Using certificate key:',
    ]);
    expect(lines[2]).toMatch(/^[0-9a-f]{64}$/);
    expect(lines[2]).not.toBe(key);
    key = lines[2] ?? '';
  });

  it('master3 joins with the new token and the new key', () => {
    simulation.advance(5_000);
    const join = simulation.shell('master3', [
      'kubeadm', 'join', '192.168.56.4:6443', '--token', token, '--discovery-token-ca-cert-hash', hash,
      '--control-plane', '--certificate-key', key, '--apiserver-advertise-address', '192.168.56.7',
    ]); // prettier-ignore
    expect(join.stderr).toBe('');
    expect(join.code).toBe(0);
  });

  it('with a CNI every Node turns Ready, 34 hours old', () => {
    const cni = tutorialSpec().cni;
    simulation.world
      .host('master1')
      .disk.write('/root/cni.yaml', cni.kind === 'manifest' ? (cni.content ?? '') : '');
    expect(simulation.shell('master1', ['kubectl', 'apply', '-f', '/root/cni.yaml'], admin).code).toBe(0);
    simulation.advance(60_000);
    const rows = kubectlGetNodes()
      .stdout.trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ +/));
    expect(rows.map(([name, status, roles]) => [name, status, roles])).toEqual([
      ['master1', 'Ready', 'control-plane'],
      ['master2', 'Ready', 'control-plane'],
      ['master3', 'Ready', 'control-plane'],
      ['node1', 'Ready', '<none>'],
      ['node2', 'Ready', '<none>'],
    ]);
    expect(rows[0]?.[3]).toBe('34h');
    expect(rows[0]?.[4]).toBe('v1.26.0');
  });

  it('etcdctl member list: three started members, one per master', () => {
    const list = simulation.shell('master1', ETCDCTL_MEMBER_LIST, { ETCDCTL_API: '3' });
    expect(list.code).toBe(0);
    const members = list.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(', '));
    expect(members.map(([, state, name, peer, client]) => [state, name, peer, client]).sort()).toEqual([
      ['started', 'master1', 'https://192.168.56.5:2380', 'https://192.168.56.5:2379'],
      ['started', 'master2', 'https://192.168.56.6:2380', 'https://192.168.56.6:2379'],
      ['started', 'master3', 'https://192.168.56.7:2380', 'https://192.168.56.7:2379'],
    ]);
  });
});
