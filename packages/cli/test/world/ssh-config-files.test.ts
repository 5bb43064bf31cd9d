import type { SshFiles } from '@quorate/ssh-driver';
import { loadSshConfig, localFacts } from '@quorate/ssh-driver';
import { expect, test } from 'vitest';
import { sshConfigFiles } from '../../src/world/ssh-config-files.js';

/** Which files are read for `--ssh-config`. */
async function readFor(named: string | undefined): Promise<readonly string[]> {
  const read: string[] = [];
  const files: SshFiles = {
    read: (path) => {
      read.push(path);
      return Promise.resolve('User anna\n');
    },
    exists: () => Promise.resolve(false),
    list: () => Promise.resolve([]),
  };
  await loadSshConfig(sshConfigFiles(named), { ...localFacts(), home: '/home/anna' }, files);
  return read;
}

test('without --ssh-config the files of the user and of the system are read', async () => {
  expect(await readFor(undefined)).toEqual(['/home/anna/.ssh/config', '/etc/ssh/ssh_config']);
});

test('a file that is named is the only one, as for ssh -F', async () => {
  expect(await readFor('lab.conf')).toEqual(['lab.conf']);
});

test('none reads none', async () => {
  expect(await readFor('none')).toEqual([]);
});
