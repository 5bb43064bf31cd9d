/** Configurations in the form that the project itself writes them. */
export const NGINX_CONFIG = `# Written for a cluster.
include /etc/nginx/modules-enabled/*.conf;

worker_processes auto;
error_log /var/log/nginx/error.log warn;

events {
    worker_connections 4096;
}

stream {
    upstream kube_apiserver {
        least_conn;
        server 192.168.56.5:6443 max_fails=1 fail_timeout=10s; # master1
        server 192.168.56.6:6443 max_fails=1 fail_timeout=10s; # master2
        server 192.168.56.7:6443 max_fails=1 fail_timeout=10s; # master3
    }

    server {
        listen 6443;
        proxy_connect_timeout 1s;
        proxy_timeout 10m;
        proxy_socket_keepalive on;
        proxy_pass kube_apiserver;
    }
}
`;

export const HAPROXY_CONFIG = `global
    log /dev/log local0
    maxconn 20000

defaults
    mode tcp
    option redispatch 1
    timeout connect 1s
    timeout client 10m

frontend kube_apiserver
    bind :6443
    default_backend kube_apiserver

backend kube_apiserver
    balance leastconn
    option httpchk
    http-check connect ssl
    http-check send meth GET uri /readyz
    http-check expect status 200
    default-server check verify none inter 2s fastinter 1s downinter 2s fall 2 rise 2 on-marked-down shutdown-sessions
    server master1 192.168.56.5:6443
    server master2 192.168.56.6:6443
    server master3 192.168.56.7:6443
`;
