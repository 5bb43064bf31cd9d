import { expect, it, onTestFinished } from 'vitest';
import { Connections } from '../../src/connection/connections.js';
import { faultyServer } from '../support/faulty-server.js';

it('leaves a session for ending others on a server that takes fewer than there are slots', async () => {
  const { target } = await faultyServer({ mayOpen: (nth) => nth <= 3 });
  const connections = new Connections({
    channelsPerConnection: 8,
    connectTimeoutMs: 10_000,
    keepaliveIntervalMs: 10_000,
    onEvent: () => undefined,
  });
  onTestFinished(() => connections.close());
  const connected = await connections.get(target, 'master1');
  if (!connected.ok) throw new Error(connected.error.detail);
  const { value: connection } = connected;
  const open = () => connection.exec('sleep', () => undefined);
  const opened = [await open(), await open(), await open(), await open()];
  expect(opened.map(({ ok }) => ok)).toEqual([true, true, true, false]);
  let taken = 0;
  for (let step = 0; step < 8; step += 1) void connection.slots.take().then(() => (taken += 1));
  await new Promise(setImmediate);
  expect(taken).toBe(2);
});
