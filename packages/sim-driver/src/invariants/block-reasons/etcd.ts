import { hostsOf, quorumOf } from '@quorate/core';
import { etcdMembers } from '../../etcd/inspect.js';
import { hasEtcdData } from './files.js';
import type { BlockJudge } from './judge.js';
import { hasAlarm, isMemberOf, votersOf } from './etcd-health.js';
import { hostsOfReason, namesOf } from './named-hosts.js';

export const quorumLost: BlockJudge = ({ world }) => {
  const { all, healthy } = votersOf(world);
  return all.length > 0 && healthy.length >= quorumOf(all.length)
    ? `${healthy.length} of ${all.length} voters are healthy`
    : undefined;
};

export const voterUnhealthy: BlockJudge = ({ world, spec }, reason) => {
  // etcd ≥ 3.4: while an alarm is raised, `endpoint health` calls every member unhealthy.
  if (hasAlarm(world)) return undefined;
  const { healthy } = votersOf(world);
  const named = hostsOfReason(spec, reason).filter(({ role }) => role === 'control-plane');
  const sick = named.find((host) => !healthy.some((member) => isMemberOf(host, member)));
  return sick === undefined ? `the voters of ${namesOf(named)} are healthy` : undefined;
};

/** What would be removed is a member that did not start, or has lost its data. */
export const memberNotRemovable: BlockJudge = ({ world, spec }, reason) => {
  const { healthy } = votersOf(world);
  const named = hostsOfReason(spec, reason).filter(({ role }) => role === 'control-plane');
  const lost = named.find((host) => !healthy.some((member) => isMemberOf(host, member)));
  return lost === undefined ? `nothing is to be removed: ${namesOf(named)} have healthy voters` : undefined;
};

/** Each member that runs may have begun anew, so that no list counts more than another. */
export const memberNotListed: BlockJudge = ({ world, spec }) => {
  const masters = new Set(hostsOf(spec, 'control-plane').map(({ name }) => name));
  const running = etcdMembers(world).filter(({ host }) => masters.has(host));
  const unlisted = running.some(({ memberId }) =>
    running.some(({ members }) => !members.some(({ id }) => id === memberId)),
  );
  const hasData = hostsOf(spec, 'control-plane').some(
    (master) =>
      hasEtcdData(world.host(master.name)) &&
      running.some(({ members }) => !members.some((member) => isMemberOf(master, member))),
  );
  return unlisted || hasData ? undefined : 'every member that runs or has data is in every list of members';
};
