import { describe, expect, test } from 'vitest';
import { seconds } from '../../src/engine/scheduler.js';
import { createEtcdClient } from '../../src/etcd/etcd-client.js';
import { isEtcdClientService } from '../../src/etcd/server/client-api.js';
import type { EtcdClient } from '../../src/etcd/client.js';
import { EtcdTestbed } from './cluster.js';

const THREE = ['cp1', 'cp2', 'cp3'] as const;

function clusterOfThree(version = '3.5.16'): EtcdTestbed {
  const bed = new EtcdTestbed({ version });
  bed.bootstrap(THREE);
  bed.wait(seconds(6));
  return bed;
}

function clientOn(bed: EtcdTestbed, name: string, timeoutSeconds = 5): EtcdClient {
  const endpoints = ['http://127.0.0.1:2379'];
  return createEtcdClient(bed.host(name), { endpoints, timeoutUs: seconds(timeoutSeconds) });
}

test('a client reads through any member what it wrote through another', () => {
  const bed = clusterOfThree();
  expect(bed.run(clientOn(bed, 'cp1').put('a', { b: 1 }))).toEqual({ ok: true, value: { revision: 2 } });
  expect(bed.run(clientOn(bed, 'cp2').get('a'))).toMatchObject({
    ok: true,
    value: { value: { b: 1 }, modRevision: 2 },
  });
  expect(bed.run(clientOn(bed, 'cp3').delete('a'))).toEqual({ ok: true, value: { deleted: 1 } });
  expect(bed.run(clientOn(bed, 'cp1').get('a'))).toEqual({ ok: true, value: undefined });
});

test('a put on a condition happens only while the key stands where it was read', () => {
  const bed = clusterOfThree();
  const client = clientOn(bed, 'cp1');
  expect(bed.run(client.put('a', 1, { ifModRevision: 0 }))).toMatchObject({ ok: true });
  expect(bed.run(client.put('a', 2, { ifModRevision: 0 }))).toMatchObject({
    ok: false,
    error: { code: 'FailedPrecondition', ambiguous: false },
  });
});

test('a range lists the keys of a prefix in order', () => {
  const bed = clusterOfThree();
  const client = clientOn(bed, 'cp1');
  for (const key of ['/b/2', '/a/1', '/b/1', '/c']) bed.run(client.put(key, key));
  const result = bed.run(client.range('/b/'));
  expect(result.ok && result.value.map((entry) => entry.key)).toEqual(['/b/1', '/b/2']);
});

test('watchers hear of every change in log order', () => {
  const bed = clusterOfThree();
  const service = bed.host('cp2').listenerAt('127.0.0.1', 2379)?.service;
  const heard: unknown[] = [];
  if (service === undefined || !isEtcdClientService(service)) throw new Error('etcd listens');
  const forget = service.onApplied((change) => heard.push(change));
  bed.run(clientOn(bed, 'cp1').put('a', 1));
  bed.run(clientOn(bed, 'cp1').delete('a'));
  bed.wait(seconds(1));
  forget();
  bed.run(clientOn(bed, 'cp1').put('a', 2));
  expect(heard).toEqual([
    { key: 'a', value: 1, revision: 2 },
    { key: 'a', value: undefined, revision: 3 },
  ]);
});

describe('without quorum', () => {
  function survivor(version: string): { bed: EtcdTestbed; client: EtcdClient } {
    const bed = clusterOfThree(version);
    bed.run(clientOn(bed, 'cp1').put('a', 1));
    bed.kill('cp2');
    bed.kill('cp3');
    bed.wait(seconds(5));
    return { bed, client: clientOn(bed, 'cp1') };
  }

  test('writes and quorum reads take the whole time-out, and a write may have happened', () => {
    const { bed, client } = survivor('3.5.16');
    const beganUs = bed.nowUs;
    expect(bed.run(client.put('a', 2))).toMatchObject({
      error: { code: 'DeadlineExceeded', message: 'context deadline exceeded', ambiguous: true },
    });
    expect(bed.nowUs - beganUs).toBe(seconds(5));
    expect(bed.run(client.get('a'))).toMatchObject({ error: { code: 'DeadlineExceeded', ambiguous: false } });
  });

  test('serializable reads and the status work', () => {
    const { bed, client } = survivor('3.5.16');
    expect(bed.run(client.get('a', { serializable: true }))).toMatchObject({ ok: true, value: { value: 1 } });
    expect(bed.run(client.status('http://127.0.0.1:2379'))).toMatchObject({
      ok: true,
      value: { leaderId: '', errors: ['etcdserver: no leader'] },
    });
  });

  test('the member list works in 3.4 and hangs since 3.5', () => {
    const older = survivor('3.4.23');
    expect(older.bed.run(older.client.memberList())).toMatchObject({ ok: true });
    const newer = survivor('3.5.16');
    expect(newer.bed.run(newer.client.memberList())).toMatchObject({ error: { code: 'DeadlineExceeded' } });
  });

  test('a member that was restarted answers nothing on its client port', () => {
    const { bed, client } = survivor('3.5.16');
    bed.kill('cp1');
    bed.start('cp1', { cluster: THREE });
    bed.wait(seconds(1));
    expect(bed.run(client.status('http://127.0.0.1:2379'))).toMatchObject({
      error: { code: 'DeadlineExceeded' },
    });
  });
});

test('a put through a follower whose leader has just died is lost, though there is a new leader soon', () => {
  const bed = clusterOfThree();
  const leader = bed.leaderName();
  const follower = THREE.find((name) => name !== leader) ?? '';
  const client = clientOn(bed, follower, 10);
  bed.kill(leader);
  const beganUs = bed.nowUs;
  expect(bed.run(client.put('a', 1))).toMatchObject({
    error: { message: 'etcdserver: request timed out', ambiguous: true },
  });
  expect((bed.nowUs - beganUs) / 1e6).toBeCloseTo(7, 1);
  expect(bed.run(client.put('a', 1))).toMatchObject({ ok: true });
});

test('nothing listening costs the whole time-out and is not ambiguous', () => {
  const bed = new EtcdTestbed();
  const result = bed.run(clientOn(bed, 'cp1', 2).put('a', 1));
  expect(result).toMatchObject({ error: { message: 'context deadline exceeded', ambiguous: false } });
  expect(bed.nowUs).toBe(1_700_000_002_000_000);
});
