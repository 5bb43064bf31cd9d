import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { EtcdMember } from '../../etcd/client.js';
import type { KubeClient } from '../../kubernetes/client.js';
import type { ClusterConfiguration } from '../config/kubeadm-config.js';
import type { Failure } from '../failure.js';
import { clientUrl, peerUrl, writeEtcdManifest } from '../phases/etcd-manifest.js';
import type { NodeSetup } from '../phases/node-setup.js';
import type { VersionProfile } from '../version-profile.js';
import { connectEtcd } from './etcd-cluster.js';

/** Between the answer to the member add and the manifest: the window in which a crash leaves a member that never starts. */
const ANNOUNCE_US = millis(8);

/** Members are added as learners and promoted later (gate EtcdLearnerMode, locked on from 1.32). */
function usesLearners(profile: VersionProfile, cluster: Pick<ClusterConfiguration, 'featureGates'>): boolean {
  const gate = cluster.featureGates['EtcdLearnerMode'];
  switch (profile.etcd.learner) {
    case 'never':
      return false;
    case 'always':
      return true;
    case 'gate-on':
      return gate ?? true;
    case 'gate-off':
      return gate ?? false;
  }
}

/** Adds this host's member to the stacked etcd, writes its manifest, and waits until every member answers. No rollback. */
export function* joinEtcd(setup: NodeSetup, kube: KubeClient): Task<Failure | undefined> {
  const { run, cluster, node, local } = setup;
  if (cluster.etcd.kind === 'external') {
    run.out('[control-plane-join] using external etcd - no local stacked instance added');
    return undefined;
  }
  const failure = (cause: string): Failure => ({
    cause: `error creating local etcd static pod manifest file: ${cause}`,
  });
  const etcd = yield* connectEtcd(run, kube);
  if (!etcd.ok) return failure(etcd.failure.cause);
  const learner = usesLearners(run.profile, cluster);
  const own = peerUrl(local.advertiseAddress);
  const isOwn = (member: EtcdMember): boolean => member.peerUrls.includes(own);

  const listed = yield* etcd.value.memberList();
  if (!listed.ok) return failure(listed.failure.cause);
  let members = listed.value;
  if ((learner && run.profile.etcd.rerunBug) || !members.some(isOwn)) {
    const added = yield* etcd.value.add(own, learner);
    if (!added.ok) return failure(added.failure.cause);
    members = added.value;
    run.out('[etcd] Announced new etcd member joining to the existing etcd cluster');
  }
  yield* run.work(ANNOUNCE_US);
  run.out('[etcd] Creating static Pod manifest for "etcd"');
  yield* writeEtcdManifest(
    setup,
    members.flatMap((member) => {
      // A member that has not started has no name yet: kubeadm takes its id instead.
      const name = isOwn(member) ? node.name : member.name === '' ? member.id : member.name;
      return member.peerUrls.map((url) => ({ name, peerUrl: url }));
    }),
  );
  if (learner) {
    const promoted = yield* promoteOwn(setup, kube);
    if (promoted !== undefined) return failure(promoted);
  }
  run.out('[etcd] Waiting for the new etcd member to join the cluster. This can take up to 40s');
  const healthy = yield* etcd.value.withEndpoint(clientUrl(local.advertiseAddress)).waitUntilHealthy();
  return healthy.ok ? undefined : failure(healthy.failure.cause);
}

function* promoteOwn({ run, local }: NodeSetup, kube: KubeClient): Task<string | undefined> {
  const etcd = yield* connectEtcd(run, kube);
  if (!etcd.ok) return etcd.failure.cause;
  const members = yield* etcd.value.memberList();
  if (!members.ok) return members.failure.cause;
  const url = peerUrl(local.advertiseAddress);
  const own = members.value.find((member) => member.peerUrls.includes(url));
  if (own === undefined) return `no member id found for peer URL ${url}`;
  // A re-run finds a member that is a voter already.
  if (!own.learner) return undefined;
  const promoted = yield* etcd.value.promote(own.id);
  return promoted.ok ? undefined : promoted.failure.cause;
}
