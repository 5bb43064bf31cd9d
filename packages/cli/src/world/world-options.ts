import type { Command } from 'commander';
import { repeatable } from '../verb.js';

/** Which hosts a verb works on, and how they are reached. */
export interface WorldOptions {
  /** `true`: hosts as the spec's image prepares them. A path: as that scenario leaves them, or as they were observed. */
  readonly simulate?: true | string;
  readonly sshConfig?: string;
  readonly identity: readonly string[];
  readonly viaJumpbox?: true;
}

export function addWorldOptions(command: Command): Command {
  return command
    .option(
      '--simulate [file]',
      'simulated hosts instead of real ones: fresh, as a scenario leaves them, or as `quorate observe` has seen them',
    )
    .option(
      '--ssh-config <file>',
      'read only this, as `ssh -F`; `none` reads none (default: ~/.ssh/config, /etc/ssh/ssh_config)',
    )
    .addOption(repeatable('-i, --identity <file>', 'private key', 'what ssh_config names'))
    .option('--via-jumpbox', 'reach every host through the host of role jumpbox');
}
