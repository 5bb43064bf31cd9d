import type { Micros } from '../../engine/scheduler.js';
import { MICROS_PER_SECOND } from '../../engine/scheduler.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Kubernetes' HumanDuration, as in the AGE column: `63s`, `2m35s`, `46m`, `3h4m`, `34h`, `5d`, `2y3d`. */
export function humanDuration(us: Micros): string {
  const total = Math.floor(us / MICROS_PER_SECOND);
  if (total < -1) return '<invalid>';
  if (total < 0) return '0s';
  if (total < 2 * MINUTE) return `${String(total)}s`;
  if (total < 10 * MINUTE) return twoUnits(total, MINUTE, 'm', 1, 's');
  if (total < 3 * HOUR) return `${String(Math.floor(total / MINUTE))}m`;
  if (total < 8 * HOUR) return twoUnits(total, HOUR, 'h', MINUTE, 'm');
  if (total < 2 * DAY) return `${String(Math.floor(total / HOUR))}h`;
  if (total < 8 * DAY) return twoUnits(total, DAY, 'd', HOUR, 'h');
  if (total < 2 * YEAR) return `${String(Math.floor(total / DAY))}d`;
  if (total < 8 * YEAR) return twoUnits(total, YEAR, 'y', DAY, 'd');
  return `${String(Math.floor(total / YEAR))}y`;
}

/** The smaller unit is left out when it is zero. */
function twoUnits(total: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((total % large) / small);
  const head = `${String(Math.floor(total / large))}${largeName}`;
  return rest === 0 ? head : `${head}${String(rest)}${smallName}`;
}
