import { errorAt, warningAt, type Finding } from '../diagnostic.js';
import { hostsOfRole, hostsPath, type Draft } from '../draft.js';

/** etcd: larger clusters write more slowly, as each write waits for a larger majority. */
const mostVoters = 7;

/** How many masters, and what the number costs. Silent while the role of some host is not understood. */
export function checkControlPlane(draft: Draft): readonly Finding[] {
  if (!draft.rolesKnown) return [];
  const masters = hostsOfRole(draft, 'control-plane').length;
  if (masters === 0) {
    return [
      errorAt('no-control-plane', hostsPath, 'no host has the role control-plane: at least one is needed'),
    ];
  }
  return [
    ...(masters % 2 === 0 ? [warningAt('even-control-planes', hostsPath, costOfEven(masters))] : []),
    ...(masters > mostVoters ? [warningAt('too-many-control-planes', hostsPath, costOfMany(masters))] : []),
  ];
}

function costOfEven(masters: number): string {
  const fewer = masters - 1;
  if (masters === 2) {
    return '2 control-plane hosts make 2 voters with quorum 2: losing either one stops the cluster. 1 host tolerates as many failures (0) with half the chance of one; 3 hosts tolerate 1';
  }
  return `${arithmetic(masters)}. ${fewer} hosts tolerate as many with quorum ${quorum(fewer)}, and one host fewer can fail; ${masters + 1} hosts tolerate ${tolerated(masters + 1)}`;
}

function costOfMany(masters: number): string {
  return `${arithmetic(masters)}. Every write waits for ${quorum(masters)} of them: etcd advises ${mostVoters} voters at most (quorum ${quorum(mostVoters)}, tolerates ${tolerated(mostVoters)})`;
}

function arithmetic(voters: number): string {
  const failures = tolerated(voters);
  return `${voters} control-plane hosts make ${voters} voters with quorum ${quorum(voters)}, which tolerates ${failures} ${failures === 1 ? 'failure' : 'failures'}`;
}

function quorum(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

function tolerated(voters: number): number {
  return voters - quorum(voters);
}
