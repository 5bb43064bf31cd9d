import type { CommandReport } from '../commands/report.js';
import type { FailedJoin } from '../decisions/failed-join.js';
import { failedJoin, pauseLeftMs } from '../decisions/failed-join.js';
import type { HostName } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';

/** Refused joins change nothing, so more of them are permitted; they end too. */
const REFUSALS_PER_JOIN = 3;

/** Joins of a host that may have changed something. A refused one does not count, unless something had to be undone after it. */
export function joinsThatCount(context: ProtocolContext, host: HostName): number {
  return (context.attempts[host] ?? 0) - lastRefused(context, host);
}

export function joinBudgetSpent(context: ProtocolContext, host: HostName): boolean {
  const { joinAttempts } = context.spec.budgets;
  const refusals = (context.attempts[refusalsKey(host)] ?? 0) + lastRefused(context, host);
  return joinsThatCount(context, host) >= joinAttempts || refusals >= REFUSALS_PER_JOIN * joinAttempts;
}

/** Joins of a host so far, refused ones among them; of the first master its inits as well. */
export function timesJoined({ attempts }: ProtocolContext, host: HostName): number {
  return (attempts[host] ?? 0) + (attempts[refusalsKey(host)] ?? 0);
}

/** Under which name a join that starts now is counted: one after a refused one takes the place of that. */
export function joinAttempt(
  context: ProtocolContext,
  host: HostName,
): Pick<ProtocolContext, 'attempts' | 'failedJoins'> {
  const key = lastRefused(context, host) === 1 ? refusalsKey(host) : host;
  const attempts = { ...context.attempts, [key]: (context.attempts[key] ?? 0) + 1 };
  return { attempts, failedJoins: withoutRefusal(context, host) };
}

/** Something is undone on the host: its last join has left something after all. */
export function withoutRefusal(
  { failedJoins }: ProtocolContext,
  host: HostName,
): ProtocolContext['failedJoins'] {
  const failed = failedJoins[host];
  return failed === undefined ? failedJoins : { ...failedJoins, [host]: { ...failed, refused: false } };
}

export function noteJoin(
  { failedJoins }: ProtocolContext,
  host: HostName,
  report: CommandReport,
  atMs: number,
): ProtocolContext['failedJoins'] {
  const { [host]: before, ...others } = failedJoins;
  const failed = failedJoin(before, report, atMs);
  return failed === undefined ? others : { ...others, [host]: failed };
}

/** Under which name the failures to finish a join are kept: they pause like joins, each for itself. */
export function finishKey(host: HostName): string {
  return `${host}/finish-join`;
}

export function finishPauseReason(host: HostName, failed: FailedJoin | undefined): string {
  return `${host} pauses before its join is finished: the last attempt ended with ${failed?.reason ?? 'no reason'}, ${failed?.times ?? 0} in a row`;
}

/** Why something is not tried again at once, for whoever watches. */
export function againReason(what: string, failed: FailedJoin | undefined): string {
  return `a pause before ${what} again: the last attempt ended with ${failed?.reason ?? 'no reason'}, ${failed?.times ?? 0} in a row`;
}

export function joinPauseLeftMs({ failedJoins, nowMs }: ProtocolContext, host: HostName): number {
  return pauseLeftMs(failedJoins[host], nowMs);
}

/** Why a host does not join at once again, for whoever watches. */
export function pauseReason(host: HostName, failed: FailedJoin | undefined): string {
  return `${host} pauses before its next join: the last ended with ${failed?.reason ?? 'no reason'}, ${failed?.times ?? 0} in a row`;
}

function lastRefused({ failedJoins }: ProtocolContext, host: HostName): 0 | 1 {
  return failedJoins[host]?.refused === true ? 1 : 0;
}

function refusalsKey(host: HostName): string {
  return `${host}/refused-join`;
}
