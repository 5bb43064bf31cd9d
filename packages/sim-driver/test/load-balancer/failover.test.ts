import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/host/host.js';
import { installLoadBalancer } from '../../src/load-balancer/install.js';
import type { SimulatedCluster } from '../kubernetes/simulated-cluster.js';
import { simulateCluster, startKubelets } from '../kubernetes/simulated-cluster.js';
import { HAPROXY_CONFIG, NGINX_CONFIG } from './configurations.js';

const KINDS = ['nginx', 'haproxy'] as const;
const PATHS = { nginx: '/etc/nginx/nginx.conf', haproxy: '/etc/haproxy/haproxy.cfg' };
const CONFIGS = { nginx: NGINX_CONFIG, haproxy: HAPROXY_CONFIG };
const CHECKS = { nginx: 'nginx -t', haproxy: 'haproxy -c -f /etc/haproxy/haproxy.cfg' };

function balanced(kind: (typeof KINDS)[number]): {
  readonly cluster: SimulatedCluster;
  readonly proxy: Host;
} {
  const cluster = simulateCluster({ masters: 3, endpoint: 'https://192.168.56.4:6443' });
  const proxy = cluster.world.addHost({
    name: 'proxy',
    addresses: ['192.168.56.4'],
    machineId: '',
    productUuid: '',
    software: {},
  });
  installLoadBalancer(proxy, kind);
  proxy.disk.write(PATHS[kind], CONFIGS[kind]);
  cluster.exec(proxy, `systemctl reload ${kind}`);
  return { cluster, proxy };
}

function readyz(cluster: SimulatedCluster, from: Host): { readonly out: string; readonly seconds: number } {
  const beforeUs = cluster.world.scheduler.now();
  const process = cluster.exec(from, 'kubectl --kubeconfig=/etc/kubernetes/admin.conf get --raw /readyz');
  return { out: process.stdout + process.stderr, seconds: (cluster.world.scheduler.now() - beforeUs) / 1e6 };
}

describe.each(KINDS)('%s', (kind) => {
  it('is checked, enabled and reloaded by the commands of its package', () => {
    const { cluster, proxy } = balanced(kind);
    const check = cluster.exec(proxy, CHECKS[kind]);
    expect(check.exited.value).toEqual({ kind: 'exit', code: 0 });
    expect(check.stdout + check.stderr).toBe(
      kind === 'nginx'
        ? 'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n' +
            'nginx: configuration file /etc/nginx/nginx.conf test is successful\n'
        : 'Configuration file is valid\n',
    );
    expect(cluster.exec(proxy, `systemctl is-active ${kind}`).stdout).toBe('active\n');
    expect(proxy.portInUse(6443)).toBe(true);
  });

  it('keeps what it has when a reload brings a broken configuration', () => {
    const { cluster, proxy } = balanced(kind);
    proxy.disk.write(PATHS[kind], 'nonsense {');
    expect(cluster.exec(proxy, CHECKS[kind]).exited.value).toEqual({ kind: 'exit', code: 1 });
    cluster.exec(proxy, `systemctl reload ${kind}`);
    expect(proxy.portInUse(6443)).toBe(true);
    expect(cluster.exec(proxy, `systemctl restart ${kind}`).exited.value).toEqual({ kind: 'exit', code: 1 });
    expect(cluster.exec(proxy, `systemctl is-active ${kind}`).stdout).toBe('failed\n');
  });

  it('serves through the masters that are left, and through all again when one comes back', () => {
    const { cluster } = balanced(kind);
    startKubelets(cluster);
    cluster.run(60);
    expect(readyz(cluster, cluster.master(0)).out).toBe('ok');
    cluster.master(2).powerOff();
    cluster.run(10);
    for (let request = 0; request < 6; request += 1) {
      const { out, seconds } = readyz(cluster, cluster.master(0));
      expect(out).toBe('ok');
      expect(seconds).toBeLessThan(4);
    }
    expect(cluster.events('lb.backend-down').length).toBeGreaterThan(0);
    cluster.master(2).powerOn(4e6);
    cluster.run(60);
    expect(readyz(cluster, cluster.master(2)).out).toBe('ok');
  });

  it('closes the connection when no master serves', () => {
    const { cluster } = balanced(kind);
    startKubelets(cluster);
    cluster.run(60);
    for (const host of cluster.masters) {
      cluster.exec(host, 'systemctl stop kubelet');
      for (const process of host.processesNamed('kube-apiserver')) host.kill(process, 'SIGKILL');
    }
    cluster.run(10);
    expect(readyz(cluster, cluster.master(0)).out).toBe('Unable to connect to the server: EOF\n');
  });

  it('is refused as a whole while it does not run', () => {
    const { cluster, proxy } = balanced(kind);
    cluster.exec(proxy, `systemctl stop ${kind}`);
    expect(readyz(cluster, cluster.master(0)).out).toBe(
      'The connection to the server 192.168.56.4:6443 was refused - did you specify the right host or port?\n',
    );
  });

  it('loses a partitioned master and finds the nodes behind it NotReady when it is itself cut off', () => {
    const { cluster } = balanced(kind);
    startKubelets(cluster);
    cluster.run(60);
    cluster.world.network.cut('proxy', 'master2');
    cluster.run(15);
    for (let request = 0; request < 4; request += 1)
      expect(readyz(cluster, cluster.master(0)).out).toBe('ok');
    cluster.world.network.cut('proxy', 'master1');
    cluster.world.network.cut('proxy', 'master3');
    cluster.run(60);
    const silent = cluster.events('node.not-ready').map(({ detail }) => JSON.stringify(detail));
    expect(silent.filter((detail) => detail.includes('NodeStatusUnknown'))).toHaveLength(3);
    cluster.world.network.healAll();
    cluster.run(60);
    expect(readyz(cluster, cluster.master(0)).out).toBe('ok');
  });
});

describe('haproxy', () => {
  it('takes a master out whose etcd has failed although it still accepts connections', () => {
    const { cluster } = balanced('haproxy');
    startKubelets(cluster);
    cluster.run(60);
    const host = cluster.master(0);
    cluster.exec(host, 'systemctl stop kubelet');
    for (const process of host.processesNamed('etcd')) host.kill(process, 'SIGKILL');
    cluster.run(10);
    expect(host.listenerAt('127.0.0.1', 6443)).toBeDefined();
    expect(cluster.events('lb.backend-down').at(-1)?.detail).toEqual({ backend: 'master1' });
  });
});
