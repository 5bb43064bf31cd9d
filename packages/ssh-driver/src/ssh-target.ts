import type { Secret } from '@quorate/core';

/** Everything that is needed to reach one machine: resolved, with no look-up left to do. */
export interface SshTarget {
  /** IP address or DNS name that is dialled (through the last jump host, when there are any). */
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Tried in this order until the server accepts one. */
  readonly authentication: readonly Authentication[];
  readonly hostKeys: HostKeyPolicy;
  /** Each with its own credentials and host keys; the first is dialled from here, each next one through the one before. */
  readonly jumps: readonly SshTarget[];
  readonly sudo: Sudo;
}

export type Authentication =
  /**
   * `SSH_AUTH_SOCK`, or any agent socket. Of public keys, as base64 blobs: `identities` are the only ones that are offered (OpenSSH:
   * IdentitiesOnly), `first` those that are offered before the others.
   */
  | {
      readonly kind: 'agent';
      readonly socket: string;
      readonly identities?: readonly string[];
      readonly first?: readonly string[];
    }
  /** A private key file, read when it is needed; left out when an agent before it has offered its key. */
  | { readonly kind: 'key-file'; readonly path: string; readonly passphrase?: Secret }
  | { readonly kind: 'password'; readonly password: Secret };

/** How the server proves that it is the right one. */
export type HostKeyPolicy =
  /** Only keys that stand in the files (OpenSSH: StrictHostKeyChecking yes). */
  | { readonly kind: 'strict'; readonly knownHosts: readonly string[]; readonly alias?: string }
  /** A key of a host seen for the first time is accepted; a changed key is refused. */
  | {
      readonly kind: 'accept-new';
      readonly knownHosts: readonly string[];
      /** The file that an accepted key is added to, mostly one of `knownHosts`. Undefined: it is accepted for this run only. */
      readonly addTo: string | undefined;
      readonly alias?: string;
    }
  /** Any key. Whoever sits between can read and change everything; the driver says so, once per host. */
  | { readonly kind: 'off' };

export type Sudo =
  /** The user is root. */
  | { readonly kind: 'none' }
  | { readonly kind: 'passwordless' }
  /** Sent on standard input, never in argv. */
  | { readonly kind: 'password'; readonly password: Secret };
