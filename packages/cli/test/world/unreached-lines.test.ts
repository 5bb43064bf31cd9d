import { expect, test } from 'vitest';
import { unreachedLines } from '../../src/world/look-at-hosts.js';

test('hosts that are away for one reason are named together, and the reason keeps its lines', () => {
  const unknownKey = 'The host key is not known.\nCompare it: ssh-keygen -lf KEY';
  const lines = unreachedLines(
    [
      { name: 'master1', reachable: 'no', detail: unknownKey },
      { name: 'master2', reachable: 'no', detail: 'master2: no route to host' },
      { name: 'master3', reachable: 'no', detail: unknownKey },
      { name: 'node1', reachable: 'yes' },
      { name: 'node2', reachable: 'unknown' },
    ],
    80,
  );
  expect(lines).toEqual([
    'not reached: master1, master3: The host key is not known.',
    '  Compare it: ssh-keygen -lf KEY',
    'not reached: master2: no route to host',
    'not reached: node2: no answer',
  ]);
});
