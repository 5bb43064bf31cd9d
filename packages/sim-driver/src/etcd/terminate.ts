import { seconds } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';
import { Future, within } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Process } from '../host/process.js';
import { runningServers } from './inspect.js';

/** `kill -TERM`: an etcd that leads hands over to the voter that it has been connected to for longest, then goes; others go at once. */
export function* terminateEtcd(host: Host, process: Process): Task<void> {
  const server = runningServers(host).find((running) => running.process === process)?.server;
  if (server?.raft.role === 'leader') {
    const successor = server.backend.membership.voters
      .filter((voter) => server.links.isUsable(voter))
      .sort((a, b) => (server.links.activeSince(a) ?? 0) - (server.links.activeSince(b) ?? 0))[0];
    if (successor !== undefined) {
      const handedOver = new Future<true>();
      const forget = server.onLeaderChanged(() => {
        handedOver.settle(true);
      });
      server.raft.transferLeadership(successor);
      yield* within(handedOver, seconds(1));
      forget();
    }
  }
  host.kill(process, 'SIGTERM');
}
