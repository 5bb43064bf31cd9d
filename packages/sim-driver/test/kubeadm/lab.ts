import type { Micros } from '../../src/engine/scheduler.js';
import { seconds } from '../../src/engine/scheduler.js';
import { etcdPrograms } from '../../src/etcd/programs.js';
import type { Host } from '../../src/host/host.js';
import type { Process } from '../../src/host/process.js';
import { kubeadmPrograms } from '../../src/kubeadm/programs.js';
import { installKubelet } from '../../src/kubernetes/kubelet/kubelet-unit.js';
import { kubernetesPrograms } from '../../src/kubernetes/programs.js';
import { installLoadBalancer } from '../../src/load-balancer/install.js';
import { systemPrograms } from '../../src/programs/programs.js';
import { World } from '../../src/world/world.js';

const ENDPOINT = '192.168.56.4:6443';
/** 2026-11-22T20:34:32Z. */
const START_US = seconds(1_795_379_672);

export interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface LabOptions {
  readonly version?: string;
  readonly seed?: number;
  readonly masters?: number;
  readonly workers?: number;
}

/** Three masters, two workers and an nginx load balancer, with everything that a host has before kubeadm runs. */
export class Lab {
  readonly world: World;
  readonly version: string;
  readonly masters: readonly Host[];
  readonly workers: readonly Host[];
  readonly proxy: Host;

  constructor(options: LabOptions = {}) {
    this.version = options.version ?? 'v1.20.2';
    this.world = new World({
      seed: options.seed ?? 1,
      startUs: START_US,
      keepTrace: true,
      programs: { ...systemPrograms, ...etcdPrograms, ...kubernetesPrograms, ...kubeadmPrograms },
    });
    const add = (name: string, address: string): Host => {
      const host = this.world.addHost({
        name,
        addresses: [address],
        machineId: name.padEnd(32, '0'),
        productUuid: name.padEnd(32, '1'),
        software: {
          kubeadm: this.version,
          kubelet: this.version,
          kubectl: this.version,
          etcdctl: '3.4.23',
          containerd: '1.6.20',
        },
      });
      host.disk.write('/run/containerd/containerd.sock', '');
      return host;
    };
    const many = (count: number, prefix: string, first: number): readonly Host[] =>
      Array.from({ length: count }, (_, index) => {
        const host = add(`${prefix}${String(index + 1)}`, `192.168.56.${String(first + index)}`);
        installKubelet(host);
        return host;
      });
    this.masters = many(options.masters ?? 3, 'master', 5);
    this.workers = many(options.workers ?? 2, 'node', 8);
    this.proxy = add('proxy', '192.168.56.4');
    const servers = this.masters.map(
      (host) => `    server ${host.addresses[0] ?? ''}:6443 max_fails=3 fail_timeout=10s;`,
    );
    this.proxy.disk.write(
      '/etc/nginx/nginx.conf',
      [
        'events {}',
        'stream {',
        '  upstream kubernetes {',
        ...servers,
        '  }',
        '  server {',
        '    listen 6443;',
        '    proxy_pass kubernetes;',
        '    proxy_connect_timeout 2s;',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
    installLoadBalancer(this.proxy, 'nginx').start();
  }

  host(name: string): Host {
    return this.world.host(name);
  }

  /** Starts a command; words are separated by single spaces. */
  start(name: string, line: string, env: Readonly<Record<string, string>> = {}): Process {
    const argv = line.split(' ');
    const program = this.world.programs[argv[0] ?? ''];
    if (program === undefined) throw new Error(`no program ${argv[0] ?? ''}`);
    return this.host(name).spawn(argv, program, { env });
  }

  /** Runs a command to its end, or until `limitUs` have passed (`code` is then 'running'). */
  run(
    name: string,
    line: string,
    options: { readonly limitUs?: Micros; readonly env?: Readonly<Record<string, string>> } = {},
  ): Ended {
    const startUs = this.world.scheduler.now();
    const process = this.start(name, line, options.env);
    this.finish(process, options.limitUs);
    const status = process.exited.value;
    return {
      code: status === undefined ? 'running' : status.kind === 'exit' ? status.code : status.signal,
      stdout: process.stdout,
      stderr: process.stderr,
      seconds: (this.world.scheduler.now() - startUs) / 1_000_000,
    };
  }

  finish(process: Process, limitUs: Micros = seconds(3600)): void {
    const { scheduler } = this.world;
    const endUs = scheduler.now() + limitUs;
    while (process.alive) {
      const next = scheduler.peek();
      if (next === undefined || next > endUs) {
        scheduler.runUntil(endUs);
        return;
      }
      scheduler.step();
    }
  }

  pass(forSeconds: number): void {
    this.world.scheduler.runUntil(this.world.scheduler.now() + seconds(forSeconds));
  }

  initLine(extra = ''): string {
    return `kubeadm init --apiserver-advertise-address=192.168.56.5 --control-plane-endpoint=${ENDPOINT} --pod-network-cidr=10.244.0.0/16 --kubernetes-version=${this.version} --upload-certs${extra}`;
  }

  /** The join command of `kubeadm init`'s output, as one line. */
  joinLine(initOutput: string, advertise?: string): string {
    const found = new Map(
      ['token', 'discovery-token-ca-cert-hash', 'certificate-key'].map((name) => [
        name,
        new RegExp(`--${name} (\\S+)`).exec(initOutput)?.[1] ?? '',
      ]),
    );
    const worker = `kubeadm join ${ENDPOINT} --token ${found.get('token') ?? ''} --discovery-token-ca-cert-hash ${found.get('discovery-token-ca-cert-hash') ?? ''}`;
    if (advertise === undefined) return worker;
    return `${worker} --control-plane --certificate-key ${found.get('certificate-key') ?? ''} --apiserver-advertise-address ${advertise}`;
  }

  members(name: string): Ended {
    const pki = '/etc/kubernetes/pki/etcd';
    return this.run(
      name,
      `etcdctl --endpoints 127.0.0.1:2379 --cert=${pki}/server.crt --key=${pki}/server.key --cacert=${pki}/ca.crt member list`,
      { env: { ETCDCTL_API: '3' } },
    );
  }

  kubectl(name: string, line: string): Ended {
    return this.run(name, `kubectl ${line}`, { env: { KUBECONFIG: '/etc/kubernetes/admin.conf' } });
  }
}
