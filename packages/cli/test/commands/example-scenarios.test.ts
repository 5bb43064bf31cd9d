import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { examples, quorate } from '../fake-terminal.js';

/** How each story of examples/scenarios ends. */
const endings: Readonly<Record<string, 'ready' | `blocked (${string})`>> = {
  'closed-peer-port': 'blocked (peers-not-reachable)',
  'isolated-load-balancer': 'ready',
  'killed-join': 'ready',
  'late-master': 'ready',
  'lost-answer': 'ready',
  'power-loss': 'ready',
  'refused-pod': 'ready',
  'second-master-dies': 'blocked (quorum-lost)',
  'two-masters-off': 'blocked (quorum-lost)',
  'unprepared-hosts': 'ready',
  'unseen-master': 'blocked (may-hold-a-cluster)',
  'wiped-master': 'ready',
  'wrong-clock': 'blocked (host-unfit)',
};

test('every story in the folder has its ending here', () => {
  const names = readdirSync(`${examples}scenarios`).map((file) => file.replace(/\.yaml$/, ''));
  expect(names.sort()).toEqual(Object.keys(endings).sort());
});

describe.each(Object.entries(endings))('story %s', (name, ending) => {
  const path = `${examples}scenarios/${name}.yaml`;

  test(`ends ${ending}, and every one of its faults happens`, async () => {
    const { code, out, err } = await quorate(['simulate', '--scenario', path]);
    expect(
      out.split('\n').some((line) => line === ending || line.startsWith(`${ending}: `)),
      out,
    ).toBe(true);
    expect(code).toBe(ending === 'ready' ? 0 : 5);
    expect(err).not.toContain('never happened');
    if (ending === 'ready') expect(out).toContain('3 voters, quorum 2, any 1 may fail');
  });

  test('says the same in its comment', () => {
    const [status, code] = ending.split(/ \(|\)/);
    expect(readFileSync(path, 'utf8')).toMatch(
      new RegExp(`^# Ends: ${status ?? ''}${code === undefined ? '' : `, ${code}`}\\b`, 'm'),
    );
  });
});
