import { randomUUID } from 'node:crypto';
import { underLease } from '@quorate/core';
import { EXIT } from '../exit-code.js';
import { leaseHolder } from '../lease-holder.js';
import { leaseLines } from '../progress/lease-lines.js';
import { printable } from '../render/printable.js';
import type { ResetRun } from './carry-out-reset.js';
import { carryOutReset } from './carry-out-reset.js';

/** What cannot be reached now was not reached a moment ago either, when the plan was made. */
const PATIENCE_MS = 30_000;

/** A reset while no other run changes the cluster. Refuses, and changes nothing, when one does. */
export async function resetUnderLease(run: ResetRun): Promise<number> {
  const { spec, world, terminal } = run;
  const { driver, clock } = world;
  const reset = await underLease(
    {
      ...{ spec, driver, clock, stop: terminal.signal, patienceMs: PATIENCE_MS },
      lease: { holder: leaseHolder(randomUUID()), whenHeld: 'refuse' },
      beside: () => world.beside(),
      onEvent: (event) => {
        for (const line of leaseLines(event)) terminal.err(printable(line));
      },
    },
    (lease) => carryOutReset({ ...run, lease }),
  );
  switch (reset.kind) {
    case 'ended':
      for (const remedy of reset.loss?.remedies ?? []) terminal.err(`safe next: ${remedy}`);
      return reset.value;
    case 'aborted':
      terminal.err('interrupted; nothing was changed');
      return EXIT.interrupted;
    case 'refused': {
      const { kind, summary, remedies } = reset.refusal;
      terminal.err(`refused: ${printable(summary)}`);
      for (const remedy of remedies) terminal.err(`  → ${remedy}`);
      if (kind === 'no-place')
        terminal.err('  → certain that nobody else is at work: --without-lease does not ask');
      terminal.err('nothing was changed');
      return EXIT.refused;
    }
  }
}
