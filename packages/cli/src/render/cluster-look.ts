import type { ClusterLook } from '@quorate/sim-driver';
import { counted } from './counted.js';

/** How a simulated cluster stands, in two or three lines. */
export function lookLines(look: ClusterLook): readonly string[] {
  const learners = look.members.filter(({ learner }) => learner).length;
  const down = look.members
    .filter(({ up }) => !up)
    .map(({ name }) => (name === '' ? 'one not started' : name));
  const etcd = [
    look.voters === 0 ? 'etcd: none' : `etcd: ${votersUp(look)}, quorum ${look.quorum}: ${spare(look)}`,
    ...(learners === 0 ? [] : [counted(learners, 'learner')]),
    ...(down.length === 0 ? [] : [`down: ${down.join(', ')}`]),
  ];
  return [etcd.join('; '), `API through the endpoint: ${look.api}${nodesOf(look)}`];
}

/** `3 voters, quorum 2, any 1 may fail`, at the end of a sentence. */
export function etcdSummary(look: ClusterLook): string {
  if (look.voters === 0) return 'no etcd runs';
  const voters = look.votersUp === look.voters ? counted(look.voters, 'voter') : votersUp(look);
  return `${voters}, quorum ${look.hasQuorum ? `${look.quorum}, ${spare(look)}` : 'LOST'}`;
}

function votersUp({ voters, votersUp: up }: ClusterLook): string {
  return `${up} of ${counted(voters, 'voter')} up`;
}

/** `  master1  voter` */
export function memberLines({ members }: ClusterLook): readonly string[] {
  return members.map(({ name, learner, up }) => {
    const role = learner ? 'learner' : 'voter';
    return `  ${name === '' ? '(not started)' : name}  ${role}${up ? '' : ', down'}`;
  });
}

function spare({ hasQuorum, tolerates }: ClusterLook): string {
  if (!hasQuorum) return 'LOST';
  return tolerates === 0 ? 'none may fail' : `any ${tolerates} may fail`;
}

function nodesOf({ nodes }: ClusterLook): string {
  // Without quorum an apiserver that has just started knows of none.
  if (nodes === undefined || nodes.length === 0) return '';
  const unready = nodes.filter(({ ready }) => !ready).map(({ name }) => name);
  const rest = unready.length === 0 ? '' : ` (not: ${unready.join(', ')})`;
  return `; ${nodes.length - unready.length} of ${counted(nodes.length, 'Node')} Ready${rest}`;
}
