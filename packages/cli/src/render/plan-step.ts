import type { EtcdStanding, PlanStep } from '@quorate/sim-driver/plan';
import { counted } from './counted.js';
import type { PlanTextOptions } from './plan-text.js';
import type { Style } from './style.js';
import { sinceStart, span } from './virtual-time.js';
import { wrapped } from './wrapped.js';

const MARKS: Readonly<Record<PlanStep['action'], readonly [mark: string, style: Style]>> = {
  create: ['+', 'green'],
  change: ['~', 'yellow'],
  destroy: ['-', 'red'],
};

/** The conditions that tell most; -v shows the others. */
const TELLING: ReadonlySet<string> = new Set([
  'no-cluster-anywhere',
  'every-voter-healthy',
  'quorum-after-change',
  'asked-through-another-member',
  'host-clean',
]);

const BELOW = '       ';

/** One step: what and where, when and how long, what it means for etcd, what permits it, whether it can be undone. */
export function stepLines(step: PlanStep, options: PlanTextOptions): readonly string[] {
  const { columns, paint } = options;
  const [mark, style] = MARKS[step.action];
  const head = `${String(step.number).padStart(3)}. ${mark} `;
  const when = `${sinceStart(step.startsAtMs)}, ${step.durationMs < 1000 ? '<1s' : span(step.durationMs)}`;
  const [first = '', ...more] = wrapped(step.title, columns - when.length - 2, head);
  const title = `${first.slice(0, head.length - 2)}${paint(style, mark)} ${paint('bold', first.slice(head.length))}`;
  const gap = ' '.repeat(Math.max(2, columns - first.length - when.length));
  const below = (heading: string, text: string): readonly string[] =>
    wrapped(text, columns, `${BELOW}${heading}`);
  return [
    `${title}${gap}${paint('dim', when)}`,
    ...more.map((line) => paint('bold', line)),
    ...waitLines(step, options),
    ...(step.outcome === 'succeeded'
      ? []
      : below('', `does not succeed (${step.outcome}); what follows repairs it`).map((text) =>
          paint('yellow', text),
        )),
    ...etcdLine(step).flatMap((text) => below('etcd: ', text)),
    ...permitLines(step, options),
    ...(step.pointOfNoReturn === undefined
      ? []
      : below('POINT OF NO RETURN: ', step.pointOfNoReturn).map((text) => paint('red', text))),
  ];
}

/** Before, in the worst case while it runs, after. Nothing where there is no etcd and none comes. */
function etcdLine({ etcd: { before, during, after } }: PlanStep): readonly string[] {
  const three = [before, during, after];
  if (three.every(({ voters }) => voters === 0)) return [];
  const learners = three.some((one) => one.learners > 0)
    ? [moving('learners', three, (one) => String(one.learners))]
    : [];
  return [
    [
      moving('voters', three, (one) => String(one.voters)),
      ...learners,
      moving('quorum', three, (one) => (one.voters === 0 ? '-' : String(one.quorum))),
      moving('may fail', three, mayFail),
    ].join(', '),
  ];
}

function moving(name: string, three: readonly EtcdStanding[], show: (one: EtcdStanding) => string): string {
  const shown = three.map(show);
  return shown.every((one) => one === shown[0])
    ? `${name} ${shown[0] ?? ''}`
    : `${name} ${shown.join(' → ')}`;
}

function mayFail({ voters, mayFail: spare }: EtcdStanding): string {
  if (voters === 0) return '-';
  return spare < 0 ? 'NO QUORUM' : String(spare);
}

function permitLines({ permit }: PlanStep, { columns, verbose, paint }: PlanTextOptions): readonly string[] {
  if (permit === undefined) return [];
  const shown = permit.checks.filter(({ id }) => verbose || TELLING.has(id));
  const rest = permit.checks.length - shown.length;
  const lines = shown.flatMap(({ id, evidence }) =>
    wrapped(`${id}: ${evidence}`, columns, `${BELOW}permitted: `),
  );
  const more =
    shown.length === 0
      ? `permitted by ${counted(rest, 'condition')}`
      : `and ${counted(rest, 'more condition')}`;
  return [...lines, ...(rest === 0 ? [] : [`${BELOW}${more} (-v)`])].map((text) => paint('dim', text));
}

/** The last reason is the one that is met when the step begins. */
function waitLines({ waitsFor }: PlanStep, { columns, verbose, paint }: PlanTextOptions): readonly string[] {
  const shown = verbose ? waitsFor : waitsFor.slice(-1);
  return shown.flatMap((text) => wrapped(text, columns, `${BELOW}waits: `)).map((text) => paint('dim', text));
}
