import { expect, it, onTestFinished, vi } from 'vitest';
import { Connections } from '../../src/connection/connections.js';
import { harness } from '../support/driver-harness.js';
import { faultyServer } from '../support/faulty-server.js';

const mistake = new Error('the listener is wrong');

function saying(text: string) {
  return faultyServer({
    exec(channel, begin) {
      begin();
      channel.write(`${text}\n`);
      channel.exit(0);
      channel.end();
    },
  });
}

it('disturbs neither connections nor steps, and what it throws is uncaught', async () => {
  const { target } = await saying('out');
  // The test runner has a listener of its own, which would fail the test.
  const runner = process.listeners('uncaughtException');
  const uncaught = vi.fn();
  process.removeAllListeners('uncaughtException').on('uncaughtException', uncaught);
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of runner) process.on('uncaughtException', listener);
  });
  const onEvent = (): never => {
    throw mistake;
  };
  const { sh, driver } = harness(target, { onEvent });
  expect(await sh('true')).toMatchObject({ kind: 'succeeded', stdout: 'out\n' });
  expect((await sh('true')).kind).toBe('succeeded');
  await driver.close();
  // Unchecked host key, connected, and a line for each step.
  expect(uncaught.mock.calls.map(([error]) => error as unknown)).toEqual([
    mistake,
    mistake,
    mistake,
    mistake,
  ]);
});

it('leaves the next attempt free when one to connect has thrown', async () => {
  const { target } = await saying('out');
  const onEvent = vi.fn().mockImplementationOnce(() => {
    throw mistake;
  });
  const connections = new Connections({
    channelsPerConnection: 8,
    connectTimeoutMs: 10_000,
    keepaliveIntervalMs: 10_000,
    onEvent,
  });
  onTestFinished(() => connections.close());
  await expect(connections.get(target, 'master1')).rejects.toBe(mistake);
  expect((await connections.get(target, 'master1')).ok).toBe(true);
});
