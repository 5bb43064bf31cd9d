import type { Micros } from '../../engine/scheduler.js';
import { MICROS_PER_SECOND } from '../../engine/scheduler.js';
import type { CalendarTime } from '../../kubernetes/rfc3339.js';
import { calendarTime } from '../../kubernetes/rfc3339.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 22, 2027 20:34 UTC`: kubeadm certs check-expiration. */
export function expiryDate(us: Micros): string {
  const at = calendarTime(us);
  return `${monthName(at)} ${two(at.day)}, ${String(at.year)} ${two(at.hour)}:${two(at.minute)} UTC`;
}

/** `Nov 22 20:34:00 2027 GMT`: openssl. */
export function opensslDate(us: Micros): string {
  const at = calendarTime(us);
  const time = `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
  return `${monthName(at)} ${String(at.day).padStart(2)} ${time} ${String(at.year)} GMT`;
}

/** `1122 20:36:28.535378`: the head of a klog line after its severity letter. */
export function klogTime(us: Micros): string {
  const at = calendarTime(us);
  const micros = String(us % MICROS_PER_SECOND).padStart(6, '0');
  return `${two(at.month)}${two(at.day)} ${two(at.hour)}:${two(at.minute)}:${two(at.second)}.${micros}`;
}

function monthName(at: CalendarTime): string {
  return MONTHS[at.month - 1] ?? '';
}

function two(value: number): string {
  return value < 10 ? `0${String(value)}` : String(value);
}
