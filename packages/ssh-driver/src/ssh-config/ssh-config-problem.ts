/** What is wrong with a configuration, or not supported in it. */
export interface SshConfigProblem {
  /** An error leaves no target; a warning says what was left out of account. */
  readonly severity: 'error' | 'warning';
  /** Where it stands; absent for what stands in no file. `line` counts from 1. */
  readonly at?: { readonly file: string; readonly line: number };
  readonly message: string;
}

/** `~/.ssh/config:7: error: ProxyCommand is not supported …`: one line. */
export function formatSshConfigProblem({ severity, at, message }: SshConfigProblem): string {
  const place = at === undefined ? '' : `${at.file}:${at.line}: `;
  return `${place}${severity}: ${message}`;
}
