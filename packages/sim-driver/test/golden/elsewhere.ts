import { recordAll } from './record-all.js';
import { GOLDEN_SCENARIOS } from './scenario-list.js';

// A program of its own: locale and time zone belong to a process, and cannot be changed once it runs.
const recorded = await recordAll(Object.keys(GOLDEN_SCENARIOS).reverse());
process.stdout.write(JSON.stringify(recorded));
