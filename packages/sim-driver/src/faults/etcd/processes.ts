import { etcdMembers, etcdMembersOn } from '../../etcd/inspect.js';
import type { Host } from '../../host/host.js';
import type { FaultDefinition } from '../fault.js';
import { joinsAsLearner } from './joins-as-learner.js';

const neverStarts: FaultDefinition = {
  kind: 'never-starts',
  title: 'the etcd of a host ends at each start: a member that is added there never comes up',
  scope: 'etcd',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [{ name: 'host', type: 'host', roles: ['control-plane'] }],
  endings: [{ fault: 'never-starts:master2@0s~2m', ends: 'ready' }],
  apply({ world }, { host = '' }) {
    return world.host(host).startTroubles.add({ program: 'etcd', dies: 'etcd: exec format error' });
  },
};

const killLeader: FaultDefinition = {
  kind: 'kill-leader',
  title: 'the etcd process that leads now gets SIGKILL, wherever it is',
  scope: 'etcd',
  timing: 'once',
  aftermath: 'heals',
  args: [],
  endings: [
    { fault: 'kill-leader@etcd.member-added', ends: 'quorum-lost' },
    { fault: 'kill-leader@etcd.member-added#2', ends: 'ready' },
  ],
  apply({ world }) {
    const leaders = etcdMembers(world).filter((member) => member.role === 'leader');
    const [leader] = leaders.toSorted((a, b) => b.term - a.term);
    if (leader === undefined) return undefined;
    world.host(leader.host).kill(leader.process, 'SIGKILL');
    world.record('process.killed', leader.host, { program: 'etcd' });
    return undefined;
  },
};

const killLearner: FaultDefinition = {
  kind: 'kill-learner',
  title:
    'the etcd of a host is killed as soon as it is a learner in sync: it can be promoted, and does not run',
  scope: 'etcd',
  timing: 'once',
  aftermath: 'heals',
  concerns: joinsAsLearner,
  args: [{ name: 'host', type: 'host', roles: ['control-plane'] }],
  endings: [
    {
      fault: 'kill-learner:master2@0s',
      ends: 'ready',
      kubernetesVersion: 'v1.32.0',
      seen: 'process.killed/master2/program=etcd',
    },
  ],
  apply({ world }, { host: name = '' }) {
    const host = world.host(name);
    if (killIfLearner(host)) return undefined;
    const stop = world.trace.onRecord(({ event, host: where }) => {
      if (event !== 'etcd.member-started' || where !== name) return;
      stop();
      world.scheduler.after(0, () => {
        killIfLearner(host);
      });
    });
    return undefined;
  },
};

/** One that has published itself has applied the log up to there. */
function killIfLearner(host: Host): boolean {
  const learner = etcdMembersOn(host).find((member) => member.role === 'learner' && member.ready);
  if (learner === undefined) return false;
  host.kill(learner.process, 'SIGKILL');
  host.world.record('process.killed', host.name, { program: 'etcd' });
  return true;
}

export const ETCD_PROCESS_FAULTS: readonly FaultDefinition[] = [neverStarts, killLeader, killLearner];
