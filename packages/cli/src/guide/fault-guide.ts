import type { FaultDefinition } from '@quorate/sim-driver';
import { FAULT_CATALOGUE, TRACE_EVENTS } from '@quorate/sim-driver';

/** `lose-reply:HOST,PROGRAM[,CONTAINING[,MOMENT]]` */
export function faultForm(definition: FaultDefinition): string {
  const words = definition.args.map(({ name }) => name.toUpperCase());
  const firstOptional = definition.args.findIndex((argument) => argument.optional === true);
  const required = firstOptional < 0 ? words : words.slice(0, firstOptional);
  const optional = firstOptional < 0 ? [] : words.slice(firstOptional);
  const closing = ']'.repeat(optional.length);
  if (required.length === 0) {
    const [first, ...others] = optional;
    const more = others.map((word) => `[,${word}`).join('');
    return first === undefined ? definition.kind : `${definition.kind}[:${first}${more}${closing}`;
  }
  return `${definition.kind}:${required.join(',')}${optional.map((word) => `[,${word}`).join('')}${closing}`;
}

export const MOMENT_FORMS: readonly (readonly [form: string, meaning: string])[] = [
  ['90s', 'this long after the start; also 1h30m, 3d, 250ms'],
  ['EVENT', 'when this happens for the first time'],
  ['EVENT/HOST', 'when it happens on this host'],
  ['EVENT/KEY=VALUE', 'when it happens with this detail, as kubeadm.phase/master2/phase=check-etcd'],
  ['EVENT#2', 'the second time'],
  ['EVENT+50ms', 'this long after it; goes with all of the above'],
  ['…~2m', 'and for how long, when it is a fault that lasts'],
];

/** The text of `quorate faults`. */
export function faultGuide(): readonly string[] {
  const kinds = FAULT_CATALOGUE.map((definition) => [faultForm(definition), definition.title] as const);
  const events = TRACE_EVENTS.map(({ event, meaning, details }) => {
    const keys = details.length === 0 ? '' : ` (${details.join(', ')})`;
    return [event, `${meaning}${keys}`] as const;
  });
  return [
    'What can go wrong: --fault KIND:ARGS@MOMENT, as often as needed.',
    '',
    'Kinds',
    ...table(kinds),
    '',
    'Moments',
    ...table(MOMENT_FORMS),
    '',
    'Events (in parentheses: the keys of their details)',
    ...table(events),
    '',
    'Example',
    '  quorate simulate examples/ha-cluster.yaml --fault kill:master3,kubeadm@etcd.member-added#2+50ms',
  ];
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
