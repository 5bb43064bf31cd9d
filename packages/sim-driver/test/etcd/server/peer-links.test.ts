import { describe, expect, test } from 'vitest';
import { millis, seconds } from '../../../src/engine/scheduler.js';
import { runningServers } from '../../../src/etcd/inspect.js';
import { EtcdTestbed } from '../cluster.js';

const FIRST = ['cp1', 'cp2', 'cp3'] as const;
const MEMBERS = [...FIRST, 'cp4'] as const;

/** Of every member and every other in its list, those whose streams it has not got. */
function missingStreams(bed: EtcdTestbed): string[] {
  return MEMBERS.flatMap((name) =>
    runningServers(bed.host(name)).flatMap(({ server }) =>
      server
        .membership()
        .list()
        .filter(({ id }) => id !== server.memberId && server.links.activeSince(id) === undefined)
        .map((missing) => `${name} has no stream from ${missing.name}`),
    ),
  );
}

/** A follower learns of cp4 from its log while the two of them are about to connect. */
function startedWhileAnotherCatchesUp(afterMs: number): EtcdTestbed {
  const bed = new EtcdTestbed({ hosts: 4 });
  bed.bootstrap(FIRST);
  bed.wait(seconds(6));
  const leader = bed.leaderName();
  // Not the first, which cp4 asks for the list when it starts.
  const behind = leader === 'cp3' ? 'cp2' : 'cp3';
  bed.isolate(behind);
  const added = bed.etcdctl(leader, 'member', 'add', 'cp4', `--peer-urls=${bed.peerUrl('cp4')}`);
  expect(added.code).toBe(0);
  bed.kill(behind);
  bed.isolate(behind, false);
  bed.start(behind, { cluster: FIRST });
  bed.wait(millis(afterMs));
  bed.start('cp4', { cluster: MEMBERS, state: 'existing' });
  bed.until(() => bed.member(behind)?.ready === true && bed.member('cp4')?.ready === true);
  bed.wait(seconds(6));
  return bed;
}

describe('a member that starts while another learns of it', () => {
  test.each(Array.from({ length: 100 }, (_, index) => index))('%i ms after that one', (afterMs) => {
    const bed = startedWhileAnotherCatchesUp(afterMs);

    expect(missingStreams(bed)).toEqual([]);
  });
});
