import { quorumOf } from '@quorate/core';
import type { World } from '../world/world.js';
import type { Finding, Invariant } from './invariant.js';
import { Contact, newestView } from './voters.js';

export const quorumAfterEveryChange: Invariant = {
  id: 'quorum-after-every-change',
  title: 'after a membership change the voters have quorum in the worst case; 1 → 2 is the known window',
  formula:
    'with V voters before and H of them running, not stopped and connected (or so less than 10 s ago): a voter added or promoted, and counted as down, needs H ≥ ⌊(V+1)/2⌋+1, V = H = 1 excepted; a learner added needs H ≥ ⌊V/2⌋+1; with V voters left after a removal, H of them healthy: H ≥ ⌊V/2⌋+1',
  watch: ({ simulation: { world } }) => {
    const contact = new Contact(world);
    const look = (): Finding => {
      contact.look();
      return undefined;
    };
    const judged = (judge: (rest: readonly string[], change: Change) => Finding) => {
      return ({ event, detail }: { readonly event: string; readonly detail?: Detail }): Finding => {
        contact.look();
        const member = String(detail?.['member']);
        const learner = detail?.['learner'] === true;
        const rest = votersBut(world, member);
        return rest === undefined ? undefined : judge(rest, { event, member, learner });
      };
    };
    const grown = judged((rest, { event, member, learner }) => {
      const healthy = contact.among(rest);
      if (!learner && rest.length === 1 && healthy === 1) return undefined;
      const needed = quorumOf(learner ? rest.length : rest.length + 1);
      return healthy >= needed
        ? undefined
        : `${event} ${member}: ${healthy} of the ${rest.length} voters before it are healthy, quorum needs ${needed}`;
    });
    const shrunk = judged((rest, { member }) => {
      const healthy = contact.among(rest);
      const needed = quorumOf(rest.length);
      return healthy >= needed
        ? undefined
        : `etcd.member-removed ${member}: ${healthy} of the ${rest.length} voters left are healthy, quorum needs ${needed}`;
    });
    return {
      records: {
        'fault.struck': look,
        'kubeadm.exited': look,
        'kubeadm.phase': look,
        'pod.exited': look,
        'etcd.stepped-down': look,
        'etcd.leader-elected': look,
        'etcd.member-started': look,
        'etcd.member-added': grown,
        'etcd.member-promoted': grown,
        'etcd.member-removed': shrunk,
      },
    };
  },
};

type Detail = Readonly<Record<string, string | number | boolean>>;

interface Change {
  readonly event: string;
  readonly member: string;
  readonly learner: boolean;
}

/** Ids of the voters as the list is now, without one member. */
function votersBut(world: World, member: string): readonly string[] | undefined {
  return newestView(world)
    ?.members.filter((one) => !one.learner && one.id !== member)
    .map(({ id }) => id);
}
