import { describe, expect, it } from 'vitest';
import { seconds } from '../../src/engine/scheduler.js';
import { ContainerRuntime } from '../../src/kubernetes/kubelet/container-runtime.js';
import { installKubelet } from '../../src/kubernetes/kubelet/kubelet-unit.js';
import { readyStateOf, taintsOf } from '../../src/kubernetes/node-object.js';
import { decodeCertificate, encodeCertificate } from '../../src/pki/certificate.js';
import type { SimulatedCluster } from './simulated-cluster.js';
import { CNI_MANIFEST, createToken, manifest, simulateCluster, startKubelets } from './simulated-cluster.js';

const MANIFESTS = '/etc/kubernetes/manifests';
const BOOTSTRAP_CONF = '/etc/kubernetes/bootstrap-kubelet.conf';
const CLIENT_PEM = '/var/lib/kubelet/pki/kubelet-client-current.pem';

function readyReasons(cluster: SimulatedCluster): readonly string[] {
  return cluster.list('Node').map((node) => `${node.name} ${readyStateOf(node)?.reason ?? ''}`);
}

describe('kubelet unit', () => {
  it('is restarted in vain, without events, until its configuration exists', () => {
    const cluster = simulateCluster();
    const host = cluster.master(0);
    const config = host.disk.text('/var/lib/kubelet/config.yaml') ?? '';
    host.disk.remove('/var/lib/kubelet/config.yaml');
    const unit = installKubelet(host);
    expect(unit.state()).toBe('activating');
    expect(cluster.world.scheduler.peek()).toBeUndefined();
    host.disk.write('/var/lib/kubelet/config.yaml', config);
    cluster.run(12);
    expect(unit.state()).toBe('active');
  });

  it('answers on its health port and holds 10250 while it runs', () => {
    const cluster = simulateCluster();
    startKubelets(cluster);
    cluster.run(10);
    const host = cluster.master(0);
    expect(cluster.exec(host, 'curl -sS http://127.0.0.1:10248/healthz').stdout).toBe('ok');
    expect(host.portInUse(10250)).toBe(true);
    cluster.exec(host, 'systemctl stop kubelet');
    expect(cluster.exec(host, 'curl -sS http://127.0.0.1:10248/healthz').exited.value).toEqual({
      kind: 'exit',
      code: 7,
    });
    expect(host.portInUse(10250)).toBe(false);
  });
});

