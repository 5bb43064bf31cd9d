import type { BlockCode } from '@quorate/core';
import { certificateExpired, certificateNotYetValid } from './certificate-times.js';
import { anotherCluster, dataLost, hostOfAnotherCluster, twoClusters } from './clusters.js';
import { credentialLeft, credentialsNotMinted, tokenNotSigned } from './credentials.js';
import { memberNotListed, memberNotRemovable, quorumLost, voterUnhealthy } from './etcd.js';
import { hostNotObservable, hostUnfit, hostUnprepared, hostUnreachable } from './hosts.js';
import { apiNotAnswering, initFailed, initInterrupted, mayHoldACluster } from './init.js';
import { joinBudgetSpent, joinRefused, workerBudgetSpent } from './joins.js';
import type { BlockJudge } from './judge.js';
import { endpointNotReachable, loadBalancerNotConfigured, peersNotReachable } from './paths.js';
import { cniNotApplied, notSettling } from './settling.js';

/** Every reason has its judge: none is taken on trust. */
export const BLOCK_JUDGES: Readonly<Record<BlockCode, BlockJudge>> = {
  'may-hold-a-cluster': mayHoldACluster,
  'two-clusters': twoClusters,
  'another-cluster': anotherCluster,
  'host-of-another-cluster': hostOfAnotherCluster,
  'host-unfit': hostUnfit,
  'host-unprepared': hostUnprepared,
  'peers-not-reachable': peersNotReachable,
  'host-unreachable': hostUnreachable,
  'load-balancer-not-configured': loadBalancerNotConfigured,
  'endpoint-not-reachable': endpointNotReachable,
  'init-interrupted': initInterrupted,
  'init-failed': initFailed,
  'api-not-answering': apiNotAnswering,
  'quorum-lost': quorumLost,
  'data-lost': dataLost,
  'voter-unhealthy': voterUnhealthy,
  'join-refused': joinRefused,
  'join-budget-spent': joinBudgetSpent,
  'member-not-removable': memberNotRemovable,
  'member-not-listed': memberNotListed,
  'host-not-observable': hostNotObservable,
  'credentials-not-minted': credentialsNotMinted,
  'credential-left': credentialLeft,
  'token-not-signed': tokenNotSigned,
  'certificate-expired': certificateExpired,
  'certificate-not-yet-valid': certificateNotYetValid,
  'cni-not-applied': cniNotApplied,
  'worker-budget-spent': workerBudgetSpent,
  'not-settling': notSettling,
};
