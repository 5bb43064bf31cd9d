import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenSshServer } from './openssh-server.js';

export const SUDO_USER = 'quorate-test';
export const SUDO_PASSWORD = 'correct horse';

export interface SudoServer {
  readonly server: OpenSshServer;
  stop(): Promise<void>;
}

/**
 * A real sshd with the real sudo and a user who is not root. User, password and rules exist in the mount namespace of this
 * server only: the machine is not changed.
 */
export async function startSudoServer(rules: readonly string[], shell = '/bin/sh'): Promise<SudoServer> {
  const directory = mkdtempSync(join(tmpdir(), 'quorate-sudo-'));
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: `${SUDO_PASSWORD}\n` })
    .toString()
    .trim();
  const file = (name: string, text: string, mode: number): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const passwd = `${readFileSync('/etc/passwd', 'utf8')}${SUDO_USER}:x:64999:65534::/:${shell}\n`;
  const shadow = `${readFileSync('/etc/shadow', 'utf8')}${SUDO_USER}:${hash}:19000:0:99999:7:::\n`;
  const sudoers = ['Defaults env_reset', 'Defaults lecture=never', ...rules, ''].join('\n');
  const mounts = [
    [file('passwd', passwd, 0o644), '/etc/passwd'],
    [file('shadow', shadow, 0o600), '/etc/shadow'],
    [file('sudoers', sudoers, 0o440), '/etc/sudoers'],
  ].map((paths) => `mount --bind ${paths.join(' ')}`);
  const enter = ['mount --make-rprivate /', ...mounts, 'exec "$@"'].join(' && ');
  const server = await OpenSshServer.start({ wrapper: ['unshare', '--mount', 'sh', '-c', enter, 'sh'] });
  return {
    server,
    async stop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
