import { faultDefinition } from '../faults/catalogue.js';
import type { Fault, Moment } from '../faults/fault.js';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** Milliseconds in the largest unit that leaves no rest: `90s`, `1500ms`, `-2h`. */
export function spanText(ms: number): string {
  const size = Math.abs(ms);
  const unit = UNITS.find(([, unitMs]) => size > 0 && size % unitMs === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}

/** A moment in its short form, see `parseMoment`. */
export function momentText(moment: Moment): string {
  if (moment.kind === 'after') return spanText(moment.ms);
  const pairs = Object.entries(moment.detail ?? {}).map(([key, value]) => `/${key}=${String(value)}`);
  return [
    moment.event,
    moment.host === undefined ? '' : `/${moment.host}`,
    ...pairs,
    moment.occurrence === 1 ? '' : `#${moment.occurrence}`,
    moment.delayMs === 0 ? '' : `+${spanText(moment.delayMs)}`,
  ].join('');
}

/**
 * A fault in the short form that `parseFault` reads.
 * @throws RangeError when an argument holds a character that the short form gives a meaning to.
 */
export function faultText(fault: Fault): string {
  const names = faultDefinition(fault.kind)?.args.map(({ name }) => name) ?? Object.keys(fault.args);
  const values = names.map((name) => fault.args[name] ?? '');
  const awkward = values.find((value) => value.includes(','));
  if (awkward !== undefined) throw new RangeError(`fault ${fault.kind}: "${awkward}" holds a comma`);
  while (values.at(-1) === '') values.pop();
  const args = values.length === 0 ? '' : `:${values.join(',')}`;
  const span = fault.forMs === undefined ? '' : `~${spanText(fault.forMs)}`;
  return `${fault.kind}${args}@${momentText(fault.when)}${span}`;
}
