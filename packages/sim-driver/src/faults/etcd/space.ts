import { runningServers } from '../../etcd/inspect.js';
import type { EtcdServer } from '../../etcd/server/etcd-server.js';
import type { World } from '../../world/world.js';
import type { FaultDefinition } from '../fault.js';

const noSpace: FaultDefinition = {
  kind: 'nospace',
  title:
    'the database of an etcd member has reached its quota: the next write raises NOSPACE, and all members refuse writes',
  scope: 'etcd',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [{ name: 'host', type: 'host', roles: ['control-plane'] }],
  endings: [{ fault: 'nospace:master1@etcd.member-added~1m', ends: 'ready' }],
  apply({ world }, { host = '' }) {
    const [running] = runningServers(world.host(host));
    if (running === undefined) return undefined;
    const { storage, memberId } = running.server;
    const own = Symbol('quota');
    storage.quotaReached.add(own);
    world.record('etcd.quota-reached', host, { member: memberId });
    return () => {
      storage.quotaReached.delete(own);
      // What a person does: compact, defragment, and disarm.
      if (storage.quotaReached.size === 0) disarm(world, memberId);
    };
  },
};

/** Through any member that runs; if none does, as soon as one has a leader again. */
function disarm(world: World, memberId: string): void {
  const server = anyServer(world);
  if (server !== undefined) {
    server.proposals.submit({ kind: 'alarm', memberId, raised: false }, Infinity, 'none');
    return;
  }
  const stop = world.trace.onRecord(({ event }) => {
    if (event !== 'etcd.member-started') return;
    stop();
    world.scheduler.after(0, () => {
      disarm(world, memberId);
    });
  });
}

function anyServer(world: World): EtcdServer | undefined {
  for (const host of world.hosts.values()) {
    for (const { server } of runningServers(host)) if (server.ready.settled) return server;
  }
  return undefined;
}

export const SPACE_FAULTS: readonly FaultDefinition[] = [noSpace];
