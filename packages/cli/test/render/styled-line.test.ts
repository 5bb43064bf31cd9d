import { expect, test } from 'vitest';
import { blockedLines, paintedLines } from '../../src/render/styled-line.js';
import { painter } from '../../src/render/style.js';

const reason = blockedLines({
  code: 'host-unreachable',
  summary: 'master2 is not reachable',
  evidence: [{ id: 'host-reachable', holds: 'no', evidence: 'master2: no route to host' }],
  remedies: ['bring master2 back, with its disk; the run goes on by itself'],
});

test('without a screen every line stays one line', () => {
  expect(paintedLines(reason, undefined, painter(false))).toEqual([
    'blocked (host-unreachable): master2 is not reachable',
    '  seen: host-reachable: master2: no route to host',
    '  safe next: bring master2 back, with its disk; the run goes on by itself',
  ]);
});

test('on a screen what does not fit goes on below, further in, in the same colour', () => {
  const lines = paintedLines(reason, 40, painter(true));
  expect(lines).toEqual([
    '\u001B[33mblocked (host-unreachable): master2 is\u001B[39m',
    '\u001B[33m  not reachable\u001B[39m',
    '  seen: host-reachable: master2: no',
    '    route to host',
    '  safe next: bring master2 back, with',
    '    its disk; the run goes on by itself',
  ]);
});
