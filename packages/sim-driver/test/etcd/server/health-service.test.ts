import { expect, test } from 'vitest';
import { seconds } from '../../../src/engine/scheduler.js';
import type { HttpService, Service } from '../../../src/network/service.js';
import { EtcdTestbed } from '../cluster.js';

const THREE = ['cp1', 'cp2', 'cp3'] as const;

function get(
  bed: EtcdTestbed,
  path: string,
): { readonly status: number; readonly body: string; readonly took: number } {
  const service = bed.host('cp1').listenerAt('127.0.0.1', 2381)?.service;
  if (service === undefined || !isHttp(service)) throw new Error('nothing listens on 2381');
  const beganUs = bed.nowUs;
  const answer = bed.run(service.get(path));
  return { ...answer, took: Math.round((bed.nowUs - beganUs) / 1e6) };
}

function isHttp(service: Service): service is HttpService {
  return service.protocol === 'http';
}

test('a healthy member passes all checks', () => {
  const bed = new EtcdTestbed({ version: '3.5.30' });
  bed.bootstrap(THREE);
  expect(get(bed, '/health')).toMatchObject({ status: 200, body: '{"health":"true","reason":""}' });
  expect(get(bed, '/livez')).toMatchObject({ status: 200, body: 'ok\n' });
  expect(get(bed, '/readyz')).toMatchObject({ status: 200, body: 'ok\n' });
  expect(get(bed, '/version').status).toBe(404);
});

test('a member restarted without quorum is alive but not ready', () => {
  const bed = new EtcdTestbed({ version: '3.5.30' });
  bed.bootstrap(THREE);
  for (const name of THREE) bed.kill(name);
  bed.start('cp1', { cluster: THREE });
  bed.wait(seconds(4));
  expect(get(bed, '/livez')).toMatchObject({ status: 200, took: 0 });
  expect(get(bed, '/health?exclude=NOSPACE&serializable=true').status).toBe(200);
  expect(get(bed, '/health')).toMatchObject({
    status: 503,
    body: '{"health":"false","reason":"RAFT NO LEADER"}\n',
  });
  const readiness = get(bed, '/readyz');
  expect(readiness).toMatchObject({ status: 503, took: 7 });
  expect(readiness.body).toContain('[-]linearizable_read failed: etcdserver: request timed out\n');
  expect(get(bed, '/readyz?exclude=linearizable_read').status).toBe(200);
});

test('3.4 has one endpoint, without reasons, and ignores serializable', () => {
  const bed = new EtcdTestbed({ version: '3.4.23' });
  bed.bootstrap(THREE);
  expect(get(bed, '/health')).toMatchObject({ status: 200, body: '{"health":"true"}' });
  expect(get(bed, '/livez')).toMatchObject({ status: 404, body: '404 page not found\n' });
  bed.kill('cp2');
  bed.kill('cp3');
  bed.wait(seconds(4));
  expect(get(bed, '/health?serializable=true')).toMatchObject({ status: 503, body: '{"health":"false"}\n' });
});
