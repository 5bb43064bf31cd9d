import type { ConfigLine } from './config-line.js';

/** What ssh_config says for one host: values as written, with no default filled in and no token expanded. */
export interface SshSettings {
  readonly hostName?: Setting;
  readonly user?: Setting;
  readonly port?: Setting;
  /** In order, without repetitions. */
  readonly identityFiles: readonly Setting[];
  readonly identitiesOnly?: Setting;
  readonly identityAgent?: Setting;
  readonly pubkeyAuthentication?: Setting;
  /** `none` when it says so. */
  readonly proxyJump?: Setting;
  readonly userKnownHostsFile?: Setting<readonly string[]>;
  readonly globalKnownHostsFile?: Setting<readonly string[]>;
  readonly strictHostKeyChecking?: Setting;
  readonly hostKeyAlias?: Setting;
}

/** A value, and the line that it comes from. */
export interface Setting<T = string> {
  readonly value: T;
  readonly from: ConfigLine;
}

/** The options with one value of which the first that is said counts. */
export const FIRST_COUNTS: Readonly<Record<string, FirstCounting | undefined>> = {
  hostname: 'hostName',
  user: 'user',
  port: 'port',
  identitiesonly: 'identitiesOnly',
  identityagent: 'identityAgent',
  pubkeyauthentication: 'pubkeyAuthentication',
  stricthostkeychecking: 'strictHostKeyChecking',
  hostkeyalias: 'hostKeyAlias',
};

type FirstCounting =
  | 'hostName'
  | 'user'
  | 'port'
  | 'identitiesOnly'
  | 'identityAgent'
  | 'pubkeyAuthentication'
  | 'strictHostKeyChecking'
  | 'hostKeyAlias';
