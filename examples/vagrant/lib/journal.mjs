import { setImmediate } from 'node:timers/promises';
import { openJournal } from '@quorate/journal';
import { EXIT, Refusal } from './refusal.mjs';

/** The journal in a file, locked; what cannot be gone on from ends the program with the reason. */
export function fileJournal(path, spec) {
  const journal = openJournal({ path, spec });
  if (!journal.ok) throw new Refusal(EXIT.blocked, journal.error.message);
  return journal.value;
}

/** Nothing outlives a simulated world. The event loop turns at each entry, so that Ctrl-C is noticed. */
export function noJournal() {
  return { resumeFrom: [], journal: { append: () => setImmediate() }, close() {} };
}
