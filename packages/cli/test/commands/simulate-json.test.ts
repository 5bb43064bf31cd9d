import { expect, test } from 'vitest';
import { quorate, simulate } from '../fake-terminal.js';

interface Line {
  readonly type: string;
  readonly [key: string]: unknown;
}

async function json(
  ...argv: readonly string[]
): Promise<{ readonly lines: readonly Line[]; readonly text: string }> {
  const { out, err } = await simulate('--json', ...argv);
  expect(err).toBe('');
  return { lines: out.split('\n').map((line) => JSON.parse(line) as Line), text: out };
}

test('stdout is one JSON document a line, framed by the story and its chapters', async () => {
  const { lines } = await json('--late', 'master3=1h');
  expect(lines[0]).toEqual({
    type: 'story.began',
    cluster: 'ha-cluster',
    seed: 1,
    faults: [],
    late: { master3: 3_600_000 },
  });
  const chapters = lines.filter(({ type }) => type === 'chapter.began');
  expect(chapters.map((one) => one['newcomers'])).toEqual([[], ['master3']]);
  expect(lines.filter(({ type }) => type === 'run.ended')).toHaveLength(2);
  expect(lines.at(-1)).toMatchObject({ type: 'story.ended', status: 'ready', exitCode: 0, missedFaults: [] });
});

test('time never goes back, and every command that was issued is settled', async () => {
  const { lines } = await json();
  const times = lines.flatMap((line) => (typeof line['atMs'] === 'number' ? [line['atMs']] : []));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const ids = (type: string) =>
    lines
      .filter((line) => line.type === type)
      .map((line) => String(line['id']))
      .sort();
  expect(ids('command.settled')).toEqual(ids('command.issued'));
});

test('no token and no certificate key is in it', async () => {
  const { text } = await json('--late', 'master3=1h', '--fault', 'kill:master2,kubeadm@etcd.member-added');
  expect(text).toContain('kubeadm join');
  expect(text).not.toMatch(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/);
  // Fingerprints of certificates are public.
  const fingerprints = /sha256:[0-9a-f]{64}|"caFingerprint":"[0-9a-f]{64}"/g;
  expect(text.replaceAll(fingerprints, '')).not.toMatch(/\b[0-9a-f]{64}\b/);
});

test('a blocked story says so in its last line, with the exit code', async () => {
  const { lines } = await json('--fault', 'unreachable:master3@0s', '--fault', 'reboot:node1@etcd.exited');
  expect(lines.at(-1)).toMatchObject({
    type: 'story.ended',
    status: 'blocked',
    exitCode: 5,
    missedFaults: ['reboot:node1@etcd.exited'],
  });
  expect(lines.find(({ type }) => type === 'run.blocked')).toMatchObject({
    reason: { code: 'may-hold-a-cluster' },
  });
});

test('mistakes leave stdout empty', async () => {
  const { code, out } = await quorate(['simulate', 'absent.yaml', '--json']);
  expect(code).toBe(3);
  expect(out).toBe('');
});
