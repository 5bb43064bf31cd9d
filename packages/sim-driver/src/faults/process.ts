import type { FaultDefinition } from './fault.js';
import { imagePullFails } from './process/image-pull.js';
import { kill, killAtWrite } from './process/kill.js';
import { refusePod } from './process/refuse-pod.js';
import { crashLoop, slowStart } from './process/start.js';
import { stop } from './process/stop.js';
import { disableUnit, stopUnit } from './process/units.js';

export const PROCESS_FAULTS: readonly FaultDefinition[] = [
  kill,
  killAtWrite,
  stop,
  slowStart,
  crashLoop,
  imagePullFails,
  refusePod,
  stopUnit,
  disableUnit,
];
