import type { Known } from '../foundation/tri.js';
import { known, unknown } from '../foundation/tri.js';
import { isObject, objectIn, readJson, stringIn } from '../observation/read/json.js';

/** Whose run it is. Shown to whoever finds the lease taken, so it holds no secret. */
export interface LeaseHolder {
  /** For people, for example `ada@laptop`. */
  readonly name: string;
  /** Of the process that runs the protocol, on the machine of `name`. */
  readonly pid: number;
  /**
   * Unique to the run: letters, digits, `-`, `_` and `.`, at most 64. A run that is resumed may go on under the id of the one that it
   * resumes, if it is certain that the other's process has ended; under an id of its own it waits until the lease has expired.
   */
  readonly runId: string;
}

/** What stands in the cluster's Lease and on the first master, as JSON. The times are the holder's clock: for people only. */
export interface LeaseRecord {
  readonly holder: LeaseHolder;
  readonly acquiredAtMs: number;
  /** When this record was written. A renewal of the file gives it a new generation and leaves its text alone. */
  readonly renewedAtMs: number;
  /** It has expired when somebody has seen it unchanged for this long. */
  readonly durationMs: number;
  readonly released?: true;
}

export function describeHolder({ name, pid, runId }: LeaseHolder): string {
  return `${name} (process ${pid}, run ${runId})`;
}

/** One line. */
export function renderRecord(record: LeaseRecord): string {
  return JSON.stringify(record);
}

export function readRecord(text: string): Known<LeaseRecord> {
  const json = readJson(text);
  if (!json.known) return json;
  const holder = objectIn(json.value, 'holder');
  const name = stringIn(holder, 'name');
  const runId = stringIn(holder, 'runId');
  const pid = numberIn(holder, 'pid');
  const acquiredAtMs = numberIn(json.value, 'acquiredAtMs');
  const renewedAtMs = numberIn(json.value, 'renewedAtMs');
  const durationMs = numberIn(json.value, 'durationMs');
  if (name === undefined || runId === undefined || pid === undefined) return unknown('no holder');
  if (acquiredAtMs === undefined || renewedAtMs === undefined || durationMs === undefined)
    return unknown('no times');
  const released = isObject(json.value) && json.value['released'] === true;
  return known({
    holder: { name, pid, runId },
    acquiredAtMs,
    renewedAtMs,
    durationMs,
    ...(released ? { released } : {}),
  });
}

function numberIn(value: unknown, key: string): number | undefined {
  const inner = isObject(value) ? value[key] : undefined;
  return typeof inner === 'number' && Number.isFinite(inner) && inner >= 0 ? inner : undefined;
}
