import { closestName } from '../closest-name.js';
import { errorAt, type Finding } from '../diagnostic.js';
import { hostsOfRole, type Draft, type DraftHost, type DraftLoadBalancer } from '../draft.js';

/** `spec.loadBalancer` and the host of that role belong together. */
export function checkLoadBalancer(draft: Draft): readonly Finding[] {
  const balancers = hostsOfRole(draft, 'load-balancer');
  const further = balancers
    .slice(1)
    .map((host) =>
      errorAt(
        'several-load-balancers',
        host.role?.path ?? host.path,
        `${balancers[0]?.label ?? ''} is already the load balancer: one endpoint needs one`,
      ),
    );
  const { loadBalancer } = draft;
  if (loadBalancer === undefined) return further;
  if (loadBalancer === 'left-out') {
    return [...unused(balancers, 'say what runs on it: spec.loadBalancer.kind nginx or haproxy'), ...further];
  }
  if (loadBalancer.kind === undefined) return further;
  return loadBalancer.kind.value === 'external'
    ? [...checkExternal(loadBalancer, balancers), ...further]
    : [...checkOwn(draft, loadBalancer, loadBalancer.kind.value, balancers), ...further];
}

function checkExternal(loadBalancer: DraftLoadBalancer, balancers: readonly DraftHost[]): readonly Finding[] {
  const host = loadBalancer.host;
  const named =
    host === undefined || host === 'left-out'
      ? []
      : [
          errorAt(
            'wrong-load-balancer-host',
            host.path,
            'an external load balancer has no host of ours: remove the key',
          ),
        ];
  return [...named, ...unused(balancers, 'the load balancer is external, so nothing would run on it')];
}

function checkOwn(
  draft: Draft,
  loadBalancer: DraftLoadBalancer,
  kind: string,
  balancers: readonly DraftHost[],
): readonly Finding[] {
  const { host } = loadBalancer;
  if (host === undefined) return [];
  if (host === 'left-out') {
    if (balancers.length > 0 || !draft.rolesKnown) return [];
    const message = `${kind} needs a host of role load-balancer to run on`;
    return [errorAt('missing-load-balancer-host', loadBalancer.path, message)];
  }
  const target = draft.hosts.find(({ name }) => name?.value === host.value);
  if (target === undefined) {
    const names = draft.hosts.flatMap(({ name }) => name?.value ?? []);
    const meant = closestName(host.value, names);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return [errorAt('wrong-load-balancer-host', host.path, `no host is named ${host.value}${hint}`)];
  }
  if (target.role === undefined || target.role.value === 'load-balancer') return [];
  const message = `${host.value} has the role ${target.role.value}, not load-balancer`;
  return [errorAt('wrong-load-balancer-host', host.path, message)];
}

function unused(balancers: readonly DraftHost[], why: string): readonly Finding[] {
  return balancers
    .slice(0, 1)
    .map((host) =>
      errorAt(
        'unused-load-balancer-host',
        host.role?.path ?? host.path,
        `${host.label} would not be used: ${why}`,
      ),
    );
}
