import type { ClusterSpec } from '../spec/cluster-spec.js';
import { backendsOf } from './backends.js';

export const HAPROXY_CONFIG_PATH = '/etc/haproxy/haproxy.cfg';

/**
 * TCP pass-through with a health check of each apiserver's `/readyz` (anonymous access to it is kubeadm's default): a master
 * whose own etcd is gone still accepts connections, but is not ready. HAProxy ≥ 2.2.
 */
export function renderHaproxyConfig(spec: ClusterSpec): string {
  const servers = backendsOf(spec).map(({ name, address }) => `    server ${name} ${address}`);
  return `# Written by quorate for cluster ${spec.name}: changes are overwritten.
global
    log /dev/log local0
    user haproxy
    group haproxy
    maxconn 20000

defaults
    mode tcp
    log global
    option tcplog
    option dontlognull
    option redispatch 1
    retries 3
    timeout connect 1s
    timeout client 10m
    timeout server 10m
    timeout check 2s

frontend kube_apiserver
    bind :${spec.controlPlaneEndpoint.port}
    default_backend kube_apiserver

backend kube_apiserver
    balance leastconn
    option httpchk
    http-check connect ssl
    http-check send meth GET uri /readyz
    http-check expect status 200
    default-server check verify none inter 2s fastinter 1s downinter 2s fall 2 rise 2 on-marked-down shutdown-sessions
${servers.join('\n')}
`;
}
