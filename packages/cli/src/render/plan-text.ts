import type { ClusterSpec } from '@quorate/core';
import type { Plan } from '@quorate/sim-driver/plan';
import { summaryOf } from './cluster-summary.js';
import { counted } from './counted.js';
import { stepLines } from './plan-step.js';
import type { Paint } from './style.js';
import { span } from './virtual-time.js';
import { wrapped } from './wrapped.js';

export interface PlanTextOptions {
  readonly columns: number;
  readonly verbose: boolean;
  readonly paint: Paint;
}

/** Wider lines are hard to read. */
const WIDEST = 100;
const NARROWEST = 60;

/** A plan for people: what will be done, in order, what stands behind each step, and how it ends. */
export function planText(plan: Plan, spec: ClusterSpec, options: PlanTextOptions): readonly string[] {
  const { paint, verbose } = options;
  const when = new Date(plan.observedAtMs).toISOString();
  const fitting = { paint, verbose, columns: Math.max(NARROWEST, Math.min(WIDEST, options.columns)) };
  return [
    ...wrapped(summaryOf(spec), fitting.columns, '').map((line) => paint('bold', line)),
    ...wrapped(`as its hosts were seen at ${when}; nothing was changed`, fitting.columns, ''),
    '',
    ...(plan.steps.length === 0 ? [] : [...legend(fitting), '']),
    ...plan.steps.flatMap((step) => [...stepLines(step, fitting), '']),
    ...(isNothing(plan) && !verbose ? [] : assumptionLines(plan, fitting)),
    ...endLines(plan, fitting),
  ];
}

function isNothing({ steps, end }: Pick<Plan, 'steps' | 'end'>): boolean {
  return steps.length === 0 && end.kind === 'ready';
}

function legend({ columns, paint }: PlanTextOptions): readonly string[] {
  return [
    `${paint('green', '+')} create   ${paint('yellow', '~')} change   ${paint('red', '-')} remove`,
    ...wrapped('before → at worst while it runs → after; times are estimates', columns, 'etcd: ').map(
      (line) => paint('dim', line),
    ),
  ];
}

function assumptionLines(
  { assumptions }: Plan,
  { columns, verbose, paint }: PlanTextOptions,
): readonly string[] {
  if (assumptions.length === 0) return [];
  const shown = verbose ? assumptions : assumptions.slice(0, SHOWN_ASSUMPTIONS);
  const rest = assumptions.length - shown.length;
  return [
    paint('bold', 'Assumed, because it could not be seen:'),
    ...shown.flatMap((text) => wrapped(text, columns, '  * ')),
    ...(rest > 0 ? [paint('dim', `  and ${counted(rest, 'more assumption')} (-v shows them)`)] : []),
    '',
  ];
}

const SHOWN_ASSUMPTIONS = 4;

function endLines(
  { cluster, end, steps, totals }: Plan,
  { columns, paint }: PlanTextOptions,
): readonly string[] {
  if (end.kind === 'ready' && steps.length === 0)
    return [paint('green', `Nothing to do: ${cluster} is as its spec wants it.`)];
  const { create, change, destroy, pointsOfNoReturn, durationMs, waitingMs } = totals;
  const counts =
    steps.length === 0
      ? 'Plan: no change.'
      : `Plan: ${String(create)} to create, ${String(change)} to change, ${String(destroy)} to remove.`;
  const ways =
    pointsOfNoReturn === 0 ? 'No point of no return.' : `${counted(pointsOfNoReturn, 'point')} of no return.`;
  const waiting = waitingMs >= 1000 ? `, ${span(waitingMs)} of it looking and waiting` : '';
  const head = [
    ...wrapped(steps.length === 0 ? counts : `${counts} ${ways}`, columns, '').map((text) =>
      paint('bold', text),
    ),
    ...(steps.length === 0 ? [] : [`About ${span(durationMs)}${waiting}.`]),
  ];
  if (end.kind === 'ready') return [...head, paint('green', 'Ends: ready.')];
  const { code, summary, evidence, remedies } = end.reason;
  return [
    ...head,
    ...wrapped(
      `Ends: BLOCKED ${end.atMs < 1000 ? 'at once' : `after ${span(end.atMs)}`} (${code}): ${summary}`,
      columns,
      '',
    ).map((text) => paint('red', text)),
    ...evidence.flatMap((one) => wrapped(`${one.id}: ${one.evidence}`, columns, '  seen: ')),
    ...remedies.flatMap((one) => wrapped(one, columns, '  safe next: ')),
  ];
}
