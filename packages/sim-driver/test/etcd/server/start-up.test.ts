import { describe, expect, test } from 'vitest';
import { seconds } from '../../../src/engine/scheduler.js';
import { createEtcdClient } from '../../../src/etcd/etcd-client.js';
import { EtcdTestbed } from '../cluster.js';

const THREE = ['cp1', 'cp2', 'cp3'] as const;
const PAIR = ['cp1', 'cp2'] as const;

function idOf(bed: EtcdTestbed, name: string): string {
  const member = bed.leader?.members.find((one) => one.peerUrls[0] === bed.peerUrl(name));
  if (member === undefined) throw new Error(`${name} is no member`);
  return member.id;
}

/** cp1 alone, then cp2 as a second voter or a learner that is still to be started. */
function announced(flags: readonly string[] = []): EtcdTestbed {
  const bed = new EtcdTestbed();
  bed.bootstrap(['cp1']);
  const added = bed.etcdctl('cp1', 'member', 'add', 'cp2', `--peer-urls=${bed.peerUrl('cp2')}`, ...flags);
  expect(added.code).toBe(0);
  return bed;
}

describe('a process without data and state existing', () => {
  test('takes its id from the member list of the cluster', () => {
    const bed = announced();
    const id = idOf(bed, 'cp2');
    bed.start('cp2', { cluster: PAIR, state: 'existing' });
    bed.until(() => bed.member('cp2')?.ready === true);
    expect(bed.member('cp2')?.memberId).toBe(id);
    expect(bed.member('cp2')?.clusterId).toBe(bed.member('cp1')?.clusterId);
  });

  test.each([
    { why: 'was not announced', cluster: THREE, error: 'member count is unequal' },
    { why: 'lists nobody else', cluster: ['cp2'], error: 'could not retrieve cluster information' },
    {
      why: 'is not in its own list',
      cluster: ['cp1', 'cp3'],
      error: String.raw`couldn't find local name \"cp2\"`,
    },
  ])('exits with 1 when it $why', ({ cluster, error }) => {
    const bed = announced();
    const process = bed.start('cp2', { cluster, state: 'existing' });
    expect(bed.exitOf(process)).toEqual({ kind: 'exit', code: 1 });
    expect(process.stderr).toContain(error);
  });

  test('exits with 1 when its URL is not the announced one', () => {
    const bed = announced();
    const process = bed.start('cp3', { cluster: ['cp1', 'cp3'], state: 'existing' });
    expect(bed.exitOf(process)).toEqual({ kind: 'exit', code: 1 });
    expect(process.stderr).toContain('PeerURLs: no match found for existing member');
  });
});

describe('a process whose data is gone', () => {
  test('is refused as bootstrapped already when it comes with state new', () => {
    const bed = new EtcdTestbed();
    bed.bootstrap(THREE);
    const { memberId = '' } = bed.member('cp2') ?? {};
    bed.kill('cp2');
    bed.wipe('cp2');
    const process = bed.start('cp2', { cluster: THREE });
    expect(bed.exitOf(process)).toEqual({ kind: 'exit', code: 1 });
    expect(process.stderr).toContain(`member ${memberId} has already been bootstrapped`);
  });

  test('panics again and again with state existing while the leader remembers what it had', () => {
    const bed = new EtcdTestbed();
    bed.bootstrap(THREE);
    const name = THREE.find((one) => one !== bed.leaderName()) ?? '';
    bed.kill(name);
    bed.wipe(name);
    for (let round = 0; round < 3; round += 1) {
      const process = bed.start(name, { cluster: THREE, state: 'existing' });
      expect(bed.exitOf(process)).toEqual({ kind: 'exit', code: 2 });
      expect(process.stderr).toContain('is out of range [lastIndex(0)]');
    }
  });

  test('rejoins silently when another leader was elected since', () => {
    const bed = new EtcdTestbed();
    bed.bootstrap(THREE);
    const name = bed.leaderName();
    bed.etcdctl(name, 'put', 'a', '1');
    bed.kill(name);
    bed.wipe(name);
    bed.until(() => bed.leader !== undefined);
    bed.start(name, { cluster: THREE, state: 'existing' });
    bed.until(() => bed.member(name)?.ready === true);
    expect(
      bed
        .member(name)
        ?.keys()
        .map((entry) => entry.key),
    ).toEqual(['a']);
  });

  test('founds a second cluster under the same ids when its list holds only itself and all others are down', () => {
    const bed = announced();
    bed.start('cp2', { cluster: PAIR, state: 'existing' });
    bed.until(() => bed.member('cp2')?.ready === true);
    bed.etcdctl('cp1', 'put', 'real', '1');
    const { memberId, clusterId } = bed.member('cp1') ?? {};
    bed.kill('cp2');
    bed.kill('cp1');
    bed.wipe('cp1');
    bed.start('cp1');
    bed.until(() => bed.member('cp1')?.ready === true);
    expect(bed.member('cp1')).toMatchObject({ memberId, clusterId, role: 'leader' });
    expect(bed.member('cp1')?.members).toHaveLength(1);
    expect(bed.member('cp1')?.keys()).toEqual([]);
  });
});

