import { expect, it, onTestFinished, vi } from 'vitest';
import { harness } from '../support/driver-harness.js';
import { faultyServer } from '../support/faulty-server.js';

it('is not over because somebody sets the clock of this machine', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let logins = 0;
  const server = await faultyServer({
    authenticate(context) {
      logins += 1;
      vi.setSystemTime(Date.now() + 3_600_000);
      if (logins === 1) server.dropConnections();
      else context.accept();
    },
    exec(channel, begin) {
      begin();
      channel.exit(0);
      channel.end();
    },
  });
  const { sh, events } = harness(server.target);
  expect((await sh('true')).kind).toBe('succeeded');
  expect(events.filter(({ type }) => type === 'reconnecting')).toHaveLength(1);
});
