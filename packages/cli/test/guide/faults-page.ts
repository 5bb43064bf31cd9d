import { FAULT_CATALOGUE, TRACE_EVENTS } from '@quorate/sim-driver';
import { faultForm, MOMENT_FORMS } from '../../src/guide/fault-guide.js';

const introduction = `# Faults

<!-- Generated from the catalogue of the simulator; refresh with: npm run docs:faults -->

A fault is something that the simulated world does to a run, at a moment. On the command line it is
\`--fault KIND:ARGS@MOMENT\`, in a scenario file a line of \`faults\`. The same seed and the same faults give the same run.

\`\`\`console
$ npm start -- --fault kill:master3,kubeadm@etcd.member-added#2+50ms
\`\`\`

kills kubeadm on master3 50 ms after the second etcd member was added. \`quorate faults\` prints what follows.`;

/** docs/faults.md */
export function faultsPage(): string {
  return [
    introduction,
    '## Kinds',
    table(
      ['fault', 'what happens'],
      FAULT_CATALOGUE.map((one) => [code(faultForm(one)), one.title]),
    ),
    'Arguments in brackets may be left out. `BY` is a time span (`90s`, `1h30m`, `3d`, `-2h`), `CONTAINING` a word of the\n' +
      'command line, and the `MOMENT` of `lose-reply` is `before` the program runs or `after` it.',
    '## Moments',
    table(
      ['moment', 'when'],
      MOMENT_FORMS.map(([form, meaning]) => [code(form), meaning]),
    ),
    'A moment that never comes is said at the end of the run.',
    '## Events',
    table(
      ['event', 'what happened', 'details'],
      TRACE_EVENTS.map(({ event, meaning, details }) => [code(event), meaning, details.map(code).join(', ')]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
