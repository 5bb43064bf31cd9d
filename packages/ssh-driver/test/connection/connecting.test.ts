import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '@quorate/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { detailOf, harness } from '../support/driver-harness.js';
import { describeWithOpenSsh, freePort, makeKey, OpenSshServer } from '../support/openssh-server.js';
import { silentPort } from '../support/silent-port.js';
import { startAgent } from '../support/ssh-agent.js';

describeWithOpenSsh('connecting to OpenSSH', () => {
  let server: OpenSshServer;
  beforeAll(async () => {
    server = await OpenSshServer.start();
  });
  afterAll(() => server.stop());

  it('makes one connection for steps that arrive at once', async () => {
    const { sh, events } = harness(server.target());
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, index) => sh(`echo ${index}`)));
    expect(outcomes.map(({ stdout }) => stdout)).toEqual(
      Array.from({ length: 30 }, (_, index) => `${index}\n`),
    );
    expect(events.filter(({ type }) => type === 'connected')).toHaveLength(1);
  });

  it('runs every step once where the server takes only two sessions', async () => {
    const small = await OpenSshServer.start({ config: ['MaxSessions 2'] });
    try {
      const { sh } = harness(small.target());
      const log = join(small.directory, 'log');
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, index) => sh(`echo ${index} >>${log}`)),
      );
      expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['succeeded']));
      const ran = readFileSync(log, 'utf8').trim().split('\n').map(Number);
      expect(ran.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index));
    } finally {
      await small.stop();
    }
  });

  it('gives up where the server opens no session at all', async () => {
    const none = await OpenSshServer.start({ config: ['MaxSessions 0'] });
    try {
      const { sh } = harness(none.target(), { connectTimeoutMs: 600 });
      expect(detailOf(await sh('true'))).toContain('MaxSessions');
    } finally {
      await none.stop();
    }
  });

  it('tries a refused connection again, and reports it as unreachable', async () => {
    const port = await freePort();
    const { sh, events } = harness(server.target({ port }));
    expect(detailOf(await sh('true'))).toContain(`root@127.0.0.1:${port}: connection refused`);
    expect(events.map((event) => event.type === 'reconnecting' && [event.attempt, event.waitMs])).toEqual([
      [2, 250],
      [3, 500],
      [4, 1000],
    ]);
  });

  it('gives up on a silent port when the time to connect is over', async () => {
    const silent = await silentPort();
    try {
      const { sh } = harness(server.target({ port: silent.port }), { connectTimeoutMs: 400 });
      expect(detailOf(await sh('true'))).toContain('no answer within');
    } finally {
      silent.close();
    }
  });

  it('does not wait for a connection longer than the step may take', async () => {
    const silent = await silentPort();
    try {
      const { sh } = harness(server.target({ port: silent.port }));
      expect(detailOf(await sh('true', { timeoutMs: 200 }))).toContain(
        'not connected within the time-out of the step',
      );
    } finally {
      silent.close();
    }
  });

  it('says what the attempts before have met when the time of the step is over between two of them', async () => {
    const port = await freePort();
    const { sh } = harness(server.target({ port }));
    expect(detailOf(await sh('true', { timeoutMs: 600 }))).toMatch(
      new RegExp(
        `^root@127.0.0.1:${port}: not connected within the time-out of the step; last: connection refused`,
      ),
    );
  });

  it('refuses a server whose key has changed, and says which line disagrees', async () => {
    const other = await OpenSshServer.start();
    try {
      const [, , blob = ''] = readFileSync(other.knownHosts, 'utf8').trim().split(' ');
      const knownHosts = join(other.directory, 'wrong');
      writeFileSync(knownHosts, `[127.0.0.1]:${server.port} ssh-ed25519 ${blob}\n`);
      const { sh, events } = harness(
        server.target({ hostKeys: { kind: 'accept-new', knownHosts: [knownHosts], addTo: knownHosts } }),
      );
      const detail = detailOf(await sh('true'));
      expect(detail).toMatch(/SHA256:[A-Za-z0-9+/]{43}/);
      expect(detail).toContain(`${knownHosts}:1`);
      expect(events).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it('refuses an unknown server unless it may be accepted, and then notes it down', async () => {
    const addTo = join(server.directory, 'fresh');
    const knownHosts = [addTo];
    const strict = harness(server.target({ hostKeys: { kind: 'strict', knownHosts } }));
    expect(detailOf(await strict.sh('true'))).toContain('SHA256:');
    const accepting = harness(server.target({ hostKeys: { kind: 'accept-new', knownHosts, addTo } }));
    expect((await accepting.sh('true')).kind).toBe('succeeded');
    expect(accepting.events.map(({ type }) => type)).toEqual(['host-key-accepted', 'connected']);
    const again = harness(server.target({ hostKeys: { kind: 'strict', knownHosts } }));
    expect((await again.sh('true')).kind).toBe('succeeded');
  });

  it('holds an unknown server to its key for one run where that is noted down nowhere', async () => {
    const knownHosts = [join(server.directory, 'of-the-system')];
    const { sh, event, events } = harness(
      server.target({ hostKeys: { kind: 'accept-new', knownHosts, addTo: undefined } }),
    );
    expect((await sh('true')).kind).toBe('succeeded');
    await server.cutConnections();
    await event(({ type }) => type === 'connection-lost');
    expect((await sh('true')).kind).toBe('succeeded');
    const accepted = events.filter(({ type }) => type === 'host-key-accepted');
    expect(accepted).toEqual([expect.not.objectContaining({ addedTo: expect.anything() })]);
    expect(existsSync(knownHosts[0] ?? '')).toBe(false);
  });

  it('says once that a server is not verified when verification is off', async () => {
    const { sh, events } = harness(server.target({ hostKeys: { kind: 'off' } }));
    await sh('true');
    await server.cutConnections();
    await sh('true');
    expect(events.filter(({ type }) => type === 'host-key-unchecked')).toHaveLength(1);
  });

  it('opens an encrypted key with its passphrase, and says when that is missing or wrong', async () => {
    const path = join(server.directory, 'encrypted');
    await makeKey(path, 'opensesame');
    writeFileSync(join(server.directory, 'authorized_keys'), readFileSync(`${path}.pub`), { flag: 'a' });
    const withPassphrase = (passphrase?: string) =>
      harness(
        server.target({
          authentication: [
            {
              kind: 'key-file',
              path,
              ...(passphrase === undefined ? {} : { passphrase: new Secret('passphrase', passphrase) }),
            },
          ],
        }),
      );
    expect((await withPassphrase('opensesame').sh('true')).kind).toBe('succeeded');
    expect(detailOf(await withPassphrase().sh('true'))).toContain(
      `key file ${path} (is encrypted, and no passphrase was given; add it to an ssh-agent (ssh-add), or set \`passphrase\``,
    );
    const wrong = detailOf(await withPassphrase('guess').sh('true'));
    expect(wrong).toContain(
      `key file ${path} (is encrypted, and the passphrase that was given does not open it)`,
    );
    expect(wrong).not.toContain('guess');
  });

  it('says what was tried when nothing was accepted, and does not try again', async () => {
    const stranger = join(server.directory, 'stranger');
    await makeKey(stranger);
    const { sh, events } = harness(
      server.target({
        authentication: [
          { kind: 'agent', socket: '/nonexistent/agent' },
          { kind: 'key-file', path: '/nonexistent/key' },
          { kind: 'key-file', path: stranger },
          { kind: 'password', password: new Secret('password', 'hunter22') },
        ],
      }),
    );
    const detail = detailOf(await sh('true'));
    expect(detail).toContain('authentication failed; tried as root: agent /nonexistent/agent; agent: ');
    expect(detail).toContain('key file /nonexistent/key (cannot be read: ENOENT');
    expect(detail).toContain(`key file ${stranger}; the server accepts publickey`);
    expect(detail).not.toContain('hunter22');
    expect(events).toEqual([]);
  });

  it('uses the next way when the first is not accepted', async () => {
    const stranger = join(server.directory, 'stranger2');
    await makeKey(stranger);
    const authentication = [stranger, server.userKey].map((path) => ({ kind: 'key-file', path }) as const);
    expect((await harness(server.target({ authentication })).sh('true')).kind).toBe('succeeded');
  });

  it('asks an agent, and only for the identities that it was told', async () => {
    const other = join(server.directory, 'other-identity');
    await makeKey(other);
    const agent = await startAgent(server.directory, [other, server.userKey]);
    try {
      const using = (...identities: readonly string[]) =>
        harness(server.target({ authentication: [{ kind: 'agent', socket: agent.socket, identities }] }));
      const blob = (path: string): string => readFileSync(`${path}.pub`, 'utf8').split(' ')[1] ?? '';
      const all = harness(server.target({ authentication: [{ kind: 'agent', socket: agent.socket }] }));
      expect((await all.sh('true')).kind).toBe('succeeded');
      expect((await using(blob(server.userKey)).sh('true')).kind).toBe('succeeded');
      expect(detailOf(await using(blob(other)).sh('true'))).toContain('(1 identities)');
    } finally {
      agent.stop();
    }
  });
});
