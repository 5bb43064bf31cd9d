import { millis } from '../../engine/scheduler.js';
import { sleep } from '../../engine/task.js';
import type { Program } from '../../host/process.js';
import { parseFlags } from '../flags.js';
import { serveHealth } from '../health-endpoint.js';
import { runElected } from './leader-election.js';

/** Program `kube-scheduler`. The pods of this world bring their nodes along, so it only holds its lease. */
export const kubeScheduler: Program = function* (process) {
  const flags = parseFlags(process.argv);
  yield* sleep(
    millis(process.world.rng.stream(`kube-scheduler/${process.host.name}/start`).integer(1_000, 4_000)),
  );
  serveHealth(process, flags.get('bind-address') ?? '127.0.0.1', Number(flags.get('secure-port') ?? '10259'));
  return yield* runElected(process, {
    component: 'kube-scheduler',
    kubeconfig: flags.get('kubeconfig') ?? '/etc/kubernetes/scheduler.conf',
    lead: () => undefined,
  });
};
