import { describe, expect, it } from 'vitest';
import type { SimulatedCluster } from '../kubernetes/simulated-cluster.js';
import {
  CNI_MANIFEST,
  createToken,
  execute,
  simulateCluster,
  startKubelets,
  unwrap,
} from '../kubernetes/simulated-cluster.js';

function running(options: Parameters<typeof simulateCluster>[0] = {}): SimulatedCluster {
  const cluster = simulateCluster(options);
  startKubelets(cluster);
  cluster.run(40);
  return cluster;
}

function kubectl(cluster: SimulatedCluster, line: string, stdin = '') {
  const argv = ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...line.split(' ')];
  const process = execute(cluster.world, cluster.master(0), argv, {}, stdin);
  const status = process.exited.value;
  return { code: status?.kind === 'exit' ? status.code : -1, stdout: process.stdout, stderr: process.stderr };
}

describe('kubectl get nodes', () => {
  it('prints the table of kubectl, with the roles of kubeadm', () => {
    const cluster = running({ workers: 1 });
    createToken(cluster);
    kubectl(
      cluster,
      'label node master1 node-role.kubernetes.io/master= node-role.kubernetes.io/control-plane=',
    );
    cluster.run(50);
    expect(kubectl(cluster, 'get nodes')).toEqual({
      code: 0,
      stdout:
        'NAME      STATUS     ROLES                  AGE   VERSION\n' +
        'master1   NotReady   control-plane,master   67s   v1.20.2\n' +
        'node1     NotReady   <none>                 47s   v1.20.2\n',
      stderr: '',
    });
    expect(kubectl(cluster, 'get node node1 -o name').stdout).toBe('node/node1\n');
    expect(kubectl(cluster, 'get nodes -o wide').stdout.split('\n')[1]).toContain('192.168.56.5   <none>');
  });

  it('prints objects as JSON with what a reader needs', () => {
    const cluster = running();
    const node: unknown = JSON.parse(kubectl(cluster, 'get nodes master1 -o json').stdout);
    expect(node).toMatchObject({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'master1', creationTimestamp: '2026-11-22T20:40:22Z' },
      spec: {
        taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }, { effect: 'NoExecute' }],
      },
      status: {
        addresses: [{ address: '192.168.56.5', type: 'InternalIP' }, { type: 'Hostname' }],
        nodeInfo: { kubeletVersion: 'v1.20.2', containerRuntimeVersion: 'containerd://1.6.20' },
      },
    });
    expect(JSON.parse(kubectl(cluster, 'get nodes -o json').stdout)).toMatchObject({
      kind: 'List',
      items: [{ kind: 'Node' }],
    });
  });
});

