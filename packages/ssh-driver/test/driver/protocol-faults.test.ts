import { Secret } from '@quorate/core';
import type { AuthContext } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { detailOf, harness, line } from '../support/driver-harness.js';
import { faultyServer } from '../support/faulty-server.js';
import { freezableProxy } from '../support/freezable-proxy.js';

describe('a server that breaks the protocol', () => {
  it('makes a step unknown when the channel closes without an exit status', async () => {
    const { target } = await faultyServer({
      exec(channel, begin) {
        begin();
        channel.write('half');
        channel.end();
      },
    });
    expect(await harness(target).sh('true')).toMatchObject({
      kind: 'unknown',
      cause: 'connection-lost',
      stdout: 'half',
    });
  });

  it('takes the output that comes after the exit status', async () => {
    const { target } = await faultyServer({
      exec(channel, begin) {
        begin();
        channel.exit(0);
        channel.write('late');
        channel.stderr.write('late, too');
        channel.end();
      },
    });
    expect(await harness(target).sh('true')).toMatchObject({
      kind: 'succeeded',
      stdout: 'late',
      stderr: 'late, too',
    });
  });

  it('sees an exit that comes together with the answer to the command', async () => {
    const { target } = await faultyServer({
      exec(channel, begin) {
        begin();
        channel.exit(7);
        channel.end();
      },
    });
    const { sh } = harness(target);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => sh('true')));
    expect(new Set(outcomes.map((one) => one.kind === 'failed' && one.cause.kind))).toEqual(
      new Set(['exit']),
    );
  });

  it('makes a step unknown when the connection ends in the middle of it', async () => {
    const { target } = await faultyServer({
      exec(channel, begin, connection) {
        begin();
        channel.write('half\n', () => connection.end());
      },
    });
    expect(await harness(target).sh('true')).toMatchObject({ kind: 'unknown', stdout: 'half\n' });
  });

  it('runs nothing on a server that ends each connection with the login itself, and says why', async () => {
    const tooManyConnections = 12;
    const server = await faultyServer({ disconnectAfterLogin: tooManyConnections });
    const { sh, events } = harness(server.target, { connectTimeoutMs: 300 });
    expect(detailOf(await sh('true'))).toBe(
      `root@127.0.0.1:${server.target.port}: the connection ends before a command is sent; last: TOO_MANY_CONNECTIONS`,
    );
    expect(events.find(({ type }) => type === 'connection-lost')).toMatchObject({
      detail: 'TOO_MANY_CONNECTIONS',
    });
    expect(server.commands).toEqual([]);
  });

  it('notices a link that went silent, by keepalive', async () => {
    const { target } = await faultyServer({
      exec(channel, begin) {
        begin();
        channel.write('up\n');
      },
    });
    const proxy = await freezableProxy(target.port);
    const { sh, event, events } = harness({ ...target, port: proxy.port }, { keepaliveIntervalMs: 60 });
    const running = sh('true');
    await event(line('up'));
    proxy.freeze();
    expect(await running).toMatchObject({ kind: 'unknown', cause: 'connection-lost', stdout: 'up\n' });
    expect(events.at(-1)).toMatchObject({ type: 'connection-lost', detail: 'Keepalive timeout' });
  });

  it('does not keep an aborted step waiting when the host cannot be told', async () => {
    const { target } = await faultyServer({
      exec(channel, begin) {
        begin();
        channel.write('up\n');
      },
    });
    const proxy = await freezableProxy(target.port);
    const { sh, event } = harness({ ...target, port: proxy.port });
    const abort = new AbortController();
    const running = sh('true', {}, abort.signal);
    await event(line('up'));
    proxy.freeze();
    abort.abort();
    expect(await running).toMatchObject({ kind: 'unknown', cause: 'aborted', stdout: 'up\n' });
  });

  it('tries a refused session again, and starts the command once', async () => {
    const server = await faultyServer({
      mayOpen: (nth) => nth > 3,
      exec(channel, begin) {
        begin();
        channel.exit(0);
        channel.end();
      },
    });
    expect((await harness(server.target).sh('true')).kind).toBe('succeeded');
    expect(server.commands).toHaveLength(1);
  });

  it('ends steps that are aborted together with one session, asked for until the server has room', async () => {
    const aborted = ['a', 'b'];
    const server = await faultyServer({
      mayOpen: (nth) => nth < 3 || nth > 5,
      exec(channel, begin) {
        begin();
        const name = aborted[server.commands.length - 1];
        if (name === undefined) channel.end();
        else channel.write(`${name}\n`);
      },
    });
    const { sh, event } = harness(server.target);
    const abort = new AbortController();
    const running = aborted.map(() => sh('true', {}, abort.signal));
    await Promise.all(aborted.map((name) => event(line(name))));
    abort.abort();
    for (const outcome of await Promise.all(running)) expect(outcome.kind).toBe('unknown');
    expect(server.commands).toHaveLength(3);
    expect(server.commands[2]).toMatch(/ 1 1 1 1$/);
  });

  it('says so when the server runs something else than the command', async () => {
    const { target } = await faultyServer({
      exec(channel) {
        channel.write('This account is currently not available.\n');
        channel.exit(1);
        channel.end();
      },
    });
    expect(detailOf(await harness(target).sh('true'))).toContain('This account is currently not available.');
  });
});

describe('passwords', () => {
  const authentication = [{ kind: 'password', password: new Secret('password', 'hunter22') }] as const;
  const accepting = {
    exec(channel: Parameters<NonNullable<Parameters<typeof faultyServer>[0]['exec']>>[0], begin: () => void) {
      begin();
      channel.exit(0);
      channel.end();
    },
  };

  it('are sent to a server that takes them', async () => {
    const { target } = await faultyServer({
      ...accepting,
      authenticate: (context) =>
        context.method === 'password' && context.password === 'hunter22'
          ? context.accept()
          : context.reject(['password']),
    });
    expect((await harness({ ...target, authentication }).sh('true')).kind).toBe('succeeded');
  });

  it('answer one hidden question of a server that asks', async () => {
    const { target } = await faultyServer({
      ...accepting,
      authenticate: asking([{ prompt: 'Password: ', echo: false }]),
    });
    expect((await harness({ ...target, authentication }).sh('true')).kind).toBe('succeeded');
  });

  it.each([
    ['a visible question', [{ prompt: 'Name: ', echo: true }]],
    [
      'several questions',
      [
        { prompt: 'Password: ', echo: false },
        { prompt: 'Code: ', echo: false },
      ],
    ],
  ])('do not answer %s', async (_what, prompts) => {
    const { target } = await faultyServer({ ...accepting, authenticate: asking(prompts) });
    const detail = detailOf(await harness({ ...target, authentication }).sh('true'));
    expect(detail).toContain('authentication failed');
    expect(detail).not.toContain('hunter22');
  });

  function asking(prompts: { prompt: string; echo: boolean }[]) {
    return (context: AuthContext): void => {
      if (context.method !== 'keyboard-interactive') context.reject(['keyboard-interactive']);
      else
        context.prompt(prompts, (answers) => {
          if (answers.includes('hunter22')) context.accept();
          else context.reject([]);
        });
    };
  }
});
