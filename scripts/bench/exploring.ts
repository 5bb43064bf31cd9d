import { bootstrapModel, bootstrapProperties, explore } from '@quorate/explorer';
import type { Row } from './row.js';
import { row } from './row.js';

const BOUNDS = { masters: 3, faults: 4, joinAttempts: 2 } as const;

/** Every state of the membership model within a bound, every property checked, the guards asked anew. */
export async function* exploring(): AsyncGenerator<Row> {
  await Promise.resolve();
  const { states, ended } = exploration();
  if (ended !== 'exhausted') throw new Error(`the exploration ended as ${ended}`);
  const started = process.cpuUsage();
  exploration();
  const { user, system } = process.cpuUsage(started);
  const { masters, faults } = BOUNDS;
  yield row(
    `membership model, ${masters} masters and ${faults} faults, exhausted`,
    (states * 1_000_000) / (user + system),
    'states/s of processor',
    states,
  );
}

function exploration() {
  return explore(bootstrapModel(BOUNDS), { properties: bootstrapProperties(), maxStates: 5_000_000 });
}
