import { expect, test } from 'vitest';
import { seconds } from '../../../src/engine/scheduler.js';
import { EtcdTestbed } from '../cluster.js';

const NAMES = ['cp1', 'cp2', 'cp3'];

function other(bed: EtcdTestbed): string {
  return NAMES.find((name) => name !== bed.leaderName()) ?? '';
}

test('a hand-over to a dead member is waited for until the client gives up, and the leader goes on leading', () => {
  const bed = new EtcdTestbed();
  bed.bootstrap(NAMES);
  const leader = bed.leaderName();
  const dead = other(bed);
  const id = bed.member(dead)?.memberId ?? '';
  bed.kill(dead);
  const beganUs = bed.nowUs;
  const answer = bed.etcdctl(leader, '--command-timeout=4s', 'move-leader', id);
  expect(answer.stderr).toContain('context deadline exceeded');
  expect(bed.nowUs - beganUs).toBeGreaterThanOrEqual(seconds(4));
  expect(bed.leaderName()).toBe(leader);
  expect(bed.etcdctl(leader, 'put', 'key', 'value').code).toBe(0);
});

test('a voter that a new leader has not heard of is no learner in sync, before it is no learner at all', () => {
  const bed = new EtcdTestbed();
  bed.bootstrap(NAMES);
  const dead = bed.leaderName();
  const id = bed.member(dead)?.memberId ?? '';
  const alive = other(bed);
  const promote = (): string => bed.etcdctl(alive, 'member', 'promote', id).stderr.trim();
  expect(promote()).toBe('Error: etcdserver: can only promote a learner member');
  bed.kill(dead);
  bed.until(() => bed.leader !== undefined && bed.member(alive)?.leaderId === bed.leader.memberId);
  expect(promote()).toBe('Error: etcdserver: can only promote a learner member which is in sync with leader');
});
