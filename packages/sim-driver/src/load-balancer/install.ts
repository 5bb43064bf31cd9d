import type { Host } from '../host/host.js';
import type { Unit } from '../host/unit.js';
import { ServiceUnit } from '../programs/service-unit.js';
import { HAPROXY_CONFIG_PATH } from './haproxy-config.js';
import { haproxy, reloadHaproxy } from './haproxy.js';
import { NGINX_CONFIG_PATH } from './nginx-config.js';
import { nginx, reloadNginx } from './nginx.js';

export type LoadBalancerKind = 'nginx' | 'haproxy';

/** What the distribution's packages bring: a configuration that balances nothing yet, and a unit that runs it. */
const PACKAGES = {
  nginx: {
    path: NGINX_CONFIG_PATH,
    config: 'worker_processes auto;\n\nevents {\n    worker_connections 768;\n}\n',
    argv: ['/usr/sbin/nginx', '-g', 'daemon off;'],
    program: nginx,
    reload: reloadNginx,
  },
  haproxy: {
    path: HAPROXY_CONFIG_PATH,
    config: 'global\n    log /dev/log local0\n\ndefaults\n    mode tcp\n',
    argv: ['/usr/sbin/haproxy', '-f', HAPROXY_CONFIG_PATH],
    program: haproxy,
    reload: reloadHaproxy,
  },
} as const;

/** Installs the package on a host: default configuration, and its unit, enabled and started. */
export function installLoadBalancer(host: Host, kind: LoadBalancerKind): Unit {
  const { path, config, argv, program, reload } = PACKAGES[kind];
  if (!host.disk.exists(path)) host.disk.write(path, config);
  const unit = new ServiceUnit(host, { name: kind, argv, program, enabled: true, reload });
  host.units.set(kind, unit);
  unit.start();
  return unit;
}
