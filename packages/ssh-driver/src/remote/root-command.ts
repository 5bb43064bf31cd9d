import type { Sudo } from '../ssh-target.js';
import { assertNever } from '@quorate/core';
import { quote, quoteAll } from './quote.js';

/** Linux takes no longer single argument (MAX_ARG_STRLEN, with its NUL), and sshd hands the command to the shell as one. */
export const MAX_COMMAND_BYTES = 131_071;

/** What sudo asks with when it wants a password, so that a second question, after a wrong one, is recognised. */
export function sudoPrompt(nonce: string): string {
  return `[${nonce}]`;
}

/**
 * The command line for the login shell, which must be a POSIX one: the script with its arguments, as root. `--norc`: a bash
 * that talks to a socket would read ~/.bashrc.
 */
export function rootCommand(sudo: Sudo, nonce: string, script: string, args: readonly string[]): string {
  const shell = `bash --norc -c ${quote(script)} quorate ${quoteAll([nonce, ...args])}`;
  switch (sudo.kind) {
    case 'none':
      return `exec ${shell}`;
    case 'passwordless':
      return `exec env LC_ALL=C sudo -n -- ${shell}`;
    case 'password':
      return `exec env LC_ALL=C sudo -k -S -p ${quote(sudoPrompt(nonce))} -- ${shell}`;
    default:
      return assertNever(sudo);
  }
}
