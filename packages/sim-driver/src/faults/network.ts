import type { FaultDefinition } from './fault.js';
import { FIREWALL_FAULTS } from './network/firewall.js';
import { LINK_FAULTS } from './network/links.js';
import { BALANCER_FAULTS } from './network/load-balancer.js';
import { SLOWNESS_FAULTS } from './network/slowness.js';

export const NETWORK_FAULTS: readonly FaultDefinition[] = [
  ...LINK_FAULTS,
  ...FIREWALL_FAULTS,
  ...SLOWNESS_FAULTS,
  ...BALANCER_FAULTS,
];
