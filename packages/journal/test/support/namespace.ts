import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** Runs a program in a PID namespace of its own, as a container does, which ends with this process. */
export const OWN_NAMESPACE = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;
/** The same with the /proc of the namespace around it. */
export const OWN_NAMESPACE_OUTER_PROC = ['unshare', '--pid', '--fork', '--kill-child'] as const;

function isPermitted(): boolean {
  const [program, ...args] = OWN_NAMESPACE;
  return spawnSync(program, [...args, 'true']).status === 0;
}

/** Groups tests with a process in another PID namespace. Where none can be made they are skipped, saying why; in CI they fail. */
export function describeWithNamespaces(name: string, tests: () => void): void {
  const reason = 'unshare --pid is not permitted here: run them as root';
  if (isPermitted()) describe(name, tests);
  else if (process.env['CI'] === undefined) describe.skip(`${name} (${reason})`, tests);
  else throw new Error(reason);
}
