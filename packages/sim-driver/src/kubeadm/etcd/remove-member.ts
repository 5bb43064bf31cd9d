import type { Task } from '../../engine/task.js';
import type { KubeClient } from '../../kubernetes/client.js';
import type { KubeadmRun } from '../run.js';
import { connectEtcd } from './etcd-cluster.js';
import { MANIFESTS_DIR } from '../phases/node-setup.js';

/** What kubeadm ≤ 1.22 asks to remove when its own member is not in the list. */
const NO_MEMBER_ID = '0';

/** Removes this host's member while its etcd still runs. Undefined: removed, or nothing to remove; else why not. */
export function* removeOwnMember(run: KubeadmRun, kube: KubeClient): Task<string | undefined> {
  const own = /--initial-advertise-peer-urls=(\S+)/.exec(
    run.host.disk.text(`${MANIFESTS_DIR}/etcd.yaml`) ?? '',
  )?.[1];
  if (own === undefined) return undefined;
  const etcd = yield* connectEtcd(run, kube);
  if (!etcd.ok) return etcd.failure.cause;
  const members = yield* etcd.value.memberList();
  if (!members.ok) return members.failure.cause;
  const member = members.value.find(({ peerUrls }) => peerUrls.includes(own));
  // The last member cannot leave its cluster.
  if (members.value.length === 1 && member !== undefined) return undefined;
  if (member === undefined && !run.profile.etcd.removesUnknownMember) return undefined;
  const removed = yield* etcd.value.remove(member?.id ?? NO_MEMBER_ID);
  return removed.ok ? undefined : removed.failure.cause;
}
