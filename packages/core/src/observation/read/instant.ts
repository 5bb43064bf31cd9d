import { rememberTexts } from '../../foundation/remember-texts.js';
import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAY_MS = 86_400_000;

/** Milliseconds since the Unix epoch of an RFC 3339 instant, for example `2026-11-22T22:35:06Z`. */
export function readRfc3339(text: string): Known<number> {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/.exec(
    text.trim(),
  );
  if (match === null) return unknown(`no RFC 3339 instant: ${text}`);
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const ms = Number(`${fraction}000`.slice(0, 3));
  return known(utc(year, Number(month), day, hour, minute, second) + ms - zoneMs(zone));
}

/** `Nov 22, 2027 20:34 UTC`, as `kubeadm certs check-expiration` prints it. */
export const readKubeadmDate = rememberTexts((text): Known<number> => {
  const match = /^([A-Z][a-z]{2}) (\d{2}), (\d{4}) (\d{2}):(\d{2}) UTC$/.exec(text.trim());
  if (match === null) return unknown(`no date of kubeadm's: ${text}`);
  const [, month, day, year, hour, minute] = match;
  return inMonth(month, (number) => utc(year, number, day, hour, minute, '0'));
});

/** `Nov 22 20:34:00 2027 GMT`, as openssl prints it; days below 10 are padded with a space. */
export function readOpensslDate(text: string): Known<number> {
  const match = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4}) GMT$/.exec(text.trim());
  if (match === null) return unknown(`no date of openssl's: ${text}`);
  const [, month, day, hour, minute, second, year] = match;
  return inMonth(month, (number) => utc(year, number, day, hour, minute, second));
}

function inMonth(name: string | undefined, instant: (month: number) => number): Known<number> {
  const index = MONTHS.findIndex((month) => month === name);
  return index === -1 ? unknown(`no month: ${name ?? ''}`) : known(instant(index + 1));
}

type Digits = string | undefined;

function utc(year: Digits, month: number, day: Digits, hour: Digits, minute: Digits, second: Digits): number {
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return daysSinceEpoch(Number(year), month, Number(day)) * DAY_MS + seconds * 1000;
}

/** Proleptic Gregorian calendar; years are counted from March, so that the leap day comes last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

function zoneMs(zone: string): number {
  if (zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))) * 60_000;
}
