import { expect, it } from 'vitest';
import type { TraceRecord } from '../../src/engine/trace.js';
import { Trace } from '../../src/engine/trace.js';

it('hashes alike whether records are kept, listened to or neither, and numbers them all', () => {
  const kept = new Trace({ keepRecords: true });
  const dropped = new Trace({ keepRecords: false });
  const heard: TraceRecord[] = [];
  for (const trace of [kept, dropped]) {
    trace.add(1, 'host.powered-on', 'm1');
    trace.add(2, 'journal.written', undefined, { entry: 1 });
  }
  dropped.onRecord((record) => heard.push(record));
  for (const trace of [kept, dropped]) trace.add(3, 'host.powered-off', 'm1', { by: 'hand' });
  expect(dropped.hash).toBe(kept.hash);
  expect(dropped.records).toEqual([]);
  expect(heard).toEqual(kept.records.slice(2));
});