describe('static pods', () => {
  it('run from their manifests, two to five seconds after the kubelet has seen them', () => {
    const cluster = simulateCluster();
    startKubelets(cluster);
    cluster.run(15);
    const [started] = cluster.events('kubelet.started');
    const delays = cluster.events('pod.started').map(({ atUs }) => (atUs - (started?.atUs ?? 0)) / 1e6);
    expect(delays).toHaveLength(4);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...delays)).toBeLessThanOrEqual(5);
    expect(cluster.master(0).processesNamed('etcd')[0]?.env).toEqual({ ETCD_VERSION: '3.4.13' });
  });

  it('stop when their manifest goes and outlive the kubelet', () => {
    const cluster = simulateCluster();
    startKubelets(cluster);
    cluster.run(30);
    const host = cluster.master(0);
    host.units.get('kubelet')?.stop();
    host.disk.remove(`${MANIFESTS}/kube-scheduler.yaml`);
    cluster.run(30);
    expect(host.processesNamed('kube-scheduler')).toHaveLength(1);
    const etcd = host.processesNamed('etcd')[0]?.pid;
    host.units.get('kubelet')?.start();
    cluster.run(30);
    expect(host.processesNamed('kube-scheduler')).toHaveLength(0);
    expect(host.processesNamed('etcd')[0]?.pid).toBe(etcd);
    expect(cluster.list('Pod').map(({ name }) => name)).not.toContain('kube-scheduler-master1');
  });

  it('are restarted at once, then after 10, 20, 40 s and so on, up to 300 s', () => {
    const cluster = simulateCluster();
    const host = cluster.master(0);
    host.disk.removeTree(MANIFESTS);
    host.disk.write(`${MANIFESTS}/failing.yaml`, manifest('failing', 'x:1', ['cat', '/absent']));
    startKubelets(cluster);
    cluster.run(1_500);
    const starts = cluster.events('pod.started').map(({ atUs }) => atUs / 1e6);
    const gaps = starts.slice(1).map((at, index) => Math.round(at - (starts[index] ?? 0)));
    expect(gaps).toEqual([1, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('are shown as mirror pods with the annotations of their manifests, and become ready', () => {
    const cluster = simulateCluster();
    startKubelets(cluster);
    cluster.run(40);
    const etcd = cluster.list('Pod').find(({ name }) => name === 'etcd-master1');
    expect(etcd?.labels).toEqual({ component: 'etcd', tier: 'control-plane' });
    expect(etcd?.annotations['kubeadm.kubernetes.io/etcd.advertise-client-urls']).toBe(
      'https://192.168.56.5:2379',
    );
    expect(etcd?.owners[0]?.kind).toBe('Node');
    expect(etcd?.body['status']).toMatchObject({ phase: 'Running', containerStatuses: [{ ready: true }] });
  });

  it('of etcd is restarted after 80 s without quorum when its probe is /health, and not when it is serializable', () => {
    for (const [path, restarts] of [
      ['/health', 1],
      ['/health?exclude=NOSPACE&serializable=true', 0],
    ] as const) {
      const cluster = simulateCluster();
      const host = cluster.master(0);
      const file = `${MANIFESTS}/etcd.yaml`;
      host.disk.write(file, (host.disk.text(file) ?? '').replace('path: /health', `path: ${path}`));
      startKubelets(cluster);
      cluster.run(60);
      cluster.etcd.quorum = false;
      cluster.exec(host, 'kubectl --kubeconfig=/etc/kubernetes/admin.conf get nodes');
      cluster.run(95);
      const exits = cluster
        .events('pod.exited')
        .filter(({ detail }) => JSON.stringify(detail).includes('"etcd"'));
      expect(exits).toHaveLength(restarts);
    }
  });

  it('are removed all at once by the container runtime', () => {
    const cluster = simulateCluster();
    startKubelets(cluster);
    cluster.run(20);
    const host = cluster.master(0);
    host.units.get('kubelet')?.stop();
    expect(ContainerRuntime.of(host).running()).toHaveLength(4);
    cluster.complete(ContainerRuntime.of(host).removeAll());
    expect(host.processes.size).toBe(0);
  });
});

describe('Node', () => {
  it('is NotReady with its taints until a CNI is applied, then Ready on every node', () => {
    const cluster = simulateCluster({ workers: 1 });
    startKubelets(cluster);
    cluster.run(30);
    createToken(cluster);
    cluster.run(60);
    expect(readyReasons(cluster)).toEqual(['master1 KubeletNotReady', 'node1 KubeletNotReady']);
    expect(cluster.list('Node').map(taintsOf)[0]).toContainEqual({
      key: 'node.kubernetes.io/not-ready',
      effect: 'NoSchedule',
    });
    cluster.master(0).disk.write('/root/cni.yaml', CNI_MANIFEST);
    cluster.exec(
      cluster.master(0),
      'kubectl --kubeconfig=/etc/kubernetes/admin.conf apply -f /root/cni.yaml',
    );
    cluster.run(30);
    expect(readyReasons(cluster)).toEqual(['master1 KubeletReady', 'node1 KubeletReady']);
    expect(cluster.list('Node').flatMap(taintsOf)).toEqual([]);
    expect(cluster.workers[0]?.disk.list('/etc/cni/net.d')).toEqual(['10-lab-cni.conflist']);
  });

  it('takes its name and address from the flags that kubeadm wrote', () => {
    const cluster = simulateCluster();
    const host = cluster.master(0);
    host.disk.write(
      '/var/lib/kubelet/kubeadm-flags.env',
      'KUBELET_KUBEADM_ARGS="--container-runtime=remote --hostname-override=M1 --node-ip=10.0.0.9"\n',
    );
    startKubelets(cluster);
    cluster.run(30);
    const [node] = cluster.list('Node');
    expect(node?.name).toBe('m1');
    expect(node?.body['status']).toMatchObject({ addresses: [{ address: '10.0.0.9' }, { address: 'm1' }] });
  });

  it('is not made anew by a running kubelet after it was deleted, but by a restarted one', () => {
    const cluster = simulateCluster();
    startKubelets(cluster);
    cluster.run(30);
    cluster.exec(cluster.master(0), 'kubectl --kubeconfig=/etc/kubernetes/admin.conf delete node master1');
    cluster.run(60);
    expect(cluster.list('Node')).toEqual([]);
    expect(cluster.list('Pod')).toEqual([]);
    cluster.exec(cluster.master(0), 'systemctl restart kubelet');
    cluster.run(30);
    expect(cluster.list('Node')).toHaveLength(1);
  });
});

describe('TLS bootstrap', () => {
  it('is needed again by a kubelet that starts with an expired certificate: it ends, until the clock is set right', () => {
    const cluster = simulateCluster({ workers: 1 });
    startKubelets(cluster);
    cluster.run(60);
    createToken(cluster);
    cluster.run(60);
    const [worker] = cluster.workers;
    if (worker === undefined) throw new Error('no worker');
    worker.disk.remove(BOOTSTRAP_CONF);
    worker.clockOffsetUs = seconds(400 * 86_400);
    worker.units.get('kubelet')?.restart();
    cluster.run(60);
    expect(worker.portInUse(10250)).toBe(false);
    const said = cluster.exec(worker, 'journalctl --unit=kubelet').stdout;
    expect(said.match(/Main process exited, code=exited, status=1/g)?.length).toBeGreaterThan(3);
    expect(said).toMatch(
      /part of the existing bootstrap client certificate in \/etc\/kubernetes\/kubelet.conf is expired: \S+ \S+ \+0000 UTC\n.*failed to run Kubelet: unable to load bootstrap kubeconfig: stat \/etc\/kubernetes\/bootstrap-kubelet.conf: no such file or directory\n/,
    );
    worker.clockOffsetUs = 0;
    cluster.run(30);
    expect(worker.portInUse(10250)).toBe(true);
  });

  it('gives a kubelet with an expired certificate a new one, while its file is there', () => {
    const cluster = simulateCluster({ workers: 1 });
    startKubelets(cluster);
    cluster.run(60);
    createToken(cluster);
    cluster.run(60);
    const [worker] = cluster.workers;
    if (worker === undefined) throw new Error('no worker');
    const before = decodeCertificate(worker.disk.text(CLIENT_PEM) ?? '');
    if (before === undefined) throw new Error('no certificate');
    const notAfterUs = cluster.world.scheduler.now() - seconds(1);
    worker.disk.write(CLIENT_PEM, encodeCertificate({ ...before, notAfterUs }));
    worker.units.get('kubelet')?.restart();
    cluster.run(60);
    expect(decodeCertificate(worker.disk.text(CLIENT_PEM) ?? '')?.notAfterUs).toBeGreaterThan(notAfterUs);
  });

  it('writes kubelet.conf when it begins, and the client certificate once the request is signed', () => {
    const cluster = simulateCluster({ workers: 1 });
    startKubelets(cluster);
    cluster.run(30);
    const worker = cluster.workers[0];
    expect(worker?.disk.exists('/etc/kubernetes/kubelet.conf')).toBe(true);
    expect(worker?.disk.exists(CLIENT_PEM)).toBe(false);
    createToken(cluster);
    cluster.run(30);
    expect(worker?.disk.exists(CLIENT_PEM)).toBe(true);
    expect(cluster.list('CertificateSigningRequest')[0]?.body).toMatchObject({
      spec: { username: 'system:bootstrap:abcdef' },
    });
  });

  it('does not happen with an expired token', () => {
    const cluster = simulateCluster({ workers: 1 });
    startKubelets(cluster);
    cluster.run(30);
    cluster.master(0).clockOffsetUs = 7_200 * 1e6;
    createToken(cluster, { ttlSeconds: 3_600 });
    cluster.run(60);
    expect(cluster.workers[0]?.disk.exists(CLIENT_PEM)).toBe(false);
  });

  it('begins anew when the kubelet is restarted, as long as it finds its token', () => {
    const cluster = simulateCluster({ workers: 1 });
    startKubelets(cluster);
    cluster.run(30);
    const [worker] = cluster.workers;
    if (worker === undefined) throw new Error('no worker');
    const bootstrap = worker.disk.text(BOOTSTRAP_CONF) ?? '';
    worker.disk.remove(BOOTSTRAP_CONF);
    cluster.exec(worker, 'systemctl restart kubelet');
    cluster.run(30);
    expect(worker.units.get('kubelet')?.state()).not.toBe('active');
    worker.disk.write(BOOTSTRAP_CONF, bootstrap);
    createToken(cluster);
    cluster.run(60);
    expect(worker.disk.exists(CLIENT_PEM)).toBe(true);
  });

  it('is repeated before the certificate expires', () => {
    const cluster = simulateCluster({ workers: 1 });
    startKubelets(cluster);
    cluster.run(30);
    createToken(cluster);
    cluster.run(30);
    const first = cluster.workers[0]?.disk.text(CLIENT_PEM);
    cluster.run(330 * 86_400);
    expect(cluster.workers[0]?.disk.text(CLIENT_PEM)).not.toBe(first);
  });
});
