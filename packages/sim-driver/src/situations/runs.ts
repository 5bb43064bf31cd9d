import type { BlockCode } from '@quorate/core';
import type { TraceRecord } from '../engine/trace.js';
import type { RunHistory } from './run-history.js';
import { during, msOf } from './run-history.js';
import { situation } from './situation.js';

function endedBlocked(history: RunHistory, code: BlockCode): boolean {
  return history.results.some((result) => result.status === 'blocked' && result.reason.code === code);
}

function killedDuring(history: RunHistory, kind: 'initialise' | 'join-control-plane'): boolean {
  return history
    .records('orchestrator.killed')
    .some((kill) => history.commands(kind).some((span) => during(kill, span)));
}

/** An orchestrator is started, and the hosts are looked at while it is there. */
function anotherBeganAfter(history: RunHistory, one: TraceRecord): boolean {
  const began = history.records('orchestrator.started').find(({ seq }) => seq > one.seq);
  return began !== undefined && history.commands('observe').some(({ issuedMs }) => issuedMs >= msOf(began));
}

export const RUN_SITUATIONS = [
  situation(
    'blocked-then-unblocked',
    'a run was blocked and went on by itself',
    (history) => history.unblocksMs.length > 0,
  ),
  situation('blocked-to-the-end', 'a run ended blocked', (history) =>
    history.results.some(({ status }) => status === 'blocked'),
  ),
  situation('blocked-before-any-change', 'a run ended blocked and had changed nothing', (history) =>
    history.results.some(({ status, changes }) => status === 'blocked' && changes === 0),
  ),
  situation('quorum-lost', 'a run ended without quorum', (history) => endedBlocked(history, 'quorum-lost')),
  situation('may-hold-a-cluster', 'a master could not be seen and might have held the cluster', (history) =>
    endedBlocked(history, 'may-hold-a-cluster'),
  ),
  situation('host-unfit', 'a host could not become part of a cluster as it was', (history) =>
    endedBlocked(history, 'host-unfit'),
  ),
  situation('peers-apart', 'masters did not reach each other', (history) =>
    endedBlocked(history, 'peers-not-reachable'),
  ),
  situation('ready-over-ready', 'a run over a complete cluster changed nothing', (history) =>
    history.results.some(({ status, changes }) => status === 'ready' && changes === 0),
  ),
  situation(
    'second-run',
    'two runs followed each other in one simulation',
    (history) => history.results.length > 1,
  ),
  situation('resumed', 'a run was resumed from its journal', (history) =>
    history.records('orchestrator.started').some(({ detail }) => Number(detail?.['entries']) > 0),
  ),
  situation('killed-during-init', 'the orchestrator died while init ran', (history) =>
    killedDuring(history, 'initialise'),
  ),
  situation('killed-during-join', 'the orchestrator died while a master joined', (history) =>
    killedDuring(history, 'join-control-plane'),
  ),
  situation('journal-lost', 'an orchestrator that knew nothing went on where another had begun', (history) =>
    history
      .records('orchestrator.killed', { journal: 'lost' })
      .some(
        (kill) =>
          history.commands('initialise').some(({ issuedMs }) => issuedMs < msOf(kill)) &&
          anotherBeganAfter(history, kill),
      ),
  ),
  situation('two-orchestrators', 'a second orchestrator began, and the first one looked on', (history) =>
    history
      .records('fault.struck', { kind: 'second-orchestrator' })
      .some((struck) => anotherBeganAfter(history, struck)),
  ),
  situation(
    'repaired-and-ready',
    'a run reset a host or removed a member, and ended ready',
    (history) =>
      history.results.at(-1)?.status === 'ready' &&
      history.commands('reset-host').length + history.commands('remove-member').length > 0,
  ),
  situation('days-between', 'a master joined more than a day after init', (history) => {
    const [init] = history.commands('initialise');
    return history
      .commands('join-control-plane')
      .some(({ issuedMs }) => init !== undefined && issuedMs - init.issuedMs > DAY_MS);
  }),
  situation('fault-after-ready', 'a fault struck a cluster that was ready, and a run followed', (history) => {
    const revoked = history.commands('revoke-credentials')[0]?.settled;
    return (
      revoked !== undefined &&
      history.results.length > 1 &&
      history.records('fault.struck').some((struck) => msOf(struck) > revoked.atMs)
    );
  }),
] as const;

const DAY_MS = 24 * 3_600_000;
