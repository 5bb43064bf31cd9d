import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSshConfig } from '../../src/ssh-config/load-ssh-config.js';
import { localFacts } from '../../src/ssh-config/local-facts.js';
import { resolveTarget } from '../../src/ssh-config/resolve-target.js';
import { nodeSshFiles } from '../../src/ssh-config/ssh-files.js';
import { fingerprintOf } from '../../src/known-hosts/host-key.js';
import { detailOf, harness } from '../support/driver-harness.js';
import { describeWithOpenSsh, makeKey, OpenSshServer } from '../support/openssh-server.js';
import type { TestAgent } from '../support/ssh-agent.js';
import { startAgent } from '../support/ssh-agent.js';
import { until } from '../support/until.js';

const run = promisify(execFile);

describeWithOpenSsh('the order in which keys are offered', () => {
  const names = ['agent1', 'agent2', 'agent3', 'agent4', 'file'] as const;
  let server: OpenSshServer;
  let agent: TestAgent;
  const key = (name: string): string => join(server.directory, name);
  beforeAll(async () => {
    server = await OpenSshServer.start({ logLevel: 'VERBOSE', config: ['MaxAuthTries 20'] });
    for (const name of names) await makeKey(key(name));
    agent = await startAgent(server.directory, names.slice(0, 4).map(key));
    // Known by its private half alone.
    rmSync(`${key('agent4')}.pub`);
  });
  afterAll(async () => {
    agent.stop();
    await server.stop();
  });

  /** Names of the keys that the server has refused since then, in order, when the connection has ended. */
  async function refusedSince(position: number): Promise<readonly string[]> {
    await until(() => server.log.slice(position).includes(' authenticating user root '));
    const fingerprints = new Map<string, string>();
    for (const name of names) {
      const { stdout } = await run('ssh-keygen', ['-y', '-f', key(name)]);
      const [, blob = ''] = stdout.split(' ');
      fingerprints.set(fingerprintOf(Buffer.from(blob, 'base64')), name);
    }
    const said = server.log.slice(position).matchAll(/Failed publickey .* (SHA256:\S+)/g);
    return [...said].map(([, fingerprint = '']) => fingerprints.get(fingerprint) ?? fingerprint);
  }

  async function offeredBySsh(config: string): Promise<readonly string[]> {
    const before = server.log.length;
    const args = ['-F', config, '-o', 'BatchMode=yes', 'server', 'true'];
    const env = { ...process.env, SSH_AUTH_SOCK: agent.socket };
    await run('ssh', args, { env }).catch(() => undefined);
    return refusedSince(before);
  }

  async function offeredHere(config: string): Promise<readonly string[]> {
    const local = { ...localFacts(), environment: { SSH_AUTH_SOCK: agent.socket } };
    const loaded = await loadSshConfig({ userFile: config, systemFile: 'none' }, local, nodeSshFiles);
    const resolved = await resolveTarget('server', {}, { config: loaded, local, files: nodeSshFiles });
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
    const before = server.log.length;
    expect(detailOf(await harness(resolved.value.target).sh('true'))).toContain('authentication failed');
    return refusedSince(before);
  }

  it.each([
    ['all others of the agent after those that are named', ['file', 'agent4', 'agent2'], 'no'],
    ['none of the agent but those that are named', ['agent4', 'file', 'agent2'], 'yes'],
    ['the agent as it is when it has none that are named', ['file'], 'no'],
  ])('is that of OpenSSH: %s', async (_what, identities, only) => {
    const config = join(server.directory, 'config');
    const lines = [
      `HostName 127.0.0.1\nPort ${server.port}\nUser root`,
      `UserKnownHostsFile ${server.knownHosts}\nIdentitiesOnly ${only}`,
      ...identities.map((name) => `IdentityFile ${key(name)}`),
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    const offered = await offeredHere(config);
    expect(offered).toEqual(await offeredBySsh(config));
    expect(offered.filter((name) => identities.includes(name)).toSorted()).toEqual(identities.toSorted());
  });
});
