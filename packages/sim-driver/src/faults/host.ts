import type { FaultDefinition } from './fault.js';
import { driftClock, moveClock } from './host/clock.js';
import { diskFull, slowFsync } from './host/disk.js';
import { loseAddress, sameHostname, sameMachineId } from './host/identity.js';
import { hang, powerOff, powerOn, reboot, wipe } from './host/power.js';
import { swapOn } from './host/swap.js';

export const HOST_FAULTS: readonly FaultDefinition[] = [
  powerOff,
  powerOn,
  reboot,
  wipe,
  hang,
  moveClock,
  driftClock,
  diskFull,
  slowFsync,
  sameHostname,
  sameMachineId,
  loseAddress,
  swapOn,
];
