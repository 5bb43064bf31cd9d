import type { FaultDefinition } from './fault.js';
import { moveClock } from './clock.js';
import { closePort, cutOneWay, heal, isolate, unreachableForOrchestrator } from './network.js';
import { powerOff, powerOn, reboot, wipe } from './power.js';
import { killProcess } from './process.js';
import { loseReply, slowReplies } from './replies.js';

/** Every kind of fault there is. Generators, scenario files and the command line know no other list. */
export const FAULT_CATALOGUE: readonly FaultDefinition[] = [
  powerOff,
  powerOn,
  reboot,
  wipe,
  isolate,
  cutOneWay,
  closePort,
  unreachableForOrchestrator,
  heal,
  killProcess,
  loseReply,
  slowReplies,
  moveClock,
];

export function faultDefinition(kind: string): FaultDefinition | undefined {
  return FAULT_CATALOGUE.find((definition) => definition.kind === kind);
}
