import { assertNever } from '@quorate/core';
import type { TraceRecord } from '../../engine/trace.js';
import type { ConfigurationChange } from '../raft/command.js';

/** How a change of the configuration reads in the trace of the world. */
export function configurationRecord(change: ConfigurationChange): {
  readonly event: string;
  readonly detail: NonNullable<TraceRecord['detail']>;
} {
  switch (change.kind) {
    case 'add-member':
      return {
        event: 'etcd.member-added',
        detail: { member: change.member.id, learner: change.member.learner },
      };
    case 'promote-member':
      return { event: 'etcd.member-promoted', detail: { member: change.memberId } };
    case 'remove-member':
      return { event: 'etcd.member-removed', detail: { member: change.memberId } };
    case 'update-member':
      return { event: 'etcd.member-updated', detail: { member: change.memberId } };
    default:
      return assertNever(change);
  }
}
