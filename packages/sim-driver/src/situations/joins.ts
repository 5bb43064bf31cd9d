import type { FailureClass } from '@quorate/core';
import type { CommandSpan, RunHistory } from './run-history.js';
import { during, overlap } from './run-history.js';
import { situation } from './situation.js';

/** Kills of kubeadm on the host of a join, while it ran. */
function killed(history: RunHistory, membersAdded: boolean): boolean {
  return history
    .commands('join-control-plane')
    .some((join) =>
      history
        .records('process.killed', { program: 'kubeadm' })
        .some(
          (kill) =>
            kill.host === join.command.host &&
            during(kill, join) &&
            history.records('etcd.member-added').some((one) => during(one, join) && one.seq < kill.seq) ===
              membersAdded,
        ),
    );
}

function failedWith(history: RunHistory, failure: FailureClass): boolean {
  return [...history.commands('join-control-plane'), ...history.commands('join-worker')].some(
    ({ settled }) => settled?.report.failure?.class === failure,
  );
}

/** Its end is not known, and kubeadm ended well on its host. */
function doneUnseen(
  history: RunHistory,
  span: CommandSpan & { readonly command: { readonly host: string } },
): boolean {
  const unknown = span.settled === undefined || span.settled.report.outcome === 'unknown';
  return (
    unknown &&
    history
      .records('kubeadm.exited', { code: 0 })
      .some(({ host, atUs }) => host === span.command.host && atUs / 1000 >= span.issuedMs)
  );
}

function twiceOnOneHost(spans: readonly { readonly command: { readonly host: string } }[]): boolean {
  return new Set(spans.map(({ command }) => command.host)).size < spans.length;
}

export const JOIN_SITUATIONS = [
  situation(
    'join-killed-before-member',
    'kubeadm was killed on a newcomer that had no member yet',
    (history) => killed(history, false),
  ),
  situation(
    'join-killed-after-member',
    'kubeadm was killed on a newcomer whose member was in the list',
    (history) => killed(history, true),
  ),
  situation('join-answer-lost', 'nobody saw how a join of a master ended, and it had succeeded', (history) =>
    history.commands('join-control-plane').some((join) => doneUnseen(history, join)),
  ),
  situation('join-answer-lost-before', 'the connection broke before a join had begun', (history) =>
    history
      .commands('join-control-plane')
      .some(
        (join) =>
          join.settled?.report.outcome === 'unknown' &&
          !history
            .records('kubeadm.phase')
            .some((one) => one.host === join.command.host && during(one, join)),
      ),
  ),
  situation('join-failed', 'a join of a master failed', (history) =>
    history.commands('join-control-plane').some(({ settled }) => settled?.report.outcome === 'failed'),
  ),
  situation('join-repeated', 'a master was joined a second time', (history) =>
    twiceOnOneHost(history.commands('join-control-plane')),
  ),
  situation(
    'join-finished-by-phases',
    'the remaining phases of an interrupted join were run',
    (history) => history.commands('finish-join').length > 0,
  ),
  situation('master-reset', 'a master that had not joined whole was reset', (history) =>
    history
      .commands('reset-host')
      .some(({ command }) =>
        history.commands('join-control-plane').some((join) => join.command.host === command.host),
      ),
  ),
  situation(
    'node-deleted',
    'a left-over Node was deleted',
    (history) => history.commands('delete-node').length > 0,
  ),
  situation('token-refused', 'a join found its token unusable', (history) =>
    failedWith(history, 'token-unusable'),
  ),
  situation('certificates-missing', 'a join found the uploaded certificates gone', (history) =>
    failedWith(history, 'certificates-gone'),
  ),
  situation('key-replaced', 'a join found that others had uploaded the certificates anew', (history) =>
    failedWith(history, 'certificate-key-wrong'),
  ),
  situation(
    'worker-answer-lost',
    'nobody saw how a join of a worker ended, and it had succeeded',
    (history) => history.commands('join-worker').some((join) => doneUnseen(history, join)),
  ),
  situation('worker-join-repeated', 'a worker was joined a second time', (history) =>
    twiceOnOneHost(history.commands('join-worker')),
  ),
  situation('worker-reset', 'a worker was reset before it joined again', (history) =>
    history
      .commands('reset-host')
      .some(({ command }) =>
        history.commands('join-worker').some((join) => join.command.host === command.host),
      ),
  ),
  situation('workers-side-by-side', 'two workers joined at once', (history) => {
    const joins = history.commands('join-worker');
    return joins.some((one) => joins.some((other) => overlap(one, other)));
  }),
  situation('worker-beside-master', 'a worker joined while a master joined', (history) =>
    history
      .commands('join-worker')
      .some((one) => history.commands('join-control-plane').some((other) => overlap(one, other))),
  ),
  situation('init-answer-lost', 'nobody saw how init ended, and it had succeeded', (history) =>
    history.commands('initialise').some((init) => doneUnseen(history, init)),
  ),
  situation('init-failed', 'init ended with an error or was killed', (history) =>
    history.commands('initialise').some(({ settled }) => settled?.report.outcome === 'failed'),
  ),
  situation(
    'init-finished-by-phases',
    'the phases that an interrupted init had left undone were run',
    (history) => history.commands('finish-initialise').length > 0,
  ),
  situation('init-host-reset', 'what an interrupted init had written was reset', (history) =>
    history
      .commands('reset-host')
      .some(({ command }) =>
        history.commands('initialise').some((init) => init.command.host === command.host),
      ),
  ),
  situation(
    'init-repeated',
    'init ran a second time',
    (history) => history.commands('initialise').length > 1,
  ),
] as const;
