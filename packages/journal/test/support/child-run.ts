/** A process of its own: a simulated bootstrap with its journal in the file argv[2], which stops after each line until it is told to go on. */
import { createInterface } from 'node:readline';
import { execute } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';
import type { JournalStorage } from '../../src/index.js';
import { diskStorage, openJournal } from '../../src/index.js';
import { childSpec } from './small-spec.js';

const [, , path = ''] = process.argv;
const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const pausing: JournalStorage = {
  ...diskStorage,
  async open(at, create) {
    const file = await diskStorage.open(at, create);
    return {
      ...file,
      async flush() {
        await file.flush();
        say({ kind: 'flushed' });
        await told.next();
      },
    };
  },
};

const opened = openJournal({ path, spec: childSpec, storage: pausing });
if (opened.ok) {
  const { journal, resumeFrom, close } = opened.value;
  const driver = new Simulation({ spec: childSpec }).orchestrator();
  const { status } = await execute({ spec: childSpec, driver, clock: driver, journal, resumeFrom });
  await close();
  say({ kind: 'ended', status });
} else {
  say({ kind: 'refused', message: opened.error.message });
}
process.exit();
