import type { HostName } from '@quorate/core';

/**
 * What the driver tells while it works. `host` is the host that the work is for, `server` is `user@address:port` of the
 * machine that is spoken of: a jump host, when it differs. No event holds a secret.
 */
export type SshEvent =
  | { readonly type: 'connected'; readonly host: HostName; readonly server: string }
  | {
      readonly type: 'connection-lost';
      readonly host: HostName;
      readonly server: string;
      readonly detail: string;
    }
  /** An attempt to connect failed in a way that may pass: the next one follows after `waitMs`. */
  | {
      readonly type: 'reconnecting';
      readonly host: HostName;
      readonly server: string;
      /** 2 for the second attempt, and so on. */
      readonly attempt: number;
      readonly waitMs: number;
      readonly detail: string;
    }
  /** The server was seen for the first time, and the policy says to trust it: from now on, or for this run where `addedTo` is absent. */
  | {
      readonly type: 'host-key-accepted';
      readonly host: HostName;
      readonly server: string;
      readonly fingerprint: string;
      readonly addedTo?: string;
    }
  /** Nobody knows whether this is the right server. Told once for each server. */
  | {
      readonly type: 'host-key-unchecked';
      readonly host: HostName;
      readonly server: string;
      readonly fingerprint: string;
    }
  /** One line that the program of a step printed, without its end, secrets replaced by their labels. */
  | {
      readonly type: 'output-line';
      readonly host: HostName;
      readonly stream: 'stdout' | 'stderr';
      readonly line: string;
    };
