import { expect, test } from 'vitest';
import { alarmRemedies, alarmsOf } from '../../src/decisions/etcd-alarms.js';
import { known, unknown } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';
import { runningObservation } from './running-cluster.js';

test('a host tells the alarms of its member, and none without one or when it was not asked', () => {
  const { master1 } = runningObservation(specOf(1, 0), { joined: ['master1'] }).hosts;
  if (master1?.etcd === undefined) throw new Error('master1 runs etcd');
  const { etcd, ...without } = master1;
  expect(alarmsOf({ ...master1, etcd: { ...etcd, alarms: known(['NOSPACE']) } })).toEqual(['NOSPACE']);
  expect(alarmsOf({ ...master1, etcd: { ...etcd, alarms: unknown('no answer') } })).toEqual([]);
  expect(alarmsOf(without)).toEqual([]);
});

test('what is safe depends on the alarm: room for NOSPACE, the logs for any other', () => {
  expect(alarmRemedies([])).toEqual([]);
  expect(alarmRemedies(['CORRUPT on 1', 'NOSPACE on 2'])[0]).toContain('compact');
  expect(alarmRemedies(['CORRUPT on 1'])[0]).toContain('logs');
});
