import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '@quorate/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_KEPT_BYTES } from '../../src/driver/output-capture.js';
import { detailOf, harness, line, LONG_MS } from '../support/driver-harness.js';
import { gate } from '../support/gate.js';
import { describeWithOpenSsh, OpenSshServer } from '../support/openssh-server.js';
import { until } from '../support/until.js';

describeWithOpenSsh('a run step over OpenSSH', () => {
  let server: OpenSshServer;
  beforeAll(async () => {
    server = await OpenSshServer.start();
  });
  afterAll(() => server.stop());

  it('reports what was printed on both streams and the exit code', async () => {
    const { sh } = harness(server.target());
    expect(await sh('echo out; echo err >&2; exit 3')).toMatchObject({
      kind: 'failed',
      cause: { kind: 'exit', code: 3 },
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('tells death by a signal from an exit code that looks like it', async () => {
    const { sh } = harness(server.target());
    expect(await sh('kill -KILL $$')).toMatchObject({ cause: { kind: 'signal', signal: 'SIGKILL' } });
    expect(await sh('exit 137')).toMatchObject({ cause: { kind: 'exit', code: 137 } });
  });

  it('fails with 127 when there is no such program', async () => {
    const { run } = harness(server.target());
    const outcome = await run({ kind: 'run', argv: ['no-such-program'], timeoutMs: LONG_MS });
    expect(outcome).toMatchObject({ kind: 'failed', cause: { kind: 'exit', code: 127 } });
    expect(outcome.stderr).toContain('no-such-program: not found');
  });

  it('passes any argument and any value of the environment byte for byte', async () => {
    const { run } = harness(server.target());
    const text = fc
      .string({ unit: 'binary' })
      .map((one) => one.replaceAll('\0', ''))
      .filter((one) => Buffer.from(one).toString() === one);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 4 }), text, async (args, value) => {
        const printed = ['printf', '%s\\0', ...args, ''] as const;
        const outcome = await run({ kind: 'run', argv: printed, timeoutMs: LONG_MS });
        expect(outcome.stdout).toBe([...args, ''].map((one) => `${one}\0`).join(''));
        const env = await run({
          kind: 'run',
          argv: ['printenv', 'X'],
          env: { X: value },
          timeoutMs: LONG_MS,
        });
        expect(env.stdout).toBe(`${value}\n`);
      }),
      { numRuns: 12 },
    );
  });

  it('refuses arguments that no program can be given, and runs up to that size', async () => {
    const { run } = harness(server.target());
    const withArgument = (text: string) =>
      run({ kind: 'run', argv: ['printf', '%s', text], timeoutMs: LONG_MS });
    expect((await withArgument('x'.repeat(128_000))).stdout).toHaveLength(128_000);
    expect(detailOf(await withArgument('x'.repeat(131_000)))).toContain('use standard input');
    expect(detailOf(await withArgument('a\0b'))).toContain('holds a NUL');
  });

  it('runs as root with a fixed PATH, locale, home and no input', async () => {
    const { sh } = harness(server.target());
    const outcome = await sh('id -u; echo "$PATH"; echo "$LC_ALL"; echo "$HOME"; umask; pwd; cat');
    expect(outcome.stdout.split('\n')).toEqual([
      '0',
      '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'C',
      '/root',
      '0022',
      '/',
      '',
    ]);
  });

  it('lets the step choose its locale', async () => {
    const { sh } = harness(server.target());
    expect((await sh('echo "$LC_ALL"', { env: { LC_ALL: 'C.UTF-8' } })).stdout).toBe('C.UTF-8\n');
  });

  it('hands standard input over whole, from a file that nobody else can open', async () => {
    const { sh } = harness(server.target());
    const text = 'ä\0\n'.repeat(200_000);
    const outcome = await sh('stat -L -c "%a %h" /dev/stdin; stat -c %a /run/quorate; cat', {
      stdin: [text],
    });
    expect(outcome.stdout).toBe(`600 0\n700\n${text}`);
  });

  it('decodes characters that arrive in pieces', async () => {
    const { sh, event } = harness(server.target());
    const go = gate(join(server.directory, 'go-second-half'));
    const running = sh(`printf '\\303'; echo half >&2; ${go.wait}; printf '\\244'`);
    await event(line('half'));
    go.open();
    expect((await running).stdout).toBe('ä');
  });

  it('keeps the first 8 MiB and says what was cut', async () => {
    const { sh } = harness(server.target());
    const { stdout } = await sh(`head -c ${MAX_KEPT_BYTES + 10} /dev/zero | tr '\\0' x`);
    expect(stdout.slice(MAX_KEPT_BYTES)).toBe(
      `\n[the first ${MAX_KEPT_BYTES} bytes were kept, 10 more were cut]\n`,
    );
  });

  it('shows lines as they come, with every secret masked', async () => {
    const { sh, event, events } = harness(server.target());
    const token = new Secret('bootstrap-token', 'abcdef.0123456789abcdef');
    const go = gate(join(server.directory, 'go-shown'));
    const script = `read t; echo "token is $t"; echo last; ${go.wait}`;
    const running = sh(script, { stdin: ['', token, '\n'] });
    await event(line('last'));
    expect(events).toContainEqual({
      type: 'output-line',
      host: 'master1',
      stream: 'stdout',
      line: 'token is <secret bootstrap-token>',
    });
    go.open();
    expect((await running).stdout).toContain('abcdef.0123456789abcdef');
    expect(JSON.stringify(events)).not.toContain('0123456789abcdef');
  });

  it('shows nothing of a sensitive step', async () => {
    const { sh, events } = harness(server.target());
    expect((await sh('echo hidden', { sensitive: true })).stdout).toBe('hidden\n');
    expect(events.map(({ type }) => type)).toEqual(['connected']);
  });

  it('keeps what is secret out of every command line on the host', async () => {
    const { sh, event } = harness(server.target());
    const secret = new Secret('key', 'very-secret-key-material');
    const go = gate(join(server.directory, 'go-listed'));
    const running = sh(`echo started; ${go.wait}`, { stdin: [secret] });
    await event(line('started'));
    const processes = execFileSync('ps', ['-eo', 'args', 'ww']).toString();
    expect(processes).toContain('echo started');
    expect(processes).not.toContain('very-secret-key-material');
    go.open();
    expect((await running).kind).toBe('succeeded');
  });

  it('runs a thousand steps on one connection and leaves no listener, channel or process behind', async () => {
    const { driver, run, events } = harness(server.target());
    const { signal } = new AbortController();
    const before = await connections();
    let succeeded = 0;
    for (let round = 0; round < 25; round += 1) {
      const steps = Array.from({ length: 40 }, () =>
        run({ kind: 'remove-file', path: '/nonexistent/x', timeoutMs: LONG_MS }, signal),
      );
      expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
      succeeded += (await Promise.all(steps)).filter(({ kind }) => kind === 'succeeded').length;
    }
    expect(succeeded).toBe(1000);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['connected']);
    await driver.close();
    await until(async () => (await connections()) <= before);
  });

  async function connections(): Promise<number> {
    const sessions = await server.sessions();
    return sessions.filter((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] !== 'Z').length;
  }
});
