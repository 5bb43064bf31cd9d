import { Simulation } from '@quorate/sim-driver';
import { noJournal } from './journal.mjs';

/** Simulated machines: the driver is their clock too. */
export function openWorld(spec) {
  const driver = new Simulation({ spec }).orchestrator();
  return {
    about: 'simulated, in virtual time',
    driver,
    clock: driver,
    record: noJournal(),
    afterInterrupt: 'the simulated machines are gone, and nothing else was touched',
    close() {},
  };
}
