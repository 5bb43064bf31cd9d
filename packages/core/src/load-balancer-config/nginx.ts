import type { ClusterSpec } from '../spec/cluster-spec.js';
import { backendsOf } from './backends.js';

export const NGINX_CONFIG_PATH = '/etc/nginx/nginx.conf';

/**
 * TCP pass-through to the apiservers. nginx learns of a dead master from a failed connection only: so it waits one second
 * for a connection, takes the next master, and leaves the failed one alone for ten seconds.
 */
export function renderNginxConfig(spec: ClusterSpec): string {
  const servers = backendsOf(spec).map(
    ({ name, address }) => `        server ${address} max_fails=1 fail_timeout=10s; # ${name}`,
  );
  return `# Written by quorate for cluster ${spec.name}: changes are overwritten.
include /etc/nginx/modules-enabled/*.conf;

worker_processes auto;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log warn;

events {
    worker_connections 4096;
}

stream {
    upstream kube_apiserver {
        least_conn;
${servers.join('\n')}
    }

    server {
        listen ${spec.controlPlaneEndpoint.port};
        proxy_connect_timeout 1s;
        proxy_timeout 10m;
        proxy_socket_keepalive on;
        proxy_pass kube_apiserver;
    }
}
`;
}