describe('kubectl', () => {
  it('answers for pods, secrets and custom paths as scripts expect', () => {
    const cluster = running();
    const token = createToken(cluster);
    const owners = [{ kind: 'Secret', name: token.name, uid: token.uid }];
    const certs = {
      kind: 'Secret',
      namespace: 'kube-system',
      name: 'kubeadm-certs',
      owners,
      body: { data: { 'ca.crt': 'eA==' } },
    };
    unwrap(cluster.complete(cluster.client(cluster.master(0)).create(certs)));
    const path = '{.metadata.ownerReferences}';
    expect(kubectl(cluster, `-n kube-system get secret kubeadm-certs -o jsonpath='${path}'`).stdout).toBe(
      '[{"apiVersion":"v1","blockOwnerDeletion":true,"controller":true,"kind":"Secret",' +
        `"name":"bootstrap-token-abcdef","uid":"${token.uid}"}]`,
    );
    expect(
      kubectl(cluster, '-n kube-system get secret kubeadm-certs -o jsonpath={.data.ca\\.crt}').stdout,
    ).toBe('eA==');
    expect(kubectl(cluster, '-n kube-system get pods -l component=etcd').stdout).toBe(
      'NAME           READY   STATUS    RESTARTS   AGE\n' +
        'etcd-master1   1/1     Running   0          18s\n',
    );
    expect(kubectl(cluster, '-n kube-system get secret kubeadm-certs').stdout).toMatch(
      /^NAME {12}TYPE {5}DATA {3}AGE\nkubeadm-certs {3}Opaque {3}1 {6}\d+s\n$/,
    );
    expect(kubectl(cluster, 'get --raw /readyz')).toEqual({ code: 0, stdout: 'ok', stderr: '' });
  });

  it('applies manifests: created, unchanged, configured', () => {
    const cluster = running();
    cluster.master(0).disk.write('/root/cni.yaml', CNI_MANIFEST);
    expect(kubectl(cluster, 'apply -f /root/cni.yaml').stdout).toBe('daemonset.apps/lab-cni created\n');
    expect(kubectl(cluster, 'apply -f /root/cni.yaml').stdout).toBe('daemonset.apps/lab-cni unchanged\n');
    const changed = CNI_MANIFEST.replace('cni:1', 'cni:2');
    const another = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: n }\n';
    expect(kubectl(cluster, 'apply -f -', `${changed}---\n${another}`).stdout).toBe(
      'daemonset.apps/lab-cni configured\nnamespace/n created\n',
    );
    expect(kubectl(cluster, 'apply -f /root/absent.yaml')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: the path "/root/absent.yaml" does not exist\n',
    });
    expect(kubectl(cluster, 'apply -f https://example.org/kube-flannel.yml').stdout).toBe(
      'daemonset.apps/kube-flannel-ds created\n',
    );
  });

  it('creates, deletes, labels and taints', () => {
    const cluster = running();
    expect(kubectl(cluster, 'create configmap probe --from-literal=a=b').stdout).toBe(
      'configmap/probe created\n',
    );
    expect(kubectl(cluster, 'create configmap probe --from-literal=a=b').stderr).toBe(
      'Error from server (AlreadyExists): configmaps "probe" already exists\n',
    );
    expect(kubectl(cluster, 'label node master1 a=b').stdout).toBe('node/master1 labeled\n');
    expect(kubectl(cluster, 'label node master1 a=c')).toMatchObject({
      code: 1,
      stderr: "error: 'a' already has a value (b), and --overwrite is false\n",
    });
    expect(kubectl(cluster, 'label node master1 a-').stdout).toBe('node/master1 labeled\n');
    expect(kubectl(cluster, 'taint node master1 role:NoSchedule').stdout).toBe('node/master1 tainted\n');
    expect(kubectl(cluster, 'taint node master1 role:NoSchedule').code).toBe(1);
    expect(kubectl(cluster, 'taint node master1 role:NoSchedule-').stdout).toBe('node/master1 untainted\n');
    expect(kubectl(cluster, 'delete node master1').stdout).toBe('node "master1" deleted\n');
    expect(kubectl(cluster, 'delete node master1')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Error from server (NotFound): nodes "master1" not found\n',
    });
    expect(kubectl(cluster, 'delete node master1 --ignore-not-found')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('says what is not there', () => {
    const cluster = running();
    expect(kubectl(cluster, '-n kube-system get secret kubeadm-certs').stderr).toBe(
      'Error from server (NotFound): secrets "kubeadm-certs" not found\n',
    );
    expect(kubectl(cluster, '-n kube-system get secret kubeadm-certs --ignore-not-found -o json')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(kubectl(cluster, '-n kube-system get daemonset.apps')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No resources found in kube-system namespace.\n',
    });
    expect(kubectl(cluster, 'get wombats').stderr).toBe(
      'error: the server doesn\'t have a resource type "wombats"\n',
    );
  });

  it('words the loss of quorum and of the server as seen on real clusters', () => {
    const cluster = running();
    cluster.etcd.quorum = false;
    expect(kubectl(cluster, 'get nodes').stderr).toBe('Error from server: etcdserver: request timed out\n');
    expect(kubectl(cluster, 'get --raw /readyz').stderr).toMatch(
      /^Error from server \(InternalError\): an error on the server \("\[\+\]ping ok\\n\[\+\]log ok\\n\[-\]etcd failed: reason withheld\\n.*\\nreadyz check failed"\) has prevented the request from succeeding\n$/,
    );
    expect(kubectl(cluster, 'create configmap probe2 --from-literal=a=b').stderr).toBe(
      'Error from server (InternalError): Internal error occurred: resource quota evaluation timed out\n',
    );
    expect(kubectl(cluster, '--server=https://192.168.56.5:7443 get nodes').stderr).toBe(
      'The connection to the server 192.168.56.5:7443 was refused - did you specify the right host or port?\n',
    );
    expect(kubectl(cluster, '--server=https://192.168.56.77:6443 get nodes').stderr).toBe(
      'Unable to connect to the server: dial tcp 192.168.56.77:6443: connect: no route to host\n',
    );
    expect(kubectl(cluster, '--request-timeout=2s get nodes').stderr).toMatch(
      /^Unable to connect to the server: .*Client\.Timeout/,
    );
  });

  it('finds its configuration like kubectl', () => {
    const cluster = running();
    const host = cluster.master(0);
    expect(cluster.exec(host, 'kubectl get nodes').stderr).toBe(
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
    );
    expect(
      cluster.exec(host, 'kubectl get nodes', { KUBECONFIG: '/etc/kubernetes/admin.conf' }).stdout,
    ).toContain('master1');
    expect(cluster.exec(host, 'kubectl --kubeconfig /absent get nodes').stderr).toBe(
      'error: stat /absent: no such file or directory\n',
    );
  });
});
