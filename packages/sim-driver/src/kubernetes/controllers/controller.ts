import type { Rng } from '../../engine/rng.js';
import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import type { KubeApiService, KubeChange } from '../api-service.js';
import type { KubeClient, KubeResult } from '../client.js';
import type { Lifetime } from '../lifetime.js';

/** What a controller of the leading kube-controller-manager works with. */
export interface ControllerContext {
  /** Where the leader runs: its clock, its files. */
  readonly host: Host;
  readonly service: KubeApiService;
  readonly client: KubeClient;
  /** Everything a controller has armed ends with the leadership. */
  readonly leadership: Lifetime;
  /** Of this controller alone. */
  readonly rng: Rng;
}

/** Sees every object that exists when it begins (as an addition), then every change, in order. */
export interface Controller {
  observe(change: KubeChange): void;
}

const FIRST_RETRY_US = seconds(1);
const LONGEST_RETRY_US = seconds(10);

/** Repeats a write until it succeeds or turns out to be pointless; controllers requeue in this way. */
export function* untilDone(write: () => Task<KubeResult<unknown>>): Task<boolean> {
  for (let pauseUs = FIRST_RETRY_US; ; pauseUs = Math.min(2 * pauseUs, LONGEST_RETRY_US)) {
    const result = yield* write();
    if (result.ok) return true;
    const { reason } = result.error;
    if (reason === 'NotFound' || reason === 'AlreadyExists') return false;
    yield* sleep(pauseUs);
  }
}
