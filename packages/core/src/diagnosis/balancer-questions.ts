import type { PlacedStep } from '../commands/step-plan.js';
import { HAPROXY_CONFIG_PATH } from '../load-balancer-config/haproxy.js';
import { NGINX_CONFIG_PATH } from '../load-balancer-config/nginx.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { fileAt, journalOf, program, question } from './question.js';

/** Of a load balancer that the spec configures: its own check, its configuration, and what it complained of. */
export function balancerQuestions(spec: ClusterSpec, host: HostSpec): readonly PlacedStep[] {
  const balancer = spec.loadBalancer;
  if (balancer === undefined || balancer.kind === 'external' || balancer.host !== host.name) return [];
  if (balancer.kind === 'haproxy')
    return [
      question(host, 'balancer-check', program('haproxy', '-c', '-f', HAPROXY_CONFIG_PATH)),
      question(host, 'balancer-config', fileAt(HAPROXY_CONFIG_PATH)),
      question(host, 'balancer-journal', journalOf('haproxy', 60)),
    ];
  return [
    question(host, 'balancer-check', program('nginx', '-t')),
    question(host, 'balancer-config', fileAt(NGINX_CONFIG_PATH)),
    question(host, 'balancer-log', program('tail', '-n', '60', '/var/log/nginx/error.log')),
    question(host, 'balancer-journal', journalOf('nginx', 60)),
  ];
}
