import type { Micros } from '../../engine/scheduler.js';
import { millis, seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import { goDuration } from '../text/go-duration.js';
import type { KubeadmRun } from '../run.js';
import { poll } from '../run.js';
import { kubeletProblem } from './kubelet-service.js';

const INITIAL_SILENCE_US = seconds(40);
const CHECK_PAUSES_US = [seconds(5), seconds(10), seconds(20), seconds(40)];
/** kubeadm ≥ 1.30: `timeouts.kubeletHealthCheck`. */
const HEALTH_TIMEOUT_US = seconds(240);
const CURL = (host: string): string => `'curl -sSL http://${host}:10248/healthz'`;

/**
 * kubeadm ≤ 1.29 looks at the kubelet while it waits for something else: silent for 40 s, which it tells, then up to five probes
 * 5, 10, 20 and 40 s apart as long as they fail. Asked between two looks at what is really waited for.
 */
export class KubeletWatch {
  readonly #run: KubeadmRun;
  #nextUs: Micros;
  #probes = 0;
  #settled = false;

  constructor(run: KubeadmRun) {
    this.#run = run;
    this.#nextUs = run.world.scheduler.now() + INITIAL_SILENCE_US;
  }

  /** True: the kubelet has failed all probes. */
  *gaveUp(): Task<boolean> {
    const nowUs = this.#run.world.scheduler.now();
    if (this.#settled || nowUs < this.#nextUs) return false;
    if (this.#probes === 0) this.#run.out('[kubelet-check] Initial timeout of 40s passed.');
    const problem = yield* kubeletProblem(this.#run);
    if (problem === undefined) {
      this.#settled = true;
      return false;
    }
    this.#run.out(
      "[kubelet-check] It seems like the kubelet isn't running or healthy.",
      `[kubelet-check] The HTTP call equal to ${CURL('localhost')} failed with error: ${problem}.`,
    );
    const pauseUs = CHECK_PAUSES_US[this.#probes];
    this.#probes += 1;
    if (pauseUs === undefined) {
      this.#settled = true;
      return true;
    }
    this.#nextUs = nowUs + pauseUs;
    return false;
  }
}

/** kubeadm ≥ 1.30 waits for the kubelet first and says so. Undefined: healthy; else the cause. */
export function* waitForKubelet(run: KubeadmRun): Task<string | undefined> {
  const { text } = run.profile;
  const where = text.kubeletCheckUrl ? ' at http://127.0.0.1:10248/healthz' : '';
  run.out(
    `[kubelet-check] Waiting for a healthy kubelet${where}. This can take up to ${goDuration(HEALTH_TIMEOUT_US)}`,
  );
  const startUs = run.world.scheduler.now();
  let problem: string | undefined;
  const healthy = yield* poll(run, { everyUs: millis(500), timeoutUs: HEALTH_TIMEOUT_US }, function* () {
    problem = yield* kubeletProblem(run);
    return problem === undefined ? true : undefined;
  });
  if (healthy !== true) {
    return `The HTTP call equal to ${CURL('127.0.0.1')} returned error: ${problem ?? 'context deadline exceeded'}`;
  }
  yield* sleep(millis(1));
  run.out(`[kubelet-check] The kubelet is healthy after ${goDuration(run.world.scheduler.now() - startUs)}`);
  return undefined;
}

/** The block that kubeadm prints when what the kubelet should do did not happen; that of init is indented by a tab. */
export function printKubeletTrouble(run: KubeadmRun, error: string, indent = ''): void {
  const lines = [
    'Unfortunately, an error has occurred:',
    `\t${error}`,
    '',
    'This error is likely caused by:',
    '\t- The kubelet is not running',
    '\t- The kubelet is unhealthy due to a misconfiguration of the node in some way (required cgroups disabled)',
    '',
    'If you are on a systemd-powered system, you can try to troubleshoot the error with the following commands:',
    "\t- 'systemctl status kubelet'",
    "\t- 'journalctl -xeu kubelet'",
  ];
  run.out('', ...lines.map((line) => (line === '' ? '' : indent + line)));
}
