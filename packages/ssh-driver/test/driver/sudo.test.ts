import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@quorate/core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Sudo } from '../../src/ssh-target.js';
import { detailOf, harness, line, LONG_MS } from '../support/driver-harness.js';
import { describeWithOpenSsh, describeWithSudo, OpenSshServer } from '../support/openssh-server.js';
import { startSudoServer, SUDO_PASSWORD, SUDO_USER } from '../support/sudo-server.js';
import { until } from '../support/until.js';

const passwordless: Sudo = { kind: 'passwordless' };
const withPassword = (text: string): Sudo => ({
  kind: 'password',
  password: new Secret('sudo-password', text),
});

async function harnessWithRules(rules: readonly string[], sudo: Sudo, shell?: string) {
  const { server, stop } = await startSudoServer(rules, shell);
  onTestFinished(stop);
  return { server, ...harness(server.target({ user: SUDO_USER, sudo })) };
}

describeWithSudo('sudo', () => {
  it.each([
    ['', '/bin/sh'],
    ['Defaults use_pty', '/bin/bash'],
  ])('runs steps as root without a password (%s, %s)', async (defaults, shell) => {
    const { server, sh, run } = await harnessWithRules(
      [defaults, `${SUDO_USER} ALL=(ALL) NOPASSWD: ALL`],
      passwordless,
      shell,
    );
    expect(await sh('id -u; echo err >&2; cat; exit 4', { stdin: ['in\n'] })).toMatchObject({
      kind: 'failed',
      cause: { kind: 'exit', code: 4 },
      stdout: '0\nin\n',
      stderr: 'err\n',
    });
    const path = join(server.directory, 'by-sudo');
    await run({ kind: 'write-file', path, content: ['content'], mode: 0o600, timeoutMs: LONG_MS });
    expect(readFileSync(path, 'utf8')).toBe('content');
    expect(await sh('kill -KILL $$')).toMatchObject({ cause: { kind: 'signal', signal: 'SIGKILL' } });
  });

  it.each(['', 'Defaults use_pty'])('sends the password when it is asked for (%s)', async (defaults) => {
    const { sh, events } = await harnessWithRules(
      [defaults, `${SUDO_USER} ALL=(ALL) ALL`],
      withPassword(SUDO_PASSWORD),
    );
    const outcome = await sh('id -u; cat', { stdin: ['line one\nline two'] });
    expect(outcome).toMatchObject({ kind: 'succeeded', stdout: '0\nline one\nline two', stderr: '' });
    expect((await sh('cat')).stdout).toBe('');
    expect(JSON.stringify(events)).not.toContain(SUDO_PASSWORD);
  });

  it('keeps a password that sudo does not want from the program', async () => {
    const { sh } = await harnessWithRules(
      [`${SUDO_USER} ALL=(ALL) NOPASSWD: ALL`],
      withPassword(SUDO_PASSWORD),
    );
    expect((await sh('cat')).stdout).toBe('');
    expect((await sh('cat', { stdin: ['mine'] })).stdout).toBe('mine');
  });

  it('gives up after one wrong password, without having shown the input, and does not try again', async () => {
    const { sh } = await harnessWithRules([`${SUDO_USER} ALL=(ALL) ALL`], withPassword('wrong pony'));
    const detail = detailOf(await sh('cat', { stdin: ['input'] }));
    expect(detail).toContain(`sudo did not accept the password of ${SUDO_USER}`);
    expect(detail).not.toContain('wrong pony');
    expect(await sh('true')).toMatchObject({ cause: { kind: 'unreachable', detail }, tookMs: 0 });
  });

  it('says when a password is needed and none is configured, with a rule that makes it superfluous', async () => {
    const { sh } = await harnessWithRules([`${SUDO_USER} ALL=(ALL) ALL`], passwordless);
    const detail = detailOf(await sh('true'));
    expect(detail).toContain(`sudo wants a password from ${SUDO_USER}; let it do without, with the rule "`);
    expect(detail).toContain('or set `sudo` to { kind: "password", password } in a program of your own');
    const [, rule = ''] = /with the rule "([^"]+)"/.exec(detail) ?? [];
    const again = await harnessWithRules([rule], passwordless);
    expect((await again.sh('id -u')).stdout).toBe('0\n');
  });

  it('says when the user may not use sudo', async () => {
    const { sh } = await harnessWithRules([], withPassword(SUDO_PASSWORD));
    expect(detailOf(await sh('true'))).toContain(`sudo does not let ${SUDO_USER} become root`);
  });

  it('says when sudo wants a terminal', async () => {
    const rules = ['Defaults requiretty', `${SUDO_USER} ALL=(ALL) NOPASSWD: ALL`];
    const { sh } = await harnessWithRules(rules, passwordless);
    expect(detailOf(await sh('true'))).toContain('requiretty');
  });

  it('says when the user is not root and no sudo is configured', async () => {
    const { sh } = await harnessWithRules([], { kind: 'none' });
    expect(detailOf(await sh('true'))).toContain(`${SUDO_USER} is not root, and no sudo is configured`);
  });

  it.each([
    ['', passwordless, 'NOPASSWD: ALL'],
    ['Defaults use_pty', passwordless, 'NOPASSWD: ALL'],
    ['Defaults use_pty', withPassword(SUDO_PASSWORD), 'ALL'],
  ])(
    'ends what an interrupted step started, and nothing ends what a lost connection left (%s)',
    async (defaults, sudo, what) => {
      const { server, sh, event } = await harnessWithRules(
        [defaults, `${SUDO_USER} ALL=(ALL) ${what}`],
        sudo,
      );
      const abort = new AbortController();
      const stubborn = sh(`trap '' TERM; echo $$; sleep 1000 & wait`, {}, abort.signal);
      await event(({ type }) => type === 'output-line');
      abort.abort();
      const { kind, stdout } = await stubborn;
      expect(kind).toBe('unknown');
      await until(() => isGone(stdout.trim()));
      const done = join(server.directory, 'done');
      const running = sh(
        `echo up; while [ ! -e ${done}.go ]; do sleep 0.02; done; echo a; sleep 0.1; echo b; touch ${done}`,
      );
      await event(line('up'));
      await server.cutConnections();
      expect(await running).toMatchObject({ kind: 'unknown', cause: 'connection-lost' });
      writeFileSync(`${done}.go`, '');
      await until(() => existsSync(done));
    },
  );
});

