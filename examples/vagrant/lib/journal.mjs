import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/**
 * What an interrupted run of the same spec left in its journal, to go on from. Empty when there is none, or one of another
 * spec: that run looks at the machines first in any case.
 */
export function readJournal(path, spec) {
  if (!existsSync(path)) return [];
  // A line without an end is what a crash left half-written: its entry was not acted upon.
  const entries = readFileSync(path, 'utf8').split('\n').slice(0, -1).map(parsed);
  const [opened] = entries;
  const same = opened?.kind === 'opened' && isDeepStrictEqual(opened.spec, JSON.parse(JSON.stringify(spec)));
  if (!same || entries.includes(undefined)) return [];
  // An aborted run is over. Without its last event it is one that was interrupted, and can go on.
  const aborted = entries.findIndex(({ kind, event }) => kind === 'event' && event.type === 'run.aborted');
  return aborted < 0 ? entries : entries.slice(0, aborted);
}

/** A journal in a file that begins with `resumeFrom`: one entry a line, on the disk before `append` resolves. */
export function openJournal(path, resumeFrom) {
  mkdirSync(dirname(path), { recursive: true });
  // In one go: a crash leaves the old journal or the new one.
  writeFileSync(`${path}.new`, resumeFrom.map(lineOf).join(''), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  const file = openSync(path, 'a');
  let known = resumeFrom.length;
  return {
    append(entry) {
      // A resumed run begins by handing over what it was given.
      if (known > 0) known -= 1;
      else {
        writeSync(file, lineOf(entry));
        fsyncSync(file);
      }
    },
    close: () => closeSync(file),
    /** The run has come to its end: there is nothing to go on with. */
    remove: () => rmSync(path),
  };
}

/** Nothing outlives a simulated world. The event loop turns at each entry, so that Ctrl-C is noticed. */
export function noJournal() {
  return { append: () => setImmediate(), close() {}, remove() {} };
}

function lineOf(entry) {
  return `${JSON.stringify(entry)}\n`;
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
