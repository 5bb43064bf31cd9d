import type { Journal } from './journal.js';

/** Of a run that nobody resumes: one that is blocked for a day writes tens of thousands of entries, for nobody to read. */
export const NO_JOURNAL: Journal = { append: () => undefined };
