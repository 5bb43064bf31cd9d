import type { ClusterSpec, Result, StepOutcomes, StepPlan } from '@quorate/core';
import { err, hostsOf, ok, runPlan } from '@quorate/core';
import type { Terminal } from '../terminal.js';
import type { ClusterWorld } from '../world/cluster-world.js';
import type { Kubeconfig } from './kubeconfig-text.js';
import { readKubeconfig } from './kubeconfig-text.js';

const ADMIN_CONF = '/etc/kubernetes/admin.conf';
const READ_TIMEOUT_MS = 15_000;

export interface AdminConf {
  readonly from: string;
  /** Holds the key of a cluster administrator: it goes into a file of mode 0600 and nowhere else. */
  readonly text: string;
  readonly kubeconfig: Kubeconfig;
}

/**
 * The admin.conf of the first master that has one for the endpoint of the spec. Two masters with different CAs are two clusters:
 * then none is taken. Problems are lines without anything of the file in them.
 */
export async function fetchAdminConf(
  spec: ClusterSpec,
  world: ClusterWorld,
  terminal: Terminal,
): Promise<Result<AdminConf, readonly string[]>> {
  const { driver, clock } = world;
  const masters = hostsOf(spec, 'control-plane').map(({ name }) => name);
  const outcomes = await runPlan(planFor(masters), { driver, clock, signal: terminal.signal });
  const problems: string[] = [];
  const found = masters.flatMap((name): readonly AdminConf[] => {
    const read = confOf(name, outcomes);
    if (read.ok) return [read.value];
    problems.push(`${name}: ${read.error}`);
    return [];
  });
  const endpoint = endpointUrl(spec);
  const fitting = found.filter(({ kubeconfig }) => kubeconfig.servers.includes(endpoint));
  const authorities = new Set(fitting.flatMap(({ kubeconfig }) => kubeconfig.authorities));
  if (authorities.size > 1) {
    const names = fitting.map(({ from }) => from).join(', ');
    return err([`${names} hold admin.conf of different clusters (their CAs differ): none is taken`]);
  }
  const [first] = fitting;
  if (first !== undefined) return ok(first);
  const others = found.map(
    ({ from, kubeconfig }) =>
      `${from}: its admin.conf is for ${kubeconfig.servers.join(', ')}, not ${endpoint}`,
  );
  return err([...problems, ...others]);
}

function planFor(masters: readonly string[]): StepPlan {
  const steps = masters.map((host) => ({
    key: host,
    host,
    step: { kind: 'read-file', path: ADMIN_CONF, sensitive: true, timeoutMs: READ_TIMEOUT_MS } as const,
  }));
  return { stages: [{ mode: 'continue', steps }] };
}

function confOf(from: string, outcomes: StepOutcomes): Result<AdminConf, string> {
  const outcome = outcomes.get(from);
  if (outcome?.kind === 'succeeded') {
    const kubeconfig = readKubeconfig(outcome.stdout);
    return kubeconfig === undefined
      ? err(`its ${ADMIN_CONF} is no kubeconfig`)
      : ok({ from, text: outcome.stdout, kubeconfig });
  }
  if (outcome?.kind !== 'failed')
    return err(`no answer${outcome === undefined ? '' : ` (${outcome.cause})`}`);
  const { cause } = outcome;
  if (cause.kind === 'absent') return err(`no ${ADMIN_CONF}: no master yet`);
  return err(
    cause.kind === 'unreachable' ? `not reachable: ${cause.detail}` : `${ADMIN_CONF} cannot be read`,
  );
}

function endpointUrl({ controlPlaneEndpoint: { host, port } }: ClusterSpec): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
