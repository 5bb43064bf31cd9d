import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Secret } from '@quorate/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { harness, LONG_MS } from '../support/driver-harness.js';
import { describeWithOpenSsh, freePort, OpenSshServer } from '../support/openssh-server.js';
import { silentPort } from '../support/silent-port.js';
import { until } from '../support/until.js';

const timeoutMs = LONG_MS;

describeWithOpenSsh('steps on files and ports over OpenSSH', () => {
  let server: OpenSshServer;
  beforeAll(async () => {
    server = await OpenSshServer.start();
  });
  afterAll(() => server.stop());

  it('writes a file with its mode, and its parents', async () => {
    const { run } = harness(server.target());
    const path = join(server.directory, "new/parent's dir/ä file");
    const content = ['first ', new Secret('key', 's3cret\n'), 'ä'];
    expect(await run({ kind: 'write-file', path, content, mode: 0o640, timeoutMs })).toMatchObject({
      kind: 'succeeded',
    });
    expect(readFileSync(path, 'utf8')).toBe('first s3cret\nä');
    expect(modeOf(path)).toBe(0o640);
    expect(modeOf(dirname(path))).toBe(0o755);
    expect(readdirSync(dirname(path))).toHaveLength(1);
  });

  it('writes an empty file, and a large one over it', async () => {
    const { run } = harness(server.target());
    const path = join(server.directory, 'sizes');
    await run({ kind: 'write-file', path, content: [], mode: 0o600, timeoutMs });
    expect(statSync(path).size).toBe(0);
    const content = ['0123456789'.repeat(500_000)];
    expect((await run({ kind: 'write-file', path, content, mode: 0o400, timeoutMs })).kind).toBe('succeeded');
    expect([statSync(path).size, modeOf(path)]).toEqual([5_000_000, 0o400]);
  });

  it('keeps the directory of run files for root alone', async () => {
    const { run } = harness(server.target());
    const path = '/run/quorate/ssh-driver-test.yaml';
    await run({ kind: 'write-file', path, content: ['x'], mode: 0o600, timeoutMs });
    expect([modeOf('/run/quorate'), modeOf(path)]).toEqual([0o700, 0o600]);
    expect((await run({ kind: 'remove-file', path, timeoutMs })).kind).toBe('succeeded');
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('leaves the old file alone, and nothing beside it, when the new one cannot be put in its place', async () => {
    const { run } = harness(server.target());
    const directory = join(server.directory, 'occupied');
    mkdirSync(join(directory, 'path/inside'), { recursive: true });
    const path = join(directory, 'path');
    const outcome = await run({ kind: 'write-file', path, content: ['x'], mode: 0o644, timeoutMs });
    expect(outcome).toMatchObject({ kind: 'failed', cause: { kind: 'io' } });
    expect(outcome.kind === 'failed' && outcome.cause.kind === 'io' && outcome.cause.detail).toContain(
      `cannot write ${path}: `,
    );
    expect(readdirSync(directory)).toEqual(['path']);
  });

  it('changes nothing when the content is cut by the loss of the connection', async () => {
    const { run } = harness(server.target());
    const directory = join(server.directory, 'cut');
    mkdirSync(directory);
    writeFileSync(join(directory, 'file'), 'old');
    const step = { kind: 'write-file', path: join(directory, 'file'), mode: 0o644, timeoutMs } as const;
    const writing = run({ ...step, content: ['x'.repeat(60_000_000)] });
    await until(() => readdirSync(directory).some((name) => (sizeOf(join(directory, name)) ?? 0) > 3));
    await server.cutConnections();
    expect(await writing).toMatchObject({ kind: 'unknown', cause: 'connection-lost' });
    await until(() => readdirSync(directory).length === 1);
    expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('old');
  });

  it('reads a file, tells an absent one, and one that cannot be read', async () => {
    const { run } = harness(server.target());
    const path = join(server.directory, 'readable');
    writeFileSync(path, 'a\nä');
    expect(await run({ kind: 'read-file', path, timeoutMs })).toMatchObject({
      kind: 'succeeded',
      stdout: 'a\nä',
      stderr: '',
    });
    const absent = `${path}/not/there`;
    expect(await run({ kind: 'read-file', path: absent, timeoutMs })).toMatchObject({
      kind: 'failed',
      cause: { kind: 'absent', path: absent },
    });
    expect(await run({ kind: 'read-file', path: server.directory, timeoutMs })).toMatchObject({
      kind: 'failed',
      cause: { kind: 'io', detail: expect.stringContaining('Is a directory') },
    });
  });

  it('does not show the content of a file that it reads', async () => {
    const { run, events } = harness(server.target());
    await run({ kind: 'read-file', path: server.userKey, timeoutMs });
    expect(events.map(({ type }) => type)).toEqual(['connected']);
  });

  it('refuses a file that is larger than what it keeps', async () => {
    const { run } = harness(server.target());
    const path = join(server.directory, 'huge');
    writeFileSync(path, Buffer.alloc(8 * 1024 * 1024 + 1, 'x'));
    expect(await run({ kind: 'read-file', path, timeoutMs })).toMatchObject({
      kind: 'failed',
      cause: { kind: 'io', detail: `cannot read ${path}: larger than 8388608 bytes` },
    });
  });

  it('removes a file, and succeeds when there is none', async () => {
    const { run } = harness(server.target());
    const path = join(server.directory, 'removable');
    writeFileSync(path, '');
    for (const _again of [1, 2])
      expect((await run({ kind: 'remove-file', path, timeoutMs })).kind).toBe('succeeded');
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
    expect(await run({ kind: 'remove-file', path: server.directory, timeoutMs })).toMatchObject({
      cause: { kind: 'io' },
    });
  });

  it('tells an open port from a refusing and a silent one', async () => {
    const { run } = harness(server.target());
    const probe = (address: string, port: number, limitMs: number) =>
      run({ kind: 'probe-tcp', address, port, timeoutMs: limitMs });
    const silent = await silentPort();
    try {
      expect((await probe('127.0.0.1', server.port, timeoutMs)).kind).toBe('succeeded');
      expect(await probe('127.0.0.1', await freePort(), timeoutMs)).toMatchObject({
        cause: { kind: 'tcp', reason: 'refused' },
      });
      expect(await probe('255.255.255.255', 80, timeoutMs)).toMatchObject({
        cause: { kind: 'tcp', reason: 'no-route' },
      });
      expect(await probe('127.0.0.1', silent.port, 700)).toMatchObject({
        cause: { kind: 'tcp', reason: 'timed-out' },
      });
    } finally {
      silent.close();
    }
  });
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o7777;
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
