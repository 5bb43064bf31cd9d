import type { PlantedRule } from './rule.js';

const RECONFIGURATION = 'sim-driver/src/etcd/server/reconfiguration.ts';
const RAFT = 'sim-driver/src/etcd/raft/raft-node.ts';
const RECONFIGURATION_TEST = ['sim-driver/test/etcd/server/reconfiguration.test.ts'];
const TRANSCRIPTS = 'sim-driver/test/etcd/conformance/etcd-transcripts.test.ts';
const SAFETY = 'sim-driver/test/etcd/server/safety.property.test.ts';
const CONTROLLERS = ['sim-driver/test/kubernetes/controllers.test.ts'];

/** The simulator would be nicer than etcd and kubeadm are: a protocol that it approves of proves nothing. */
export const SIMULATOR_RULES: readonly PlantedRule[] = [
  {
    id: 'sim-promote-without-sync',
    breaks: 'etcd promotes a learner that has not caught up',
    file: RECONFIGURATION,
    find: 'if (matchOfLearner < matchOfLeader * 0.9) return etcdErrors.learnerNotReady;',
    replace: 'if (matchOfLearner < 0) return etcdErrors.learnerNotReady;',
    caughtBy: RECONFIGURATION_TEST,
  },
  {
    id: 'sim-ghost-voter-not-counted',
    breaks: 'a member that never started does not count for quorum',
    file: 'sim-driver/src/etcd/membership.ts',
    find: '.filter((member) => !member.learner)\n',
    replace: ".filter((member) => !member.learner && member.name !== '')\n",
    caughtBy: [...RECONFIGURATION_TEST, TRANSCRIPTS],
  },
  {
    id: 'sim-strict-reconfig-off',
    breaks: 'etcd adds a member whoever is down',
    file: RECONFIGURATION,
    find: 'return enough ? undefined : etcdErrors.unhealthyCluster;',
    replace: 'return enough || voters.length > 0 ? undefined : etcdErrors.unhealthyCluster;',
    caughtBy: RECONFIGURATION_TEST,
  },
  {
    id: 'sim-no-health-interval',
    breaks: 'etcd counts a peer that has just come up as connected',
    file: RECONFIGURATION,
    find: 'view.nowUs - sinceUs > HEALTH_INTERVAL_US',
    replace: 'view.nowUs - sinceUs >= 0 * HEALTH_INTERVAL_US',
    caughtBy: RECONFIGURATION_TEST,
  },
  {
    id: 'sim-quorum-is-half',
    breaks: 'half of the voters commit',
    file: 'sim-driver/src/etcd/membership.ts',
    find: 'return Math.floor(voters / 2) + 1;',
    replace: 'return Math.ceil(voters / 2);',
    caughtBy: [...RECONFIGURATION_TEST, TRANSCRIPTS],
  },
  {
    id: 'sim-leader-incomplete',
    breaks: 'a member whose log lacks committed entries is elected',
    file: 'sim-driver/src/etcd/raft/raft-log.ts',
    find: 'return term > this.lastTerm || (term === this.lastTerm && index >= this.lastIndex);',
    replace: 'return term >= 0 && index >= 0;',
    caughtBy: [TRANSCRIPTS, SAFETY],
  },
  {
    id: 'sim-votes-twice',
    breaks: 'a member votes for two candidates in one term',
    file: RAFT,
    find: 'const free = vote === message.from || (vote === undefined && this.#leaderId === undefined) || ahead;',
    replace: 'const free = vote !== null || ahead;',
    caughtBy: [TRANSCRIPTS, SAFETY],
  },
  {
    id: 'sim-log-never-truncated',
    breaks: 'a follower keeps entries that contradict its leader',
    file: RAFT,
    find: 'if (known !== undefined) log.truncateFrom(entry.index);',
    replace: 'if (known !== undefined) continue;',
    caughtBy: [TRANSCRIPTS, SAFETY],
  },
  {
    id: 'sim-two-changes-at-once',
    breaks: 'raft takes a second change of the configuration before the first is applied',
    file: RAFT,
    find: 'if (this.#pendingConfiguration > this.#environment.appliedIndex()) accepted = EMPTY_COMMAND;',
    replace: 'if (this.#pendingConfiguration < 0) accepted = EMPTY_COMMAND;',
    caughtBy: ['sim-driver/test/etcd/raft/one-change-at-a-time.test.ts'],
  },
  {
    id: 'sim-removed-id-comes-back',
    breaks: 'a removed member may be added again under its id',
    file: 'sim-driver/src/etcd/membership.ts',
    find: 'return this.#removed.has(id);',
    replace: 'return this.#removed.has(id) && this.#members.has(id);',
    caughtBy: [TRANSCRIPTS],
  },
  {
    id: 'sim-token-never-expires',
    breaks: 'a bootstrap token outlives its time',
    file: 'sim-driver/src/kubernetes/controllers/token-cleaner.ts',
    find: 'if (host.clock() < expiresUs) this.#arm(token);',
    replace: 'if (host.clock() >= 0) return;',
    caughtBy: CONTROLLERS,
  },
  {
    id: 'sim-any-token-signed',
    breaks: 'cluster-info is signed for a token that may not sign',
    file: 'sim-driver/src/kubernetes/controllers/bootstrap-signer.ts',
    find: 'if (token?.signing !== true || (token.expiresUs !== undefined && token.expiresUs <= nowUs)) continue;',
    replace: 'if (token === undefined || nowUs < 0) continue;',
    caughtBy: ['sim-driver/test/kubernetes/bootstrap-signer.test.ts'],
  },
  {
    id: 'sim-minority-reads',
    breaks: 'a leader without contact to a quorum answers linearizable reads',
    file: 'sim-driver/src/etcd/server/read-index.ts',
    find: '    quorum - 1,\n',
    replace: '    0,\n',
    caughtBy: [TRANSCRIPTS],
  },
  {
    id: 'sim-join-without-pin',
    breaks: 'kubeadm joins a cluster whose CA is not the pinned one',
    file: 'sim-driver/src/kubeadm/discovery/token-discovery.ts',
    find: '!discovery.caCertHashes.includes(publicKeyPin(ca))',
    replace: '!discovery.caCertHashes.includes(discovery.caCertHashes[0] ?? publicKeyPin(ca))',
    caughtBy: ['sim-driver/test/kubeadm/failures.test.ts'],
  },
  {
    id: 'sim-etcd-ignores-expiry',
    breaks: 'etcd and its clients accept certificates that have expired',
    file: 'sim-driver/src/pki/verification.ts',
    find: 'return isValidAt(subject, nowUs) && isValidAt(issuer, nowUs);',
    replace: 'return isValidAt(issuer, nowUs);',
    caughtBy: ['sim-driver/test/etcd/certificates.test.ts'],
  },
  {
    id: 'sim-peers-not-verified',
    breaks: 'etcd members accept any peer, whatever certificate it shows',
    file: 'sim-driver/src/etcd/server/peer-links.ts',
    find: 'if (!peerHandshakeSucceeds(this.#owner.security, service.security)) {',
    replace: 'if ((this.#owner.security === undefined) !== (service.security === undefined)) {',
    caughtBy: ['sim-driver/test/etcd/certificates.test.ts'],
  },
];
