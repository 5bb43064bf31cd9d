import type { Micros } from '../../engine/scheduler.js';
import { Future } from '../../engine/task.js';
import type { EtcdResult } from '../client.js';
import { failed, succeeded, TRANSFER_TIMED_OUT } from '../errors.js';
import type { MemberId } from '../identity.js';
import type { EtcdServer } from './etcd-server.js';

/**
 * `move-leader`: looks every heartbeat interval whether the other one leads, until its client gives up. That raft abandons
 * an unfinished hand-over after one election timeout, and goes on as leader, it does not notice.
 */
export function transferLeadership(
  server: EtcdServer,
  targetId: MemberId,
  deadlineUs: Micros,
): Future<EtcdResult<undefined>> {
  const done = new Future<EtcdResult<undefined>>();
  const { scheduler } = server.host.world;
  const { tickUs, electionTicks } = server.clock.timing;
  const startedUs = scheduler.now();
  const forget = server.onLeaderChanged(() => {
    if (server.raft.leaderId !== targetId) return;
    const polls = Math.floor((scheduler.now() - startedUs) / tickUs) + 1;
    scheduler.at(startedUs + polls * tickUs, () => {
      done.settle(succeeded(undefined));
    });
  });
  const abandonment = scheduler.after(tickUs * electionTicks, () => {
    server.raft.abortTransfer();
  });
  const deadline = scheduler.at(deadlineUs, () => {
    done.settle(failed(TRANSFER_TIMED_OUT));
  });
  done.onSettled(() => {
    forget();
    scheduler.cancel(abandonment);
    scheduler.cancel(deadline);
  });
  server.raft.transferLeadership(targetId);
  return done;
}
