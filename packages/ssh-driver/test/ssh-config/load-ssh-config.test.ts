import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSshConfig } from '../../src/ssh-config/load-ssh-config.js';
import type { SshConfigFiles } from '../../src/ssh-config/load-ssh-config.js';
import { formatSshConfigProblem } from '../../src/ssh-config/ssh-config-problem.js';
import { nodeSshFiles } from '../../src/ssh-config/ssh-files.js';
import { settingsFor } from '../../src/ssh-config/settings-for.js';
import { LOCAL, memoryFiles } from './memory-files.js';

const home = mkdtempSync(join(tmpdir(), 'quorate-ssh-config-'));
afterAll(() => rmSync(home, { recursive: true }));
const local = { ...LOCAL, home };

async function problemsOf(names: SshConfigFiles): Promise<readonly string[]> {
  const { problems } = await loadSshConfig({ systemFile: 'none', ...names }, local, nodeSshFiles);
  return problems.map(formatSshConfigProblem);
}

describe('an ssh_config file', () => {
  it('says nothing when it is a default one that does not exist', async () => {
    const { problems, nodes } = await loadSshConfig({}, LOCAL, memoryFiles({}));
    expect(problems).toEqual([]);
    expect(nodes).toEqual([{ included: [] }, { included: [] }]);
  });

  it.each(['userFile', 'systemFile'])(
    'is an error when it was named as %s and does not exist',
    async (key) => {
      const typo = join(home, 'confg');
      expect(await problemsOf({ [key]: typo })).toEqual([
        `error: the ssh_config file ${typo} does not exist`,
      ]);
    },
  );

  it('is an error when it is a directory, or below what is none', async () => {
    expect(await problemsOf({ userFile: home })).toEqual([
      expect.stringContaining(`error: the ssh_config file ${home} cannot be read: EISDIR: `),
    ]);
    const notes = join(home, 'notes');
    writeFileSync(notes, '');
    expect(await problemsOf({ userFile: join(notes, 'config') })).toEqual([
      expect.stringContaining(`error: the ssh_config file ${notes}/config cannot be read: ENOTDIR: `),
    ]);
  });

  it('is an error when it may not be read, be it a default one or included', async () => {
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    const texts = {
      '/home/me/.ssh/config': '# mine\nInclude work\n',
      '/home/me/.ssh/work': '',
      '/etc/ssh/ssh_config': '',
    };
    const memory = memoryFiles(texts);
    const files = {
      ...memory,
      read: (path: string) => (path.endsWith('/config') ? memory.read(path) : Promise.reject(denied)),
    };
    const { problems } = await loadSshConfig({}, LOCAL, files);
    expect(problems.map(formatSshConfigProblem)).toEqual([
      '/home/me/.ssh/config:2: error: the ssh_config file /home/me/.ssh/work cannot be read: EACCES: permission denied',
      'error: the ssh_config file /etc/ssh/ssh_config cannot be read: EACCES: permission denied',
    ]);
  });

  it('that includes a directory is read on, with a warning, as OpenSSH reads it', async () => {
    mkdirSync(join(home, 'conf.d', 'old'), { recursive: true });
    writeFileSync(join(home, 'conf.d', 'a'), 'User two\n');
    const userFile = join(home, 'including');
    writeFileSync(userFile, `Include ${home}/conf.d/*\nPort 2200\n`);
    const config = await loadSshConfig({ userFile, systemFile: 'none' }, local, nodeSshFiles);
    expect(config.problems.map(formatSshConfigProblem)).toEqual([
      expect.stringContaining(
        `${userFile}:1: warning: the ssh_config file ${home}/conf.d/old cannot be read: EISDIR: `,
      ),
    ]);
    const { settings } = settingsFor(config, { name: 'web', localUser: 'me' });
    expect([settings.user?.value, settings.port?.value]).toEqual(['two', '2200']);
  });
});
