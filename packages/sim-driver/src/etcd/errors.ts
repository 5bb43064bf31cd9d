import type { EtcdError, EtcdResult } from './client.js';

/** The refusals of an etcd server, word for word. None of them is ambiguous: nothing was proposed. */
export const etcdErrors = {
  notEnoughStartedMembers: refusal(
    'FailedPrecondition',
    'etcdserver: re-configuration failed due to not enough started members',
  ),
  unhealthyCluster: refusal('Unavailable', 'etcdserver: unhealthy cluster'),
  memberNotFound: refusal('NotFound', 'etcdserver: member not found'),
  memberExists: refusal('FailedPrecondition', 'etcdserver: member ID already exist'),
  peerUrlsExist: refusal('FailedPrecondition', 'etcdserver: Peer URLs already exists'),
  badMemberUrls: refusal('InvalidArgument', 'etcdserver: given member URLs are invalid'),
  tooManyLearners: refusal('FailedPrecondition', 'etcdserver: too many learner members in cluster'),
  memberNotLearner: refusal('FailedPrecondition', 'etcdserver: can only promote a learner member'),
  learnerNotReady: refusal(
    'FailedPrecondition',
    'etcdserver: can only promote a learner member which is in sync with leader',
  ),
  badLeaderTransferee: refusal('FailedPrecondition', 'etcdserver: bad leader transferee'),
  noLeader: refusal('Unavailable', 'etcdserver: no leader'),
  notLeader: refusal('FailedPrecondition', 'etcdserver: not leader'),
  noSpace: refusal('ResourceExhausted', 'etcdserver: mvcc: database space exceeded'),
  compareFailed: refusal('FailedPrecondition', 'etcdserver: compare failed'),
} as const;

/** After 7 s in the server: a proposal may still commit. */
export const REQUEST_TIMED_OUT: EtcdError = {
  code: 'Unavailable',
  message: 'etcdserver: request timed out',
  ambiguous: true,
};

/** `move-leader` to a member that does not take over: at the client's own deadline. etcd has no gRPC code for it. */
export const TRANSFER_TIMED_OUT: EtcdError = {
  code: 'Unknown',
  message: 'rpc error: code = Unknown desc = etcdserver: request timed out, leader transfer took too long',
  ambiguous: true,
};

/**
 * The server's own context ran out while no leader took the proposal. Nothing was proposed, but the client cannot tell;
 * since 3.5 it sends the request again.
 */
export function serverContextExpired(retried: boolean): EtcdError {
  const text = 'context deadline exceeded';
  return retried
    ? { code: 'DeadlineExceeded', message: text, ambiguous: true }
    : { code: 'Unknown', message: `rpc error: code = Unknown desc = ${text}`, ambiguous: true };
}

export function deadlineExceeded(ambiguous: boolean): EtcdError {
  return { code: 'DeadlineExceeded', message: 'context deadline exceeded', ambiguous };
}

/** The connection broke under a request that had been sent. */
export function connectionLost(ambiguous: boolean): EtcdError {
  return { code: 'Unavailable', message: 'error reading from server: EOF', ambiguous };
}

export function succeeded<T>(value: T): EtcdResult<T> {
  return { ok: true, value };
}

export function failed<T>(error: EtcdError): EtcdResult<T> {
  return { ok: false, error };
}

function refusal(code: EtcdError['code'], message: string): EtcdError {
  return { code, message, ambiguous: false };
}
