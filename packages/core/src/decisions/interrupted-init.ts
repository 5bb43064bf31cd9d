import { endpointOf } from '../kubeadm-config/endpoint.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { bringIntoView, whyHidden } from './hidden-host.js';
import type { Origin } from './origin.js';
import { check } from './verdict.js';

export type InterruptedInit = Extract<Origin, { kind: 'interrupted' }>;

/** Whether a kubeadm is at work on its host could not be seen: neither yes nor no is concluded from it. */
export function workIsHidden({ host }: InterruptedInit, { hosts }: Observation): boolean {
  return (hosts[host]?.kubeadmRunning ?? 'unknown') === 'unknown';
}

/**
 * Why an init that did not end is neither finished nor undone. Only when its apiserver does not serve is a reset named: one that
 * serves is a cluster, whatever it lacks. `failures`: of the attempts to finish it.
 */
export function interruptedInit(
  spec: ClusterSpec,
  observation: Observation,
  init: InterruptedInit,
  failures: readonly string[],
): BlockReason {
  const { host, missing, running, apiReady } = init;
  const seen = observation.hosts[host];
  const lacks = check(
    apiReady ? 'host-settled' : 'api-on-serving-masters',
    'no',
    `${host} lacks ${missing.join(', ') || 'nothing'}`,
  );
  if (workIsHidden(init, observation))
    return {
      code: 'host-not-observable',
      summary: `an init on ${host} is not complete, and it cannot be seen whether a kubeadm is at work there`,
      evidence: [check('host-settled', 'unknown', `${host}: ${whyHidden(seen)}`), lacks],
      remedies: [bringIntoView(host, seen)],
    };
  if (running)
    return {
      code: 'init-interrupted',
      summary: `a kubeadm has been at work on ${host} for longer than an init may take`,
      evidence: [check('host-settled', 'no', `${host}: a kubeadm process is running`), lacks],
      remedies: [
        `look at what it waits for on ${host}: pgrep -a kubeadm, journalctl -u kubelet, crictl ps -a`,
        'the run goes on by itself when it has ended',
      ],
    };
  const via = seen?.apiReadyViaEndpoint ?? 'unknown';
  if (apiReady && via !== 'yes')
    return {
      code: 'endpoint-not-reachable',
      summary: `the apiserver of ${host} serves, but the control-plane endpoint does not lead to it: its init cannot be finished`,
      evidence: [check('api-through-endpoint', via, `${endpointOf(spec)} asked from ${host}: ${via}`), lacks],
      remedies: [
        `check the load balancer, and the route from ${host} to it`,
        'the run goes on by itself: nothing is lost, the cluster serves',
      ],
    };
  if (apiReady)
    return {
      code: 'init-interrupted',
      summary: `an init on ${host} was interrupted; its apiserver serves, and what it lacks could not be added`,
      evidence: [lacks, ...failures.map((line) => check('host-settled', 'no', line))],
      remedies: [
        `on ${host}: kubeadm init phase upload-config all, mark-control-plane and addon all say what is in the way`,
        'the run goes on by itself when nothing is missing; no reset is needed, the cluster serves',
      ],
    };
  return {
    code: 'init-interrupted',
    summary: `an init on ${host} was interrupted and its apiserver does not serve`,
    evidence: [lacks],
    remedies: [
      `look at ${host}: journalctl -u kubelet, crictl ps -a; the run goes on by itself once its apiserver serves`,
      `if there is nothing to keep on ${host}: kubeadm reset there, yourself`,
    ],
  };
}
