import type { Micros } from '../../engine/scheduler.js';
import { Future } from '../../engine/task.js';
import type { EtcdResult } from '../client.js';
import { etcdErrors, failed } from '../errors.js';
import type { EtcdServer } from './etcd-server.js';
import { SERVER_TIMEOUT_US } from './proposals.js';

/** What only the leader can answer: looks for one once per election timeout, until the server or its client gives up. */
export function onceLed<T>(
  server: EtcdServer,
  deadlineUs: Micros,
  find: () => EtcdServer | undefined,
  ask: (leader: EtcdServer) => Future<EtcdResult<T>>,
): Future<EtcdResult<T>> {
  const present = find();
  if (present !== undefined) return ask(present);
  const answer = new Future<EtcdResult<T>>();
  const { scheduler } = server.host.world;
  const { tickUs, electionTicks } = server.clock.timing;
  const limitUs = Math.min(deadlineUs, scheduler.now() + SERVER_TIMEOUT_US);
  const look = (): void => {
    if (!server.isRunning) return;
    const leader = find();
    if (leader !== undefined) {
      const asked = ask(leader);
      asked.onSettled(() => {
        if (asked.value !== undefined) answer.settle(asked.value);
      });
    } else if (scheduler.now() >= limitUs) answer.settle(failed(etcdErrors.noLeader));
    else scheduler.at(Math.min(limitUs, scheduler.now() + tickUs * electionTicks), look);
  };
  look();
  return answer;
}
