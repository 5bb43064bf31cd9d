import type { TraceRecord } from '../engine/trace.js';
import type { RunHistory } from './run-history.js';
import { during, msOf } from './run-history.js';
import { situation } from './situation.js';

const LATE_MS = 2_000;
const LEADERLESS_MS = 5_000;

function member(record: TraceRecord): string {
  return String(record.detail?.['member']);
}

/** First later record of an event about the same member. */
function next(history: RunHistory, event: string, of: TraceRecord): TraceRecord | undefined {
  return history.records(event).find((one) => one.seq > of.seq && member(one) === member(of));
}

/** Records of a kind of change that lie within the join of a master. */
function whileJoining(history: RunHistory, event: string): readonly TraceRecord[] {
  const joins = history.commands('join-control-plane');
  return history.records(event).filter((record) => joins.some((join) => during(record, join)));
}

function added(history: RunHistory, learner: boolean): readonly TraceRecord[] {
  return history.records('etcd.member-added', { learner });
}

/** Members that were taken out, with whether they had ever started. */
function removed(history: RunHistory, started: boolean): readonly TraceRecord[] {
  const known = new Set(history.records('etcd.member-started').map(member));
  return history.records('etcd.member-removed').filter((one) => known.has(member(one)) === started);
}

export const MEMBERSHIP_SITUATIONS = [
  situation('window-1-2', 'a second voter was announced and had not started', (history) => {
    const [first] = added(history, false);
    return first !== undefined && history.records('etcd.member-added')[0] === first;
  }),
  situation(
    'leader-lost-in-window',
    'the only voter lost its leadership while the second had not started',
    (history) => {
      const [first] = added(history, false);
      if (first === undefined) return false;
      const started = next(history, 'etcd.member-started', first);
      return history
        .records('etcd.stepped-down')
        .some((one) => one.seq > first.seq && (started === undefined || one.seq < started.seq));
    },
  ),
  situation('learner-added', 'a member joined as a learner', (history) => added(history, true).length > 0),
  situation(
    'learner-promoted',
    'a learner became a voter',
    (history) => history.records('etcd.member-promoted').length > 0,
  ),
  situation('learner-promoted-late', 'a learner was promoted more than 2 s after it had started', (history) =>
    history.records('etcd.member-started').some((started) => {
      const promoted = next(history, 'etcd.member-promoted', started);
      return promoted !== undefined && msOf(promoted) - msOf(started) > LATE_MS;
    }),
  ),
  situation(
    'learner-promoted-by-the-protocol',
    'kubeadm left a learner behind and the protocol promoted it',
    (history) =>
      history.commands('promote-learner').some(({ settled }) => settled?.report.outcome === 'succeeded'),
  ),
  situation('learner-removed', 'a learner was taken out again', (history) => {
    const promoted = new Set(history.records('etcd.member-promoted').map(member));
    const learners = new Set(added(history, true).map(member));
    return history
      .records('etcd.member-removed')
      .some((one) => learners.has(member(one)) && !promoted.has(member(one)));
  }),
  situation(
    'unstarted-member-removed',
    'a member that never started was taken out',
    (history) => removed(history, false).length > 0,
  ),
  situation(
    'dead-voter-removed',
    'a voter that had run was taken out',
    (history) => removed(history, true).length > 0,
  ),
  situation('member-re-added', 'a member was removed, and one added after it', (history) =>
    history
      .records('etcd.member-removed')
      .some((gone) => history.records('etcd.member-added').some((one) => one.seq > gone.seq)),
  ),
  situation(
    'removed-after-quorum-window',
    'a member was removed by the protocol, through another one',
    (history) =>
      history.commands('remove-member').some(({ settled }) => settled?.report.outcome === 'succeeded'),
  ),
  situation(
    'leader-lost-during-join',
    'a leader stepped down while a master joined',
    (history) => whileJoining(history, 'etcd.stepped-down').length > 0,
  ),
  situation('leader-changed-during-join', 'another member became leader while a master joined', (history) =>
    whileJoining(history, 'etcd.leader-elected').some((elected) =>
      history
        .records('etcd.leader-elected')
        .some((before) => before.seq < elected.seq && member(before) !== member(elected)),
    ),
  ),
  situation(
    'leader-elsewhere',
    'the leader is not the member of the host that was initialised',
    (history) => {
      const elected = history.records('etcd.leader-elected');
      return elected.some((one) => one.host !== elected[0]?.host);
    },
  ),
  situation('long-without-leader', 'there was no leader for more than 5 s', (history) =>
    history.records('etcd.stepped-down').some((lost) => {
      const after = history.records('etcd.leader-elected').find((one) => one.seq > lost.seq);
      return after === undefined || msOf(after) - msOf(lost) > LEADERLESS_MS;
    }),
  ),
  situation('member-slow-to-start', 'a member started more than 30 s after it was added', (history) =>
    history.records('etcd.member-added').some((one) => {
      const started = next(history, 'etcd.member-started', one);
      return started !== undefined && msOf(started) - msOf(one) > 30_000;
    }),
  ),
  situation('newcomer-died-in-window', 'a host lost its power while its member had not started', (history) =>
    history
      .records('host.powered-off')
      .some(({ seq, host }) =>
        history
          .commands('join-control-plane')
          .some(
            ({ command }) =>
              command.host === host &&
              history
                .records('etcd.member-added')
                .some(
                  (one) =>
                    one.seq < seq && (next(history, 'etcd.member-started', one)?.seq ?? Infinity) > seq,
                ),
          ),
      ),
  ),
  situation('etcd-restarted', 'a member was started again on the same host', (history) => {
    const hosts = history.records('pod.started', { pod: 'etcd' }).map(({ host }) => host);
    return new Set(hosts).size < hosts.length;
  }),
] as const;
