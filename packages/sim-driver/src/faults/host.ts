import type { FaultDefinition } from './fault.js';
import { CLOCK_FAULTS } from './host/clock.js';
import { DISK_FAULTS } from './host/disk.js';
import { IDENTITY_FAULTS } from './host/identity.js';
import { POWER_FAULTS } from './host/power.js';
import { SWAP_FAULTS } from './host/swap.js';

export const HOST_FAULTS: readonly FaultDefinition[] = [
  ...POWER_FAULTS,
  ...CLOCK_FAULTS,
  ...DISK_FAULTS,
  ...IDENTITY_FAULTS,
  ...SWAP_FAULTS,
];
