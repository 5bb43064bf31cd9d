import type { ClusterObservation, ClusterSpec, HostObservation, Known, Observation } from '@quorate/core';

const ETCD_DATA = '/var/lib/etcd/member/';
const TEMPORARY = '/etc/kubernetes/tmp/';

/**
 * What a plan depends on, name by name, as short texts. Left out is what always moves and decides nothing: times of looks, clock
 * offsets within the allowance, the leader, names of etcd's files and kubeadm's temporary ones, ends of tokens and of the
 * kubelet's own certificate (it renews it), reasons why something is unknown, the kubelet's ports, and file order.
 */
export function observedFacts(spec: ClusterSpec, observation: Observation): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {};
  const put = (name: string, value: unknown): void => {
    if (value !== undefined) facts[name] = typeof value === 'string' ? value : JSON.stringify(value);
  };
  for (const seen of Object.values(observation.hosts)) {
    const at = (fact: string, value: unknown): void => {
      put(`${seen.host}: ${fact}`, value);
    };
    putHost(at, seen, spec);
    putMachine(at, seen);
    putEtcd(at, seen);
  }
  putCluster(put, observation.cluster);
  return facts;
}

type Put = (name: string, value: unknown) => void;

function putHost(put: Put, seen: HostObservation, spec: ClusterSpec): void {
  put('reachable', seen.reachable);
  put('hostname', seen.identity?.hostname);
  put('machine id', seen.identity?.machineId);
  put('product uuid', seen.identity?.productUuid);
  put('addresses', sorted(seen.identity?.addresses));
  if (seen.clockOffsetMs !== undefined)
    put('clock', Math.abs(seen.clockOffsetMs) <= spec.budgets.maxClockSkewMs ? 'right' : 'wrong');
  put('kubeadm', seen.versions?.kubeadm);
  put('kubelet', seen.versions?.kubelet);
  put('kubelet runs', seen.kubelet?.active);
  put('kubelet healthy', seen.kubelet?.healthy);
  put('kubelet has a certificate', seen.kubelet?.hasCertificate);
  put('kubeadm at work', seen.kubeadmRunning);
  put('CA', seen.caFingerprint);
  put('apiserver ready', seen.apiReady);
  put('apiserver ready through the endpoint', seen.apiReadyViaEndpoint);
  const { files, certificates } = seen;
  put('files', sorted(files?.filter((path) => !path.startsWith(ETCD_DATA) && !path.startsWith(TEMPORARY))));
  if (files !== undefined)
    put('etcd data', files.some((path) => path.startsWith(ETCD_DATA)) ? 'there' : 'none');
  if (certificates?.known === true)
    for (const { name, expiresAtMs } of certificates.value)
      put(
        `certificate ${name}`,
        name === 'kubelet-client' ? (expiresAtMs > seen.atMs ? 'valid' : 'expired') : String(expiresAtMs),
      );
}

function putMachine(put: Put, { capacity, preparation, paths }: HostObservation): void {
  if (capacity?.machine?.kind === 'told') put('machine', capacity.machine.value);
  if (capacity?.missingPrograms?.kind === 'told')
    put('missing programs', sorted(capacity.missingPrograms.value));
  if (capacity?.runtimeSockets?.kind === 'told')
    put('runtime sockets', sorted(capacity.runtimeSockets.value));
  for (const { item, done } of preparation?.items ?? []) put(`prepared: ${item}`, done);
  for (const { address, port, outcome } of paths ?? []) put(`way to ${address}:${String(port)}`, outcome);
}

function putEtcd(put: Put, { etcd }: HostObservation): void {
  if (etcd === undefined) return;
  put('etcd healthy', etcd.healthy);
  put('etcd member', etcd.memberId);
  put('etcd alarms', toldOr(etcd.alarms, sorted));
  put(
    'etcd members',
    toldOr(etcd.members, (members) =>
      sorted(
        members.map(
          ({ id, name, peerUrls, learner }) =>
            `${id} ${name} ${peerUrls.join('+')}${learner ? ' learner' : ''}`,
        ),
      ),
    ),
  );
}

function putCluster(put: Put, cluster: ClusterObservation): void {
  const { nodes, tokens, signedTokenIds, uploadedCertificates, addons, recorded } = cluster;
  if (!nodes.known) put('Nodes', 'unknown');
  else
    for (const { name, ready, labels, taints, internalIp = '', kubeletVersion = '' } of nodes.value)
      put(
        `Node ${name}`,
        [`ready ${ready}`, internalIp, kubeletVersion, ...labels, ...sortedTaints(taints)].join(' '),
      );
  put(
    'bootstrap tokens',
    toldOr(tokens, (list) => sorted(list.map(({ id }) => id))),
  );
  put(
    'signed tokens',
    toldOr(signedTokenIds, (ids) => (ids === null ? 'no cluster-info' : sorted(ids))),
  );
  put(
    'uploaded certificates',
    toldOr(uploadedCertificates, (value) => value ?? 'none'),
  );
  put('addons', addons === undefined ? undefined : toldOr(addons, (value) => value));
  put('kubeadm-config', recorded === undefined ? undefined : toldOr(recorded, (value) => value));
}

function toldOr<T>(fact: Known<T>, told: (value: T) => unknown): unknown {
  return fact.known ? told(fact.value) : 'unknown';
}

function sorted(list: readonly string[] | undefined): readonly string[] | undefined {
  return list === undefined ? undefined : [...list].sort();
}

function sortedTaints(taints: readonly string[]): readonly string[] {
  return [...taints].sort();
}