describe('a removed member', () => {
  test('stops with 0 within a second, and again at every restart', () => {
    const bed = new EtcdTestbed();
    bed.bootstrap(THREE);
    bed.wait(seconds(6));
    const process = bed.member('cp3')?.process;
    if (process === undefined) throw new Error('cp3 runs');
    expect(bed.etcdctl('cp1', 'member', 'remove', idOf(bed, 'cp3')).code).toBe(0);
    bed.wait(seconds(1));
    expect(process.exited.value).toEqual({ kind: 'exit', code: 0 });
    const again = bed.start('cp3', { cluster: THREE });
    expect(bed.exitOf(again)).toEqual({ kind: 'exit', code: 0 });
  });

  test('may come back under a new id once it was announced again and its data is gone', () => {
    const bed = new EtcdTestbed();
    bed.bootstrap(THREE);
    bed.wait(seconds(6));
    const old = idOf(bed, 'cp3');
    bed.etcdctl('cp1', 'member', 'remove', old);
    bed.wait(seconds(6));
    bed.wipe('cp3');
    expect(bed.etcdctl('cp1', 'member', 'add', 'cp3', `--peer-urls=${bed.peerUrl('cp3')}`).code).toBe(0);
    bed.start('cp3', { cluster: THREE, state: 'existing' });
    bed.until(() => bed.member('cp3')?.ready === true);
    expect(bed.member('cp3')?.memberId).not.toBe(old);
  });
});

describe('a command line', () => {
  test.each([
    { flag: '--nosuchflag', code: 2, error: 'flag provided but not defined: -nosuchflag' },
    { flag: '--initial-cluster-state=joining', code: 2, error: 'invalid value "joining" for flag' },
    { flag: '--election-timeout=400', code: 1, error: '[400ms] should be at least as 5 times' },
    { flag: '--election-timeout=60000', code: 1, error: '[60000ms] is too long' },
  ])('with $flag ends with $code', ({ flag, code, error }) => {
    const bed = new EtcdTestbed();
    const process = bed.start('cp1', { flags: [flag] });
    expect(bed.exitOf(process)).toEqual({ kind: 'exit', code });
    expect(process.stderr).toContain(error);
  });

  test('with a port that is taken ends with 1', () => {
    const bed = new EtcdTestbed();
    bed.bootstrap(['cp1']);
    const second = bed.start('cp1', { flags: ['--data-dir=/elsewhere'] });
    expect(bed.exitOf(second)).toEqual({ kind: 'exit', code: 1 });
    expect(second.stderr).toContain('listen tcp 10.0.0.11:2380: bind: address already in use');
  });
});

test('a learner is promoted once it is in sync, even if it is dead by then', () => {
  const bed = announced(['--learner']);
  const id = idOf(bed, 'cp2');
  expect(bed.etcdctl('cp1', 'member', 'promote', id).stderr).toContain('in sync with leader');
  bed.start('cp2', { cluster: PAIR, state: 'existing' });
  bed.until(() => bed.member('cp2')?.ready === true);
  expect(bed.member('cp2')?.role).toBe('learner');
  bed.kill('cp2');
  expect(bed.etcdctl('cp1', 'member', 'promote', id).code).toBe(0);
  expect(bed.etcdctl('cp1', 'put', 'a', '1').stderr).toBe('Error: context deadline exceeded\n');
});

test('a follower that lags behind the log of the leader gets a snapshot', () => {
  const bed = new EtcdTestbed();
  bed.bootstrap(THREE, ['--snapshot-count=10']);
  bed.kill('cp3');
  bed.wait(seconds(5));
  const client = createEtcdClient(bed.host(bed.leaderName()), {
    endpoints: ['http://127.0.0.1:2379'],
    timeoutUs: seconds(5),
  });
  bed.run(
    (function* () {
      for (let number = 0; number < 5100; number += 1) yield* client.put(`k${number % 7}`, number);
    })(),
  );
  bed.start('cp3', { cluster: THREE });
  bed.until(() => bed.member('cp3')?.ready === true);
  expect(bed.member('cp3')?.keys()).toEqual(bed.leader?.keys());
  expect(bed.member('cp3')?.applied).toBe(bed.leader?.applied);
});
