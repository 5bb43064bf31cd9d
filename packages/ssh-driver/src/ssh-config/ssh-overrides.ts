import type { Secret } from '@quorate/core';
import type { HostKeyPolicy, SshTarget, Sudo } from '../ssh-target.js';

/** What is said about a host elsewhere than in ssh_config, and therefore counts more. */
export interface SshOverrides {
  /** Dialled in place of HostName. */
  readonly address?: string;
  readonly user?: string;
  /** Undefined means that nothing was said, and is not the same as 22, which ssh_config cannot change. */
  readonly port?: number;
  /** Private key files, in place of all that ssh_config or the defaults name. `~` stands for the home directory. */
  readonly identityFiles?: readonly string[];
  /** Opens those of the key files that are encrypted. */
  readonly passphrase?: Secret;
  /** Tried last. */
  readonly password?: Secret;
  /** The way to the host, complete; an empty list dials it directly. Replaces ProxyJump. */
  readonly jumps?: readonly SshTarget[];
  readonly hostKeys?: HostKeyPolicy;
  /** Default: `none` for root, `passwordless` for everybody else. */
  readonly sudo?: Sudo;
}
