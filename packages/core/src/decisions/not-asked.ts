import type { HostObservation } from '../observation/observation.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { ADMIN_CONF, hasFile } from './kubernetes-files.js';
import { check } from './verdict.js';

/** The host answers, and etcdctl on it could not even ask: it is not installed, or has no certificates. */
export function etcdNotAsked({ name }: HostSpec, { etcd }: HostObservation): BlockReason {
  const why = etcd?.members.known === false ? etcd.members.why : 'no answer that says yes or no';
  return {
    code: 'host-not-observable',
    summary: `whether the etcd member of ${name} is healthy could not be asked`,
    evidence: [check('every-voter-healthy', 'unknown', `${name}: ${why}`)],
    remedies: [
      `look at ${name}: etcdctl must be installed there, and find its certificates in /etc/kubernetes/pki/etcd`,
      'the run goes on by itself when its member answers; nothing about it is changed before',
    ],
  };
}

/** Nobody knows whether its apiserver is ready: kubectl could not even ask. */
export function apiUnasked({ apiReady }: HostObservation): boolean {
  return (apiReady ?? 'unknown') === 'unknown';
}

/** The same of kubectl, which needs an administrator's kubeconfig. */
export function apiNotAsked({ name }: HostSpec, seen: HostObservation): BlockReason {
  const lacksKubeconfig = seen.files !== undefined && !hasFile(seen, ADMIN_CONF);
  const why = lacksKubeconfig ? `${ADMIN_CONF} is not there` : 'kubectl could not ask';
  return {
    code: 'host-not-observable',
    summary: `whether the apiserver of ${name} is ready could not be asked`,
    evidence: [check('api-on-serving-masters', 'unknown', `${name}: ${why}`)],
    remedies: [
      lacksKubeconfig
        ? `on ${name}: kubeadm init phase kubeconfig admin --config with the cluster's configuration makes ${ADMIN_CONF} anew`
        : `look at ${name}: kubectl must be installed there, and ${ADMIN_CONF} be valid`,
      'the run goes on by itself when its apiserver answers',
    ],
  };
}
