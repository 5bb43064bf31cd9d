import { seconds } from '../engine/scheduler.js';
import { sleep } from '../engine/task.js';
import type { Task } from '../engine/task.js';
import type { Process } from '../host/process.js';

/** Programs that hold the lock of the package system while they run. */
const HOLDERS = ['apt-get', 'dpkg', 'unattended-upgr'];

/** Another process that has the package system; dpkg as a child of our apt is none. */
export function lockHolder(process: Process): Process | undefined {
  return HOLDERS.flatMap((name) => process.host.processesNamed(name)).find(
    (other) => other !== process && other.alive && other.pid < process.pid,
  );
}

/** Waits as long as `DPkg::Lock::Timeout` says; who still holds the lock then. */
export function* awaitLock(process: Process, timeoutSeconds: number): Task<Process | undefined> {
  for (let waited = 0; ; waited += 1) {
    const holder = lockHolder(process);
    if (holder === undefined || waited >= timeoutSeconds) return holder;
    yield* sleep(seconds(1));
  }
}
