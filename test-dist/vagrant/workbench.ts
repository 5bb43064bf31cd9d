import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ProcessOutput, ProcessPromise } from 'zx';
import { $, which } from 'zx';
import { repositoryRoot } from '../../scripts/published-packages.js';

const example = join(repositoryRoot, 'examples', 'vagrant.mjs');
export const machinesFolder = join(repositoryRoot, 'examples', 'vagrant');

/**
 * An empty folder to run the example in, gone after the test, with a PATH that holds what it needs, and `vagrant` only when one
 * is given.
 */
export interface Workbench {
  readonly folder: string;
  run(...args: readonly string[]): ProcessPromise;
  /** The same at a terminal, where `typed` answers the question. Standard output and error are one there. */
  runAtTerminal(typed: string): Promise<ProcessOutput>;
}

/** `vagrant`: a shell script that stands in for the program. */
export async function workbench(
  vagrant?: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Workbench> {
  const folder = temporaryFolder();
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  for (const name of ['bash', 'cat', 'sh']) symlinkSync(await which(name), join(programs, name));
  symlinkSync(process.execPath, join(programs, 'node'));
  if (vagrant !== undefined) {
    writeFileSync(join(programs, 'vagrant'), `#!/bin/sh\n${vagrant}\n`);
    chmodSync(join(programs, 'vagrant'), 0o755);
  }
  const env = { PATH: programs, HOME: folder, ...variables };
  const here = $({ cwd: folder, env, nothrow: true, quiet: true });
  return {
    folder,
    run: (...args) => here`node ${example} ${args}`,
    runAtTerminal: async (typed) => {
      const running = here`${await which('script')} --quiet --return --command ${`node ${example}`} /dev/null`;
      running.stdout.on('data', (text: Buffer) => {
        if (text.toString().includes('Begin?')) running.stdin.write(typed);
      });
      return running;
    },
  };
}

/** Gone after the test that asks for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-vagrant-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** What `vagrant ssh-config` of Vagrant 2.3.4 with VirtualBox prints for one machine. */
export function sshConfigOf(machine: string, port: number): string {
  return `Host ${machine}
  HostName 127.0.0.1
  User vagrant
  Port ${port}
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking no
  PasswordAuthentication no
  IdentityFile ${machinesFolder}/.vagrant/machines/${machine}/virtualbox/private_key
  IdentitiesOnly yes
  LogLevel FATAL
`;
}

export const machines = ['jumpbox', 'proxy', 'master1', 'master2', 'master3', 'node1', 'node2'] as const;
