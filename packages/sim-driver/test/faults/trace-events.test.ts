import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TRACE_EVENTS } from '../../src/index.js';

const simulator = fileURLToPath(new URL('../../src/', import.meta.url));

/** What the simulator can record, read from its sources but for the list itself: nothing else lists it. */
function recordedEvents(): readonly string[] {
  const sources = readdirSync(simulator, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('trace-events.ts'),
  );
  const names =
    /'((?:apiserver|clock|cluster-info|controller-manager|credential|disk|driver|etcd|fault|host|journal|kubeadm|kubelet|lb|network|node|orchestrator|package|person|pod|process|scheduler|secret|token|unit)\.[a-z-]+)'/g;
  const found = sources.flatMap((path) => {
    const source = readFileSync(join(simulator, path), 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
    if (!/\brecord\(|trace\.add\(|readonly event: string/.test(source) && !source.includes('leadingEvent'))
      return [];
    return [...source.matchAll(names)].map((match) => match[1] ?? '');
  });
  return [...new Set(found)].sort();
}

test('every event that the simulator records is listed, and no other', () => {
  expect(TRACE_EVENTS.map(({ event }) => event).toSorted()).toEqual(recordedEvents());
});
