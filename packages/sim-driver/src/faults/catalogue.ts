import { CREDENTIAL_FAULTS } from './credentials.js';
import { DRIVER_FAULTS } from './driver.js';
import { ETCD_FAULTS } from './etcd.js';
import type { FaultDefinition } from './fault.js';
import { HOST_FAULTS } from './host.js';
import { NETWORK_FAULTS } from './network.js';
import { OPERATOR_FAULTS } from './operator.js';
import { PROCESS_FAULTS } from './process.js';

/** Every kind of fault there is. Generators, scenario files and the command line know no other list. */
export const FAULT_CATALOGUE: readonly FaultDefinition[] = [
  ...HOST_FAULTS,
  ...NETWORK_FAULTS,
  ...PROCESS_FAULTS,
  ...DRIVER_FAULTS,
  ...ETCD_FAULTS,
  ...CREDENTIAL_FAULTS,
  ...OPERATOR_FAULTS,
];

export function faultDefinition(kind: string): FaultDefinition | undefined {
  return FAULT_CATALOGUE.find((definition) => definition.kind === kind);
}