describeWithOpenSsh('a sudo that behaves in its own way', () => {
  let server: OpenSshServer;
  let bin: string;
  beforeAll(async () => {
    bin = mkdtempSync(join(tmpdir(), 'quorate-fake-sudo-'));
    server = await OpenSshServer.start({ config: [`SetEnv PATH=${bin}:/usr/bin:/bin SHLVL=5`] });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(bin, { recursive: true, force: true });
  });

  function fakeSudo(script: string): void {
    writeFileSync(join(bin, 'sudo'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, 'sudo'), 0o755);
  }

  it('never shows the input of the step to one that keeps asking', async () => {
    const seen = join(server.directory, 'seen');
    fakeSudo(`while printf '%s' "$4" >&2; IFS= read -r line; do echo "$line" >>${seen}; done; exit 1`);
    const { sh } = harness(server.target({ sudo: withPassword('pony') }));
    expect(detailOf(await sh('cat', { stdin: ['the input'] }))).toContain('did not accept the password');
    expect(readFileSync(seen, 'utf8')).toBe('pony\n');
  });

  it('is told apart from one that is missing', async () => {
    fakeSudo('echo "sudo: command not found" >&2; exit 127');
    const { sh } = harness(server.target({ sudo: passwordless }));
    expect(detailOf(await sh('true'))).toContain('sudo is not installed');
  });

  it('is quoted when it says something new, without the password', async () => {
    fakeSudo('read -r p; echo "no luck with $p today" >&2; exit 9');
    const { sh } = harness(server.target({ sudo: withPassword('pony-pony') }));
    const detail = detailOf(await sh('true'));
    expect(detail).toContain('exit code 9');
    expect(detail).toContain('no luck with <secret sudo-password> today');
  });
});

function isGone(pid: string): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
