/** Post-start hooks in the order in which kube-apiserver 1.20 lists them. */
const HOOKS = [
  'start-kube-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'bootstrap-controller',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'start-cluster-authentication-info-controller',
  'aggregator-reload-proxy-client-cert',
  'start-kube-aggregator-informers',
  'apiservice-registration-controller',
  'apiservice-status-available-controller',
  'kube-apiserver-autoregistration',
] as const;

export interface HealthState {
  readonly etcd: boolean;
  /** The last hook to finish, `rbac/bootstrap-roles`, has done so. */
  readonly bootstrapped: boolean;
}

/** Answer to a GET of a health path; undefined when there is no such path. */
export function healthAnswer(
  path: string,
  state: HealthState,
): { readonly status: number; readonly body: string } | undefined {
  const [endpoint = '', query = ''] = path.split('?', 2);
  const check = endpoint.slice(1);
  if (check !== 'readyz' && check !== 'livez' && check !== 'healthz') return undefined;
  // From the point of view of liveness a hook that is still running is no failure at first.
  const healthy = state.etcd && (state.bootstrapped || check === 'livez');
  if (healthy && !query.includes('verbose')) return { status: 200, body: 'ok' };
  const line = (name: string, ok: boolean): string =>
    ok ? `[+]${name} ok` : `[-]${name} failed: reason withheld`;
  const lines = [line('ping', true), line('log', true), line('etcd', state.etcd)];
  if (check === 'readyz') lines.push(line('informer-sync', true));
  for (const hook of HOOKS) {
    lines.push(
      line(
        `poststarthook/${hook}`,
        hook !== 'rbac/bootstrap-roles' || state.bootstrapped || check === 'livez',
      ),
    );
  }
  lines.push(line('autoregister-completion', true));
  lines.push(line('poststarthook/apiservice-openapi-controller', true));
  if (check === 'readyz') lines.push(line('shutdown', true));
  lines.push(`${check} check ${healthy ? 'passed' : 'failed'}`);
  return { status: healthy ? 200 : 500, body: `${lines.join('\n')}\n` };
}
