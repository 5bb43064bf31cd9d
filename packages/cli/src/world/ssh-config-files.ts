import type { SshConfigFiles } from '@quorate/ssh-driver';

/** As `ssh -F`: a file that is named goes for both, the user's and the system's, and `none` for either. */
export function sshConfigFiles(named: string | undefined): SshConfigFiles {
  return named === undefined ? {} : { userFile: named, systemFile: 'none' };
}
