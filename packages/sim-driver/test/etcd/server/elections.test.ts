import { describe, expect, test } from 'vitest';
import { seconds } from '../../../src/engine/scheduler.js';
import { EtcdTestbed } from '../cluster.js';

const NAMES = ['cp1', 'cp2', 'cp3'] as const;

/** Seconds from the death of the leader to the next one. */
function reelection(seed: number, version: string): number {
  const bed = new EtcdTestbed({ seed, version });
  bed.bootstrap(NAMES);
  bed.wait(seconds(10));
  const old = bed.leaderName();
  bed.kill(old);
  const killedUs = bed.nowUs;
  bed.until(() => bed.leader !== undefined && bed.leader.host !== old);
  return (bed.nowUs - killedUs) / 1e6;
}

describe('after the leader was killed', () => {
  test.each(['3.4.23', '3.5.16'])('%s has a new one after 1.2 to 1.4 s in the median', (version) => {
    const times = Array.from({ length: 101 }, (_, seed) => reelection(seed + 1, version)).sort(
      (a, b) => a - b,
    );
    expect(times[50]).toBeGreaterThan(1.1);
    expect(times[50]).toBeLessThan(1.4);
    expect(times[0]).toBeGreaterThan(0.8);
    expect(times[100]).toBeLessThan(6);
  });
});

test('an idle cluster has nothing scheduled', () => {
  const bed = new EtcdTestbed();
  bed.bootstrap(NAMES);
  bed.wait(seconds(10));
  const { fired } = bed.world.scheduler;
  expect(bed.world.scheduler.peek()).toBeUndefined();
  bed.wait(seconds(365 * 86_400));
  expect(bed.world.scheduler.fired).toBe(fired);
  expect(bed.etcdctl('cp1', 'put', 'a', '1').stdout).toBe('OK\n');
});

test('a cluster without quorum has nothing scheduled either, and yet burns terms in 3.4', () => {
  const bed = new EtcdTestbed({ version: '3.4.23' });
  bed.bootstrap(NAMES);
  bed.kill('cp2');
  bed.kill('cp3');
  bed.wait(seconds(10));
  expect(bed.world.scheduler.peek()).toBeUndefined();
  const before = bed.etcdctl('cp1', 'endpoint', 'status').stdout;
  bed.wait(seconds(140));
  expect(bed.etcdctl('cp1', 'endpoint', 'status').stdout).toBe(before);
  bed.start('cp2', { cluster: NAMES });
  bed.until(() => bed.leader !== undefined);
  expect(bed.leader?.term).toBeGreaterThan(70);
  expect(bed.leader?.term).toBeLessThan(150);
});

describe('an isolated leader', () => {
  test('steps down after 1 to 2 s, and the others elect one of them', () => {
    const bed = new EtcdTestbed();
    bed.bootstrap(NAMES);
    bed.wait(seconds(10));
    const old = bed.leaderName();
    bed.isolate(old);
    const cutUs = bed.nowUs;
    bed.until(() => bed.member(old)?.role !== 'leader');
    const steppedDownAfter = (bed.nowUs - cutUs) / 1e6;
    expect(steppedDownAfter).toBeGreaterThanOrEqual(1);
    expect(steppedDownAfter).toBeLessThanOrEqual(2);
    bed.until(() => bed.leader !== undefined && bed.leader.host !== old);
    expect(bed.leader?.term).toBe(3);
  });

  test.each([
    { version: '3.4.23', rejoin: 'deposes' },
    { version: '3.5.16', rejoin: 'follows' },
  ])('of $version $rejoin the new one when the network heals', ({ version, rejoin }) => {
    const bed = new EtcdTestbed({ version });
    bed.bootstrap(NAMES);
    bed.wait(seconds(10));
    const follower = NAMES.find((name) => name !== bed.leaderName()) ?? '';
    const { term = 0 } = bed.leader ?? {};
    bed.isolate(follower);
    bed.wait(seconds(12));
    bed.isolate(follower, false);
    bed.wait(seconds(30));
    if (rejoin === 'follows') expect(bed.leader?.term).toBe(term);
    else expect(bed.leader?.term).toBeGreaterThan(term + 4);
    expect(bed.member(follower)?.leaderId).toBe(bed.leader?.memberId);
  });
});

test('two runs with one seed are one run', () => {
  const hash = (): string => {
    const bed = new EtcdTestbed({ seed: 42 });
    bed.bootstrap(NAMES);
    bed.kill('cp2');
    bed.etcdctl('cp1', 'put', 'a', '1');
    bed.start('cp2', { cluster: NAMES });
    bed.wait(seconds(20));
    return bed.world.trace.hash;
  };
  expect(hash()).toBe(hash());
});
