import { API_SERVER_PORT, hostPort } from '../../kubeadm-config/endpoint.js';
import type { HostSpec } from '../../spec/cluster-spec.js';
import type { RunStep } from '../../steps/host-step.js';
import { ADMIN_CONF } from './observed-paths.js';

/** Longest time for one question to a host, and for one short change. */
export const ASK_TIMEOUT_MS = 8_000;
export const CHANGE_TIMEOUT_MS = 60_000;

const ETCD_PKI = '/etc/kubernetes/pki/etcd';

export type RunOptions = Pick<RunStep, 'timeoutMs' | 'sensitive'>;

export function run(argv: RunStep['argv'], options: RunOptions): RunStep {
  return { kind: 'run', argv, ...options };
}

export function kubeadm(args: readonly string[], options: RunOptions): RunStep {
  return run(['kubeadm', ...args], options);
}

/** `kubeadm token …`. A stale ~/.kube/config would win over admin.conf: the kubeconfig is always named (kubeadm: token). */
export function kubeadmToken(args: readonly string[], options: RunOptions): RunStep {
  return kubeadm(['token', ...args, `--kubeconfig=${ADMIN_CONF}`], options);
}

export function kubectl(args: readonly string[], options: RunOptions): RunStep {
  return run(['kubectl', `--kubeconfig=${ADMIN_CONF}`, ...args], options);
}

/** kubectl against the apiserver of this very host: it answers also when the way through the load balancer is broken. */
export function kubectlItself(host: HostSpec, args: readonly string[], options: RunOptions): RunStep {
  return kubectl([`--server=https://${hostPort(host.advertiseAddress, API_SERVER_PORT)}`, ...args], options);
}

/** Asks the member on the host itself, with the client certificate that kubeadm makes for health checks. */
export function etcdctl(args: readonly string[], options: RunOptions): RunStep {
  return {
    ...run(
      [
        'etcdctl',
        '--endpoints=https://127.0.0.1:2379',
        `--cacert=${ETCD_PKI}/ca.crt`,
        `--cert=${ETCD_PKI}/healthcheck-client.crt`,
        `--key=${ETCD_PKI}/healthcheck-client.key`,
        ...args,
      ],
      options,
    ),
    env: { ETCDCTL_API: '3' },
  };
}
