import { invariant } from '../../foundation/invariant.js';
import { HAPROXY_CONFIG_PATH, renderHaproxyConfig } from '../../load-balancer-config/haproxy.js';
import { NGINX_CONFIG_PATH, renderNginxConfig } from '../../load-balancer-config/nginx.js';
import type { ConfigureLoadBalancerCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepPlan } from '../step-plan.js';
import { mustSucceed, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, run } from './programs.js';

/** The step whose failure means that the configuration was refused and nothing was reloaded. */
export const CHECK_CONFIG = 'check-config';

/** Writes the whole configuration, has the program itself check it, and only then starts or reloads the service. */
export function lowerConfigureLoadBalancer(
  command: ConfigureLoadBalancerCommand,
  context: LoweringContext,
): StepPlan {
  const balancer = context.spec.loadBalancer;
  invariant(
    balancer !== undefined && balancer.kind !== 'external',
    'the spec has a load balancer of ours',
    command,
  );
  const { path, content, check, service } =
    balancer.kind === 'nginx'
      ? {
          path: NGINX_CONFIG_PATH,
          content: renderNginxConfig(context.spec),
          check: ['nginx', '-t'] as const,
          service: 'nginx',
        }
      : {
          path: HAPROXY_CONFIG_PATH,
          content: renderHaproxyConfig(context.spec),
          check: ['haproxy', '-c', '-f', HAPROXY_CONFIG_PATH] as const,
          service: 'haproxy',
        };
  const timeoutMs = CHANGE_TIMEOUT_MS;
  return {
    stages: [
      mustSucceed(
        place(command.host, 'write-config', {
          kind: 'write-file',
          path,
          content: [content],
          mode: 0o644,
          timeoutMs,
        }),
      ),
      mustSucceed(place(command.host, CHECK_CONFIG, run([...check], { timeoutMs }))),
      mustSucceed(
        place(command.host, 'enable', run(['systemctl', 'enable', '--now', service], { timeoutMs })),
      ),
      mustSucceed(place(command.host, 'reload', run(['systemctl', 'reload', service], { timeoutMs }))),
    ],
  };
}
