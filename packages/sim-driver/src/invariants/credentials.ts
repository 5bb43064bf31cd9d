import type { Micros } from '../engine/scheduler.js';
import { millis, seconds } from '../engine/scheduler.js';
import type { Host } from '../host/host.js';
import type { Process } from '../host/process.js';
import { KUBEADM_CERTS } from '../kubeadm/cluster/certificate-secret.js';
import { tokenSecretName } from '../kubernetes/bootstrap-token.js';
import type { BootstrapToken } from '../kubernetes/bootstrap-token.js';
import { signatureKey } from '../kubernetes/detached-jws.js';
import { listObjects, listTokens } from '../kubernetes/inspect.js';
import { isObject } from '../kubernetes/json.js';
import type { Simulation } from '../simulation/simulation.js';
import { isJoin, joinOn } from './hosts.js';
import type { Finding, Invariant } from './invariant.js';
import { UNSEEN_US } from './voters.js';

export const credentialsOutlastTheJoin: Invariant = {
  id: 'credentials-outlast-the-join',
  title: 'no join starts with a credential that is gone, not signed, or has less left than the join may take',
  formula:
    'when a join with --config starts: that file can be read and names a token; at its preflight, unless a fault struck less than 10 s before: the token exists, cluster-info carries its signature, and expiry − now > budgets.joinTimeoutMs; a master also: Secret kubeadm-certs exists, and its owner token has expiry − now > budgets.joinTimeoutMs',
  watch: ({ simulation, quietForUs }) => ({
    onSpawn: (process) => {
      const path = isJoin(process) ? configurationOf(process) : undefined;
      if (path === undefined) return undefined;
      const text = process.host.disk.text(path);
      if (text === undefined) return `${process.host.name} joins, but ${path} cannot be read`;
      return tokenIdIn(text) === undefined
        ? `${process.host.name} joins, but ${path} names no token`
        : undefined;
    },
    records: {
      'kubeadm.phase': ({ host: name, detail }) => {
        if (name === undefined || detail?.['phase'] !== 'preflight' || quietForUs() < UNSEEN_US)
          return undefined;
        const host = simulation.world.host(name);
        const join = joinOn(host);
        const path = join === undefined ? undefined : configurationOf(join);
        const text = path === undefined ? '' : (host.disk.text(path) ?? '');
        const id = tokenIdIn(text);
        return id === undefined
          ? undefined
          : problemOf(simulation, host, id, text.includes('certificateKey:'));
      },
    },
  }),
};

/** What follows `--config`: the protocol joins so. A person gives flags, and is not judged. */
function configurationOf({ argv }: Process): string | undefined {
  const at = argv.indexOf('--config');
  return at < 0 ? undefined : argv[at + 1];
}

function tokenIdIn(configuration: string): string | undefined {
  return /token: "?'?([a-z0-9]{6})\./.exec(configuration)?.[1];
}

function problemOf(simulation: Simulation, host: Host, id: string, master: boolean): Finding {
  const tokens = listTokens(simulation.world);
  // Without an apiserver nobody can say, and the join will not get far.
  if (tokens === undefined) return undefined;
  const problem =
    shortToken(simulation, tokens, id) ??
    unsigned(simulation, id) ??
    (master ? certificateProblem(simulation, tokens) : undefined);
  return problem === undefined ? undefined : `${host.name} joins, but ${problem}`;
}

function shortToken({ world, spec }: Simulation, tokens: readonly BootstrapToken[], id: string): Finding {
  const token = tokens.find((one) => one.id === id);
  if (token === undefined) return `token ${id} is gone`;
  const leftUs = leftOf(token, world.scheduler.now());
  return leftUs > millis(spec.budgets.joinTimeoutMs)
    ? undefined
    : `token ${id} has ${inSeconds(leftUs)} left, a join may take ${inSeconds(millis(spec.budgets.joinTimeoutMs))}`;
}

function unsigned({ world }: Simulation, id: string): Finding {
  const info = listObjects(world, 'ConfigMap')?.find(({ name }) => name === 'cluster-info');
  const data = info?.body['data'];
  return isObject(data) && signatureKey(id) in data
    ? undefined
    : `cluster-info is not signed with token ${id}`;
}

function certificateProblem(simulation: Simulation, tokens: readonly BootstrapToken[]): Finding {
  const { world, spec } = simulation;
  const uploaded = listObjects(world, 'Secret')?.find(({ name }) => name === KUBEADM_CERTS);
  if (uploaded === undefined) return 'Secret kubeadm-certs is gone';
  const owner = tokens.find(({ id }) => uploaded.owners.some(({ name }) => name === tokenSecretName(id)));
  if (owner === undefined) return 'the owner token of kubeadm-certs is gone';
  const leftUs = leftOf(owner, world.scheduler.now());
  return leftUs > millis(spec.budgets.joinTimeoutMs)
    ? undefined
    : `kubeadm-certs has ${inSeconds(leftUs)} left, a join may take ${inSeconds(millis(spec.budgets.joinTimeoutMs))}`;
}

function leftOf({ expiresUs }: BootstrapToken, nowUs: Micros): Micros {
  return expiresUs === undefined ? Infinity : expiresUs - nowUs;
}

function inSeconds(us: Micros): string {
  return `${Math.round(us / seconds(1))} s`;
}
